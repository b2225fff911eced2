package candle

import (
	"slices"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// Row is one bar as an exchange sends it, prices in what the pair is priced in.
type Row struct {
	At                     time.Time
	Open, High, Low, Close httpsource.Decimal
	// Volume is in what the pair is priced in, as Yahoo counts it of coins; absent where
	// the exchange only says how many coins.
	Volume market.Number
}

// bar is a row as a bar; false where it has no close, or no time at which a bar of that
// step begins.
func (r Row) bar(step time.Duration) (market.Bar, bool) {
	if r.Close.Above().IsZero() || r.At.Unix() <= 0 || !r.At.Equal(r.At.Truncate(step)) {
		return market.Bar{}, false
	}
	price := func(d httpsource.Decimal) float64 { return max(0, d.Value()) }
	b := market.Bar{Time: r.At.Unix(), Open: price(r.Open), High: price(r.High), Low: price(r.Low), Close: r.Close.Value(), AdjClose: r.Close.Value(), Volume: -1}
	if v, ok := r.Volume.Get(); ok && v >= 0 {
		b.Volume = v
	}
	return b, true
}

// History is what the rows of a span, in any order, are an answer of to the query. Its
// days are those of UTC. Bars of currencies on weekends, when banks rest, are left out.
// Nothing is adjusted, as there is nothing to adjust for. Its error is a *market.Error.
func (s Span) History(q market.HistoryQuery, rows []Row, now time.Time, o market.Origin) (*market.History, error) {
	h := &market.History{Symbol: q.Symbol, Kind: kindOf(q.Symbol), Location: time.UTC, Interval: q.Interval, Origin: o}
	h.Adjusted = market.AdjustedForNothing
	_, h.Currency, _ = spelling.Pair(q.Symbol.String())
	var all []market.Bar
	for _, r := range rows {
		switch b, ok := r.bar(s.Step); {
		case r.At.After(now), h.Kind == market.KindCurrency && weekend(r.At):
		case !ok:
			h.Gaps++
		case !r.At.Before(s.From) && r.At.Before(s.To):
			all = append(all, b)
		}
	}
	slices.SortStableFunc(all, func(a, b market.Bar) int { return int(a.Time - b.Time) })
	all = slices.CompactFunc(all, func(a, b market.Bar) bool { return a.Time == b.Time })
	if h.Bars = all; s.Step == day {
		h.Bars = q.Days(all, now, time.UTC)
	}
	if len(h.Bars) == 0 {
		return nil, None(q.Symbol, "no bars of that period")
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = ends(h.Bars[len(h.Bars)-1], q.Interval).After(now)
	return h, nil
}

// ends is when the time of a bar is over.
func ends(b market.Bar, i market.Interval) time.Time {
	begins := time.Unix(b.Time, 0).UTC()
	switch i {
	case market.Day:
		return begins.Add(day)
	case market.Week:
		return begins.Add(7 * day)
	case market.Month:
		return begins.AddDate(0, 1, 0)
	}
	return begins.Add(i.Length())
}

func weekend(t time.Time) bool {
	d := t.UTC().Weekday()
	return d == time.Saturday || d == time.Sunday
}

// None is the error of a period or an interval that a source does not have.
func None(symbol market.Symbol, message string) error {
	return &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: message}
}
