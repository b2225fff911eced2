package cboe

import (
	"context"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// yearFile is historical_data/AAPL.json: the highest and lowest of a year, of prices and
// of volatilities. There is one of what has options.
type yearFile struct {
	Timestamp cell `json:"timestamp"` // when it was written, UTC: each morning
	Symbol    cell `json:"symbol"`
	Data      struct {
		High cell `json:"annual_high"`
		Low  cell `json:"annual_low"`
	} `json:"data"`
}

// yearAge is how old the range of a year may be: over a long weekend.
const yearAge = 5 * 24 * time.Hour

// addYear adds the range of 52 weeks to the ticker of what Cboe calls name. What goes wrong
// with it leaves it out: the ticker is good without.
func (s *Source) addYear(ctx context.Context, t *market.Ticker, name string) {
	var f yearFile
	if s.ask(ctx, t.Symbol, delayedURL+"historical_data/"+name+".json", func(body []byte) error { return httpsource.JSON(body, &f) }) != nil {
		return
	}
	same := quoteFile{Symbol: f.Symbol}.name() == quoteFile{Symbol: cell(name)}.name()
	if told := moment(f.Timestamp, time.UTC); !same || s.client.Now().Sub(told) > yearAge {
		return
	}
	high, low := price(f.Data.High, scale(name)), price(f.Data.Low, scale(name))
	if high.IsZero() || low.IsZero() || value(high) < value(low) {
		return
	}
	// The file is of the days before: the session of the quote is in the year too.
	for _, n := range []market.Number{t.Price, t.DayHigh, t.DayLow} {
		if v, ok := n.Get(); ok {
			high, low = market.Num(max(value(high), v)), market.Num(min(value(low), v))
		}
	}
	t.YearHigh, t.YearLow = high, low
}
