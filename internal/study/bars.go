package study

import (
	"cmp"
	"context"
	"time"

	"quotewire/internal/market"
)

// Bars are the bars of days that words name.
type Bars struct {
	Span    Span            // zero: no words
	History *market.History // its Interval is of a day, a week or a month, or shorter
	// Before is the daily bar before the first one; nil: there is none, the bars are
	// of less than a day, or no words were given.
	Before *market.Bar
	Note   string // what is special about them, such as a close before that is old
}

// Bars gets the bars of the days that words name, read as Analyze reads them, or
// without words those that q asks for. An empty Interval is one that keeps the bars
// to a number worth reading. Of days that words name weeks,
// which begin on Monday, and months are made of those days alone: the source's
// own go beyond them, or leave some out.
func (s *Study) Bars(ctx context.Context, words string, q market.HistoryQuery, zone *time.Location) (*Bars, error) {
	if words == "" {
		q.Interval = cmp.Or(q.Interval, usualInterval(q.Range))
		return s.asAsked(ctx, q, Span{})
	}
	span, err := s.Read(ctx, words, q.Symbol, zone)
	if err != nil {
		return nil, err
	}
	q.Interval = intervalOf(q.Interval, span)
	q.From, q.To, q.Range = span.From, span.To, ""
	whole := OfDays(q.Interval)
	if !whole && !span.day && span.counted.N == 0 {
		return s.asAsked(ctx, q, span)
	}
	d, err := s.load(ctx, q.Symbol, span, leadClose, false)
	if err != nil {
		return nil, err
	}
	b := &Bars{Span: d.span, Note: d.note}
	if !whole { // the days are those with trading now
		q.From, q.To = d.span.From, d.span.To
		b.History, err = s.market.History(ctx, q)
		return b, err
	}
	h := *d.history // it is shared
	if d.from > 0 {
		b.Before = &h.Bars[d.from-1]
	}
	h.Doubts = h.DoubtsOn(d.days[max(0, d.from-1)], d.days[d.last()])
	h.Bars = h.Bars[d.from:]
	b.History = gathered(&h, q.Interval)
	h.Partial = market.Lacking(h.Bars)
	return b, nil
}

// asAsked are the source's own bars.
func (s *Study) asAsked(ctx context.Context, q market.HistoryQuery, span Span) (*Bars, error) {
	h, err := s.market.History(ctx, q)
	if err == nil && len(h.Bars) == 0 {
		err = market.ErrNoData
	}
	return &Bars{Span: span, History: h}, err
}

// usualInterval keeps the bars of a range that ends now to a number worth reading.
func usualInterval(period string) market.Interval {
	return cmp.Or(map[string]market.Interval{
		"1d": market.Minutes5, "5y": market.Week, "10y": market.Week, "max": market.Month,
	}[period], market.Day)
}

// intervalOf keeps the bars of a span to a number worth reading.
func intervalOf(asked market.Interval, span Span) market.Interval {
	switch years := span.To.Year - span.From.Year; {
	case asked != "" && asked != market.Day:
		return asked
	case years > 20:
		return market.Month
	case years > 2 && asked == "":
		return market.Week
	}
	return market.Day
}

// OfDays reports whether a bar of an interval is a day or made of days.
func OfDays(interval market.Interval) bool {
	return interval == market.Day || interval == market.Week || interval == market.Month
}

// gathered puts days together to weeks or months.
func gathered(h *market.History, interval market.Interval) *market.History {
	if interval == market.Day {
		return h
	}
	days := h.Bars
	h.Interval, h.Bars = interval, nil
	var last market.Date
	for _, b := range days {
		day := h.DayOf(b)
		first := day.AddDays(1 - day.Day)
		if interval == market.Week {
			first = day.AddDays(-(int(day.Weekday()) + 6) % 7)
		}
		if first != last {
			h.Bars, last = append(h.Bars, b), first
			continue
		}
		h.Bars[len(h.Bars)-1] = h.Bars[len(h.Bars)-1].Join(b)
	}
	return h
}
