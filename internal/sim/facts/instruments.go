// Package facts is what is true in the simulated world: its instruments and
// exchanges, their prices, and the accounts of companies and funds. All of it is a
// pure function of symbol and date, or of company and fiscal quarter, so that every
// source that the world has tells the same.
package facts

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	_ "time/tzdata" // exchanges need their zones on machines that have none
)

// Kinds of instrument, as the table spells them.
const (
	Equity   = "equity"
	ETF      = "etf"
	Index    = "index"
	Fund     = "fund"
	Currency = "currency"
	Crypto   = "crypto"
	Future   = "future"
	Delisted = "none"
)

// Instrument is one row of the table with its exchange.
type Instrument struct {
	Symbol, Kind        string
	ShortName, LongName string
	Currency            string
	Exchange            *Exchange
	level               float64 // price around 2025-01-02
	growth              float64 // a year, of the logarithm
	Swing               float64 // of the daily noise, of the logarithm
	Shares              float64
	EPS                 float64
	Yield               float64 // dividends a year, share of the price
	First               Day
	Aliases             []string
	Seed                uint64
	offset              float64  // of wander at the anchor, so that level is met there
	Splits              []Split  // oldest first
	Company             *Company // of an equity
	Portfolio           *Portfolio
	Components          []string // of an index
}

// Split is a change of the number of shares. Prices on both sides of it are
// given as if it had always held, as Yahoo gives them.
type Split struct {
	Day                    Day
	Numerator, Denominator int
}

// Catalog is all instruments by symbol, in the table's order.
type Catalog struct {
	bySymbol  map[string]*Instrument
	Symbols   []string
	Synthetic *Exchange
	series    map[string]*Series // by id
}

// syntheticSymbol is ZZ and digits: a ticker that exists only for load tests.
var syntheticSymbol = regexp.MustCompile(`^ZZ\d{1,9}$`)

// IsSynthetic reports whether a symbol is such a ticker.
func IsSynthetic(symbol string) bool { return syntheticSymbol.MatchString(symbol) }

// NewCatalog reads the tables.
func NewCatalog() (*Catalog, error) {
	exchanges, err := newExchanges()
	if err != nil {
		return nil, err
	}
	c := &Catalog{bySymbol: make(map[string]*Instrument), Synthetic: exchanges["NMS"]}
	if err := c.addTables(exchanges); err != nil {
		return nil, err
	}
	return c, nil
}

func parseInstrument(f []string, exchanges map[string]*Exchange) (*Instrument, error) {
	figures, err := figuresOf(f[6:12])
	if err != nil {
		return nil, err
	}
	first, err := ParseDay(f[12])
	if err != nil {
		return nil, err
	}
	in := &Instrument{
		Symbol: f[0], Kind: f[1], ShortName: f[2], LongName: f[3], Currency: f[5],
		Exchange: exchanges[f[4]], level: figures[0], growth: figures[1], Swing: figures[2] / 100,
		Shares: figures[3] * 1e6, EPS: figures[4], Yield: figures[5] / 100, First: first,
		Seed: SeedOf(f[0]),
	}
	in.offset = wander(in.Seed, anchor)
	for alias := range strings.SplitSeq(f[13], ",") {
		in.Aliases = append(in.Aliases, strings.TrimSpace(alias))
	}
	if in.Exchange == nil && in.Kind != Delisted {
		return nil, fmt.Errorf("no such exchange: %q", f[4])
	}
	return in, nil
}

// SeedOf is what the noise of a name goes by.
func SeedOf(symbol string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(symbol)) // a hash never fails
	return h.Sum64()
}

// Find is the instrument of a symbol; nil when there is none.
func (c *Catalog) Find(symbol string) *Instrument {
	if in := c.bySymbol[symbol]; in != nil {
		return in
	}
	if IsSynthetic(symbol) {
		return c.synthesise(symbol)
	}
	return nil
}

// synthesise makes the equity that a ZZ ticker stands for, from its name alone.
func (c *Catalog) synthesise(symbol string) *Instrument {
	seed := SeedOf(symbol)
	in := &Instrument{
		Symbol: symbol, Kind: Equity, Currency: "USD", Exchange: c.Synthetic,
		Seed: seed, offset: wander(seed, anchor),
		ShortName: "Synthetic " + symbol[2:], LongName: "Synthetic Company " + symbol[2:] + ", Inc.",
		level:  20 + 200*(Noise(seed, 99, 1)+1),
		growth: 0.05 + 0.05*Noise(seed, 99, 2), Swing: 0.015,
		Shares: 1e6 * (100 + float64(seed%900)), EPS: 3, Yield: 0.01,
		First: Date(2000, 1, 3),
	}
	in.Company = syntheticCompany(in)
	return in
}

// Listed is every instrument that trades, in the table's order.
func (c *Catalog) Listed() []*Instrument {
	var all []*Instrument
	for _, s := range c.Symbols {
		if in := c.bySymbol[s]; in.Kind != Delisted {
			all = append(all, in)
		}
	}
	return slices.Clip(all)
}

// Digits is how many decimals the instrument is quoted with: Yahoo's priceHint.
func (in *Instrument) Digits() int {
	if in.Kind == Currency && in.level < 10 {
		return 4
	}
	return 2
}

// Extended says whether there is trading before and after the session.
func (in *Instrument) Extended() bool {
	return in.Exchange.Extended && (in.Kind == Equity || in.Kind == ETF)
}

// Major is a price in the currency's major unit: pounds for pence.
func (in *Instrument) Major(price float64) float64 {
	if in.Currency == "GBp" {
		return price / 100
	}
	return price
}
