package tiingo

import (
	"context"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

// History is the days of a period, or weeks and months of them.
func (s *Source) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	if q.Interval.Length() > 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String(), Message: "it has days alone"}
	}
	now, at := s.client.Now(), s.venues.Of(q.Symbol.String())
	h := &market.History{
		Symbol: q.Symbol, Kind: kindOf(q.Symbol), Currency: "USD", Location: at.Location(), Interval: q.Interval,
	}
	from := q.Since(now, at.Location())
	if from.IsZero() {
		var err error
		if h.Name, h.FirstTrade, err = s.about(ctx, q.Symbol); err != nil {
			return nil, err
		}
		from = h.FirstTrade
	}
	days, err := s.days(ctx, q.Symbol, from)
	if err != nil {
		return nil, err
	}
	h.Origin = s.client.Origin("")
	h.Adjusted = market.AdjustedForAll
	all, gaps := s.bars(h, days, at)
	if h.Bars = q.Days(all, now, at.Location()); len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData, Symbol: q.Symbol.String()}
	}
	for _, day := range gaps {
		if day.Compare(h.DayOf(h.Bars[0])) >= 0 && (q.To.IsZero() || day.Compare(q.To) <= 0) {
			h.Gaps++
		}
	}
	h.Partial = market.Lacking(h.Bars)
	h.Open = at.Unfinished(time.Unix(h.Bars[len(h.Bars)-1].Time, 0), q.Interval, now)
	return h, nil
}

// bars are those of the days with a close; the others are gaps. Where one lacks what the
// dividends leave of its close, none has it: two kinds beside each other would be a leap.
func (s *Source) bars(h *market.History, days []day, at venue.Venue) (all []market.Bar, gaps []market.Date) {
	for _, d := range days {
		opening, ok := at.Opening(d.date)
		if !ok {
			opening = d.date.In(at.Location())
		}
		b, adjusted, ok := d.bar(opening)
		if !ok {
			gaps = append(gaps, d.date)
			continue
		}
		if !adjusted {
			h.Adjusted = market.AdjustedForSplits
		}
		all = append(all, b)
	}
	if h.Adjusted == market.AdjustedForSplits {
		for i := range all {
			all[i].AdjClose = all[i].Close
		}
	}
	return all, gaps
}

// kindOf is fund for what has a fund's symbol. Shares and ETFs are not told apart here.
func kindOf(symbol market.Symbol) market.Kind {
	text := symbol.String()
	if spelling.KindOf(text) == spelling.US && len(text) == 5 && text[4] == 'X' {
		return market.KindFund
	}
	return market.KindEquity
}
