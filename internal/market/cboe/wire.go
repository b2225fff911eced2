package cboe

import (
	"math"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

type cell = httpsource.Cell

// quoteFile is quotes/AAPL.json.
type quoteFile struct {
	Timestamp cell      `json:"timestamp"` // when it was written, UTC
	Symbol    cell      `json:"symbol"`    // AAPL, _RUT
	Data      quoteWire `json:"data"`
}

// quoteWire is a quote, alone in its file or beside a chain.
type quoteWire struct {
	Symbol    cell `json:"symbol"` // AAPL, ^RUT
	Security  cell `json:"security_type"`
	Current   cell `json:"current_price"` // the last print at Cboe's own exchanges
	Change    cell `json:"price_change"`
	Close     cell `json:"close"`          // after the session the official close
	Prior     cell `json:"prev_day_close"` // that of the day before; once the day has rolled over, Close
	Open      cell `json:"open"`
	High      cell `json:"high"`
	Low       cell `json:"low"`
	Volume    cell `json:"volume"`
	Bid       cell `json:"bid"`
	Ask       cell `json:"ask"`
	LastTrade cell `json:"last_trade_time"` // by the clock of New York
}

// name is whose the file is, without the mark of an index.
func (f quoteFile) name() string {
	for _, c := range []cell{f.Data.Symbol, f.Symbol} {
		if name := strings.TrimLeft(c.Text(), "^_"); name != "" {
			return name
		}
	}
	return ""
}

// about refuses a file that is about something else than was asked for, an index for a
// share among them.
func (f quoteFile) about(theirs string) error {
	name := f.name()
	switch {
	case name == "":
		return httpsource.Malformed("the answer has no symbol")
	case name != strings.TrimPrefix(theirs, "_"):
		return &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about another symbol"}
	case f.Data.Security != "" && (f.Data.Security == "index") != isIndex(theirs):
		return &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about another kind of instrument"}
	}
	return nil
}

// isIndex tells an index by how Cboe writes it.
func isIndex(theirs string) bool { return strings.HasPrefix(theirs, "_") }

// scale is by what figures have to be divided: an index of a yield is ten times that.
func scale(theirs string) float64 {
	if theirs == "_TNX" {
		return 10
	}
	return 1
}

// round takes the noise of 32 bits off a price: none has more than four decimals.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// price is a price, absent where it is 0.
func price(c cell, scale float64) market.Number {
	if f, ok := c.Above().Get(); ok {
		return positive(market.Num(round(f / scale)))
	}
	return market.Number{}
}

// positive is a figure over 0.
func positive(n market.Number) market.Number {
	if v, ok := n.Get(); ok && v > 0 {
		return n
	}
	return market.Number{}
}

// moment reads a time without a zone as one in loc, and one with a zone as what it says.
// What is none is the zero time.
func moment(c cell, loc *time.Location) time.Time {
	text := strings.Replace(string(c), " ", "T", 1)
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05", text, loc)
	if err != nil || t.Year() < 1970 {
		return time.Time{}
	}
	return t.UTC()
}
