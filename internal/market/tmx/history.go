package tmx

import (
	"cmp"
	"context"
	"slices"
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
	"quotewire/internal/market/venue"
)

// dayWire is one day of a history.
type dayWire struct {
	Day    cell `json:"datetime"` // 2022-04-22
	Open   cell `json:"openPrice"`
	Close  cell `json:"closePrice"`
	High   cell `json:"high"`
	Low    cell `json:"low"`
	Volume cell `json:"volume"`
}

const daysQuery = `query getCompanyPriceHistory($symbol: String!, $start: String, $end: String, $adjusted: Boolean, $adjustmentType: String, $unadjusted: Boolean) {
  getCompanyPriceHistory(symbol: $symbol, start: $start, end: $end, adjusted: $adjusted, adjustmentType: $adjustmentType, unadjusted: $unadjusted) {
    datetime openPrice closePrice high low volume
  }
}`

const (
	// mostPages are the requests that one history may take.
	mostPages = 12
	// closedFor is longer than the exchange was ever closed.
	closedFor = 14
)

// History is daily bars, adjusted for splits, and longer ones made of them. The day under
// way is among them where TMX has it.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	name, err := theirs(q.Symbol)
	if err != nil {
		return nil, err
	}
	if q.Interval.Length() > 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "it has no bars within a day"}
	}
	now, at := s.client.Now(), s.venues.Of(q.Symbol.String())
	from, to := period(q, now, at)
	wires, err := s.days(ctx, q.Symbol, name, from, to)
	if err != nil {
		return nil, err
	}
	all, gaps := inOrder(wires, at)
	h := &market.History{
		Symbol: q.Symbol, Kind: market.KindEquity, Currency: currencyOf(name), Location: at.Location(), Interval: q.Interval,
		Gaps: gaps, Origin: s.client.Origin(page(name)),
	}
	h.Adjusted = market.AdjustedForSplits
	examined, doubts := bars.Examine(all, bars.Facts{Zone: h.Location, Days: 1, Currency: h.Currency})
	if h.Bars = q.Days(examined, now, h.Location); len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "it has no bars of that time"}
	}
	h.Partial, h.Doubts = market.Lacking(h.Bars), doubts
	first, final := h.DayOf(h.Bars[0]), q.Interval.LastDay(h.DayOf(h.Bars[len(h.Bars)-1]))
	h.Doubts = h.DoubtsOn(first, final)
	h.Open = at.Unfinished(time.Unix(h.Bars[len(h.Bars)-1].Time, 0), q.Interval, now.Add(-delay))
	return h, nil
}

// days asks for the days of a period, the newest first. Where an answer ends before the
// period does, it was cut, or trading began then: what lies before is asked for too.
func (s *Source) days(ctx context.Context, symbol market.Symbol, name string, from, to market.Date) (all []dayWire, err error) {
	for range mostPages {
		var page []dayWire
		err := s.ask(ctx, symbol, question{
			Operation: "getCompanyPriceHistory", Query: daysQuery, Variables: map[string]any{
				"symbol": name, "start": from.String(), "end": to.String(), "adjusted": true, "adjustmentType": "SO", "unadjusted": false,
			},
		}, &page)
		if err != nil {
			return nil, err
		}
		oldest := to.AddDays(1)
		for _, w := range page {
			if day, err := market.ParseDate(w.Day.Text()); err == nil && day.Compare(oldest) < 0 {
				oldest = day
			}
		}
		all = append(all, page...)
		if oldest.Compare(to) > 0 || oldest.Compare(from.AddDays(closedFor)) <= 0 {
			return all, nil
		}
		to = oldest.AddDays(-1)
	}
	return nil, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "its answers are too short for that time"}
}

// period is the first and last day to ask for: some more than the query wants, by which
// an answer that begins late is told from one that was cut.
func period(q market.HistoryQuery, now time.Time, at venue.Venue) (from, to market.Date) {
	from, to = q.Since(now, at.Location()), q.Until(at.Day(now))
	switch {
	case from.IsZero():
		from = market.Date{Year: 1970, Month: time.January, Day: 1}
	case q.From.IsZero():
		from = from.AddDays(-closedFor)
	}
	return from, to
}

// inOrder makes bars of days, oldest first, each of a day once, and counts those without
// a day or a close. A bar begins with its session, on a day that the calendar has none of
// with the day.
func inOrder(wires []dayWire, at venue.Venue) (all []market.Bar, gaps int) {
	number := func(c cell) float64 {
		v, _ := c.Above().Get()
		return v
	}
	for _, w := range wires {
		day, err := market.ParseDate(w.Day.Text())
		if err != nil || number(w.Close) == 0 {
			gaps++
			continue
		}
		opening, ok := at.Opening(day)
		if !ok {
			opening = day.In(at.Location())
		}
		b := market.Bar{
			Time: opening.Unix(), Open: number(w.Open), High: number(w.High), Low: number(w.Low),
			Close: number(w.Close), AdjClose: number(w.Close), Volume: -1,
		}
		if v, ok := w.Volume.Number().Get(); ok && v >= 0 {
			b.Volume = v
		}
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b market.Bar) int { return cmp.Compare(a.Time, b.Time) })
	return slices.CompactFunc(all, func(a, b market.Bar) bool { return a.Time == b.Time }), gaps
}
