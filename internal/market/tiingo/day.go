package tiingo

import (
	"context"
	"math"
	"net/url"
	"slices"
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// row is one day as Tiingo sends it: prices of that day's shares, and what happened
// before it opened.
type row struct {
	Date     string          `json:"date"` // 2015-01-02T00:00:00.000Z
	Open     httpsource.Cell `json:"open"`
	High     httpsource.Cell `json:"high"`
	Low      httpsource.Cell `json:"low"`
	Close    httpsource.Cell `json:"close"`
	Volume   httpsource.Cell `json:"volume"`
	AdjClose httpsource.Cell `json:"adjClose"`
	Dividend httpsource.Cell `json:"divCash"`
	Split    httpsource.Cell `json:"splitFactor"` // new shares for one
}

// day is a row with what has been split since.
type day struct {
	row
	date  market.Date
	since float64 // shares of today for one of that day
	split float64 // 1: none
}

// days asks for all days from one on, oldest first. It is until now whatever is wanted:
// a split after a period changes the prices in it.
func (s *Source) days(ctx context.Context, symbol market.Symbol, from market.Date) ([]day, error) {
	var rows []row
	q := url.Values{"startDate": {from.String()}, "format": {"json"}, "resampleFreq": {"daily"}}
	if err := s.ask(ctx, symbol, "/prices", q, &rows); err != nil {
		return nil, err
	}
	if rows == nil {
		return nil, malformed(symbol, "no list of days")
	}
	today := market.DateOf(s.client.Now().In(s.venues.Of(symbol.String()).Location()))
	all := make([]day, len(rows))
	for i, r := range rows {
		d := day{row: r, since: 1}
		var err error
		if d.date, err = market.ParseDate(r.Date[:min(len(r.Date), len(time.DateOnly))]); err != nil || d.date.Compare(today) > 0 {
			return nil, malformed(symbol, "a day without a date, or one to come")
		}
		var ok bool
		if d.split, ok = r.Split.Number().Get(); !ok || d.split <= 0 {
			return nil, malformed(symbol, "a day without its split factor")
		}
		all[i] = d
	}
	slices.SortStableFunc(all, func(a, b day) int { return a.date.Compare(b.date) })
	for i := len(all) - 2; i >= 0; i-- {
		if all[i].date == all[i+1].date {
			return nil, malformed(symbol, "one day twice")
		}
		all[i].since = all[i+1].since * all[i+1].split
	}
	return all, nil
}

func malformed(symbol market.Symbol, message string) error {
	return httpsource.OfSymbol(symbol, httpsource.Malformed(message))
}

// price is a price of the day in today's shares; 0 where none was sent.
func (d day) price(c httpsource.Cell) float64 {
	v, _ := c.Number().Get()
	if v <= 0 {
		return 0
	}
	if d.since == 1 {
		return v
	}
	return bars.Times(v, 1/d.since)
}

// bar is the day's, false where no close was sent. adjusted says whether its close less
// dividends was.
func (d day) bar(opening time.Time) (b market.Bar, adjusted, ok bool) {
	b = market.Bar{Time: opening.Unix(), Open: d.price(d.Open), High: d.price(d.High), Low: d.price(d.Low), Close: d.price(d.Close), Volume: -1}
	if v, sent := d.Volume.Number().Get(); sent && v >= 0 {
		b.Volume = v
		if d.since != 1 {
			b.Volume = math.Round(bars.Times(v, d.since))
		}
	}
	v, adjusted := d.AdjClose.Number().Get()
	adjusted = adjusted && v > 0
	if b.AdjClose = b.Close; adjusted {
		b.AdjClose = v
	}
	return b, adjusted, b.Close > 0
}
