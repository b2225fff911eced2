package nasdaq

import (
	"context"
	"net/url"
	"slices"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
)

// yearsBack is how far daily bars reach.
const yearsBack = 10

// mostRows is more daily bars than ten years have.
const mostRows = "9999"

type historical struct {
	Symbol httpsource.Cell `json:"symbol"`
	Total  httpsource.Cell `json:"totalRecords"`
	Table  *struct {
		Rows []*dayRow `json:"rows"`
	} `json:"tradesTable"`
}

// dayRow is one day, its prices with a dollar sign, or of indices without one.
type dayRow struct {
	Date   httpsource.Cell `json:"date"` // MM/DD/YYYY
	Close  httpsource.Cell `json:"close"`
	Open   httpsource.Cell `json:"open"`
	High   httpsource.Cell `json:"high"`
	Low    httpsource.Cell `json:"low"`
	Volume httpsource.Cell `json:"volume"`
}

// History is the daily bars of one symbol, weeks and months joined from them, of the last
// ten years. It does not answer for more: what is missing before would look as if trading
// had begun then.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (h *market.History, err error) {
	at, now := s.venues.Of(q.Symbol.String()), s.client.Now()
	from, to, ok := span(q, now, at)
	if !ok {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "daily bars of ten years are all that there is"}
	}
	query := url.Values{"fromdate": {from.String()}, "todate": {to.String()}, "limit": {mostRows}}
	err = askOf(ctx, s, q.Symbol, "historical", query, func(v *historical, class string) error {
		h, err = s.read(q, class, v, at, now)
		return err
	})
	return h, err
}

// span is the days to ask for, both inclusive; false where Nasdaq has not all of them, or
// no bars of that length.
func span(q market.HistoryQuery, now time.Time, at venue.Venue) (from, to market.Date, ok bool) {
	today := at.Day(now)
	from, to = q.Since(now, at.Location()), q.Until(today)
	first := market.DateOf(today.In(time.UTC).AddDate(-yearsBack, 0, 0))
	return from, to, q.Interval.Length() == 0 && from.Compare(first) >= 0
}

func (s *Source) read(q market.HistoryQuery, class string, v *historical, at venue.Venue, now time.Time) (*market.History, error) {
	total, ok := v.Total.Number().Get()
	if v.Table == nil && ok && total == 0 {
		return nil, &market.Error{Kind: market.ErrNoData}
	}
	if v.Table == nil {
		return nil, httpsource.Malformed("no table in the answer")
	}
	if ok && int(total) > len(v.Table.Rows) {
		return nil, httpsource.Malformed("not all rows are in the answer")
	}
	h := &market.History{
		Symbol: q.Symbol, Kind: kindOf(class), Currency: "USD", Location: at.Location(), Interval: q.Interval, Origin: s.client.Origin(page(q.Symbol, class, "/historical")),
	}
	if h.Adjusted = market.AdjustedForSplits; class == index {
		h.Adjusted = market.AdjustedForNothing
	}
	var daily []market.Bar
	for _, r := range v.Table.Rows {
		if b, ok := r.bar(at); ok {
			daily = append(daily, b)
		} else {
			h.Gaps++
		}
	}
	slices.SortStableFunc(daily, func(a, b market.Bar) int { return int(a.Time - b.Time) })
	daily = slices.CompactFunc(daily, func(a, b market.Bar) bool { return a.Time == b.Time })
	if h.Bars = q.Days(daily, now, h.Location); len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData}
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = at.Unfinished(time.Unix(h.Bars[len(h.Bars)-1].Time, 0), h.Interval, now)
	return h, nil
}

// bar is what a row tells, at the opening of its session; false where it has no close, or
// is of a day on which none was.
func (r *dayRow) bar(at venue.Venue) (market.Bar, bool) {
	if r == nil {
		return market.Bar{}, false
	}
	last, ok := r.Close.Price().Get()
	opening, traded := at.Opening(dateOf(string(r.Date)))
	if !ok || !traded || last < 0 {
		return market.Bar{}, false
	}
	price := func(c httpsource.Cell) float64 { v, _ := c.Number().Get(); return v }
	b := market.Bar{Time: opening.Unix(), Open: price(r.Open), High: price(r.High), Low: price(r.Low), Close: last, AdjClose: last, Volume: -1}
	if v, ok := r.Volume.Number().Get(); ok && v >= 0 {
		b.Volume = v
	}
	return b, true
}
