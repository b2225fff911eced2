package sim

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
	equity   = "equity"
	etf      = "etf"
	index    = "index"
	fund     = "fund"
	currency = "currency"
	crypto   = "crypto"
	future   = "future"
	delisted = "none"
)

// instrument is one row of the table with its exchange.
type instrument struct {
	symbol, kind        string
	shortName, longName string
	currency            string
	exchange            *exchange
	level               float64 // price around 2025-01-02
	growth              float64 // a year, of the logarithm
	swing               float64 // of the daily noise, of the logarithm
	shares              float64
	eps                 float64
	yield               float64 // dividends a year, share of the price
	first               day
	aliases             []string
	seed                uint64
	offset              float64  // of wander at the anchor, so that level is met there
	splits              []split  // oldest first
	company             *company // of an equity
	fund                *fundBook
	components          []string // of an index
}

// split is a change of the number of shares. Prices on both sides of it are
// given as if it had always held, as Yahoo gives them.
type split struct {
	day                    day
	numerator, denominator int
}

// catalog is all instruments by symbol, in the table's order.
type catalog struct {
	bySymbol  map[string]*instrument
	symbols   []string
	synthetic *exchange
}

// syntheticSymbol is ZZ and digits: a ticker that exists only for load tests.
var syntheticSymbol = regexp.MustCompile(`^ZZ\d{1,9}$`)

// isSynthetic reports whether a symbol is such a ticker.
func isSynthetic(symbol string) bool { return syntheticSymbol.MatchString(symbol) }

func newCatalog() (*catalog, error) {
	exchanges, err := newExchanges()
	if err != nil {
		return nil, err
	}
	c := &catalog{bySymbol: make(map[string]*instrument), synthetic: exchanges["NMS"]}
	if err := c.addTables(exchanges); err != nil {
		return nil, err
	}
	return c, nil
}

func parseInstrument(f []string, exchanges map[string]*exchange) (*instrument, error) {
	figures, err := figuresOf(f[6:12])
	if err != nil {
		return nil, err
	}
	first, err := parseDay(f[12])
	if err != nil {
		return nil, err
	}
	in := &instrument{
		symbol: f[0], kind: f[1], shortName: f[2], longName: f[3], currency: f[5],
		exchange: exchanges[f[4]], level: figures[0], growth: figures[1], swing: figures[2] / 100,
		shares: figures[3] * 1e6, eps: figures[4], yield: figures[5] / 100, first: first,
		seed: seedOf(f[0]),
	}
	in.offset = wander(in.seed, anchor)
	for alias := range strings.SplitSeq(f[13], ",") {
		in.aliases = append(in.aliases, strings.TrimSpace(alias))
	}
	if in.exchange == nil && in.kind != delisted {
		return nil, fmt.Errorf("no such exchange: %q", f[4])
	}
	return in, nil
}

func seedOf(symbol string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(symbol)) // a hash never fails
	return h.Sum64()
}

// find is the instrument of a symbol; nil when there is none.
func (c *catalog) find(symbol string) *instrument {
	if in := c.bySymbol[symbol]; in != nil {
		return in
	}
	if isSynthetic(symbol) {
		return c.synthesise(symbol)
	}
	return nil
}

// synthesise makes the equity that a ZZ ticker stands for, from its name alone.
func (c *catalog) synthesise(symbol string) *instrument {
	seed := seedOf(symbol)
	in := &instrument{
		symbol: symbol, kind: equity, currency: "USD", exchange: c.synthetic,
		seed: seed, offset: wander(seed, anchor),
		shortName: "Synthetic " + symbol[2:], longName: "Synthetic Company " + symbol[2:] + ", Inc.",
		level:  20 + 200*(noise(seed, 99, 1)+1),
		growth: 0.05 + 0.05*noise(seed, 99, 2), swing: 0.015,
		shares: 1e6 * (100 + float64(seed%900)), eps: 3, yield: 0.01,
		first: civil(2000, 1, 3),
	}
	in.company = syntheticCompany(in)
	return in
}

// listed is every instrument that trades, in the table's order.
func (c *catalog) listed() []*instrument {
	var all []*instrument
	for _, s := range c.symbols {
		if in := c.bySymbol[s]; in.kind != delisted {
			all = append(all, in)
		}
	}
	return slices.Clip(all)
}

// digits is how many decimals the instrument is quoted with: Yahoo's priceHint.
func (in *instrument) digits() int {
	if in.kind == currency && in.level < 10 {
		return 4
	}
	return 2
}

// extended says whether there is trading before and after the session.
func (in *instrument) extended() bool {
	return in.exchange.extended && (in.kind == equity || in.kind == etf)
}

// major is a price in the currency's major unit: pounds for pence.
func (in *instrument) major(price float64) float64 {
	if in.currency == "GBp" {
		return price / 100
	}
	return price
}
