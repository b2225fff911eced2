package tools

import (
	"context"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// stretch is the bars that were asked for, with the one before them where days
// were asked for by words.
type stretch struct {
	*market.History
	span   study.Span // zero: no words
	before *market.Bar
}

// reading says how words about time were read.
func (s stretch) reading() string {
	if s.span.Reading == "" {
		return ""
	}
	return "; read as " + s.span.Reading
}

// barsOf gets the bars of query, or of the days that words name.
func (d desk) barsOf(ctx context.Context, words string, query market.HistoryQuery) (stretch, error) {
	var (
		s        stretch
		interval market.Interval
	)
	if words != "" {
		span, err := d.study.Read(ctx, words, query.Symbol, agent.TurnFrom(ctx).Location)
		if err != nil {
			return s, err
		}
		s.span = span.Trading()
		query.From, query.To, query.Range = s.span.From, s.span.To, ""
		interval = intervalOf(query.Interval, s.span)
		query.Interval = interval
		if daily(interval) {
			query.Interval, query.From = market.Day, s.span.SessionBefore()
		}
	}
	h, err := d.data.History(ctx, query)
	if err != nil {
		return s, err
	}
	s.History = h
	if daily(interval) {
		s.split()
		s.gather(interval)
	}
	switch {
	case len(s.Bars) > 0:
		return s, nil
	case s.before != nil:
		return s, s.span.NoTrading(fixed(s.before.Close, decimals(s.before.Close, h.Kind)) + " on " + s.day(*s.before).String())
	}
	return s, market.ErrNoData
}

// spanOf reads words about time; no words are the zero Span.
func (d desk) spanOf(ctx context.Context, words string, symbol market.Symbol) (study.Span, error) {
	if words == "" {
		return study.Span{}, nil
	}
	return d.study.Read(ctx, words, symbol, agent.TurnFrom(ctx).Location)
}

// day is the exchange's day on which a bar begins.
func (s *stretch) day(b market.Bar) market.Date {
	zone := s.Location
	if zone == nil {
		zone = time.UTC
	}
	return market.DateOf(time.Unix(b.Time, 0).In(zone))
}

// split sets the bars before the span apart. The history is shared, so it is
// copied.
func (s *stretch) split() {
	n := 0
	for n < len(s.Bars) && s.day(s.Bars[n]).Compare(s.span.From) < 0 {
		n++
	}
	if n == 0 {
		return
	}
	h := *s.History
	s.before, h.Bars = &h.Bars[n-1], h.Bars[n:]
	s.History = &h
}

// daily reports whether bars of an interval are made of days here. The source's
// own weeks and months go beyond the days that were asked for, or leave some out.
func daily(interval market.Interval) bool {
	return interval == market.Day || interval == market.Week || interval == market.Month
}

// gather puts days together to weeks, which begin on Monday, or to months. The
// history is shared, so it is copied.
func (s *stretch) gather(interval market.Interval) {
	if interval == market.Day || len(s.Bars) == 0 {
		return
	}
	h := *s.History
	h.Interval, h.Bars = interval, nil
	var last market.Date
	for _, b := range s.Bars {
		day := s.day(b)
		first := day.AddDays(1 - day.Day)
		if interval == market.Week {
			first = day.AddDays(-(int(day.Weekday()) + 6) % 7)
		}
		if first != last {
			h.Bars, last = append(h.Bars, b), first
			continue
		}
		whole := &h.Bars[len(h.Bars)-1]
		whole.High, whole.Low = max(whole.High, b.High), min(whole.Low, b.Low)
		whole.Close, whole.AdjClose = b.Close, b.AdjClose
		if b.Volume >= 0 {
			whole.Volume = max(0, whole.Volume) + b.Volume
		}
	}
	s.History = &h
}

// intervalOf keeps the bars of a span to a number worth reading.
func intervalOf(asked market.Interval, span study.Span) market.Interval {
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
