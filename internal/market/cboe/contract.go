package cboe

import (
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
)

// contractWire is one option of a chain's file.
type contractWire struct {
	Option       cell `json:"option"` // RUTW230922C02075000
	Bid          cell `json:"bid"`
	Ask          cell `json:"ask"`
	Volatility   cell `json:"iv"` // of a year, a fraction
	OpenInterest cell `json:"open_interest"`
	Volume       cell `json:"volume"` // of the day
	Last         cell `json:"last_trade_price"`
	LastTrade    cell `json:"last_trade_time"` // by the clock of New York
}

// terms are what the name of an option says.
type terms struct {
	root   string
	day    market.Date // on which it expires
	call   bool
	strike float64
}

// termsOf reads a root, YYMMDD, C or P, and the strike in thousandths as eight digits.
func termsOf(name string) (t terms, ok bool) {
	n := len(name) - 15
	if n < 1 || n > 6 {
		return t, false
	}
	day, err := time.Parse("060102", name[n:n+6])
	strike, bad := strconv.ParseUint(name[n+7:], 10, 32)
	side := name[n+6]
	if err != nil || bad != nil || strike == 0 || side != 'C' && side != 'P' {
		return t, false
	}
	return terms{root: name[:n], day: market.DateOf(day), call: side == 'C', strike: float64(strike) / 1000}, true
}

// standard reports whether a root is one of the listed options on what Cboe calls name:
// of an index those that settle by its opening, SPX, and by its close, SPXW or NDXP. A
// root with a digit is of contracts that were adjusted: they deliver something else.
func standard(root, name string) bool {
	base := strings.NewReplacer("_", "", ".", "").Replace(name)
	behind, ok := strings.CutPrefix(root, base)
	return ok && (behind == "" || isIndex(name) && (behind == "W" || behind == "P"))
}

// contract is an option as the market has it. spot is the price of what it is on, absent
// where that is not known.
func (w contractWire) contract(t terms, spot market.Number, loc *time.Location) market.Contract {
	c := market.Contract{
		Symbol: w.Option.Text(), Size: "REGULAR", Currency: "USD", Strike: market.Num(t.strike),
		Last: price(w.Last, 1), Bid: price(w.Bid, 1), Ask: price(w.Ask, 1),
		Volume: w.Volume.Number(), OpenInterest: w.OpenInterest.Number(), ImpliedVolatility: w.Volatility.Above(),
	}
	if at, ok := spot.Get(); ok {
		c.InTheMoney = t.call && t.strike < at || !t.call && t.strike > at
	}
	if !c.Last.IsZero() {
		c.LastTrade = moment(w.LastTrade, loc)
	}
	return c
}
