package study

import (
	"fmt"
	"slices"
	"time"

	"quotewire/internal/market"
)

// reach is the last day whose bars are needed for a span: where trading days were
// counted, there may be fewer of them than the calendar has.
func (s Span) reach() market.Date {
	c := s.counted
	if c.N == 0 {
		return s.To
	}
	if further := s.To.AddDays(longestClosure); !c.Back && further.Compare(c.To) < 0 {
		return further
	}
	return c.To
}

// recounted is a span whose trading days were counted, with the days that have bars
// in the place of the calendar's, which lacks a typhoon, a session on a Sunday or all
// holidays. The calendar's are kept where the bars do not make up the number, and
// over a gap that is longer than a closure: a suspended share has not traded.
func (s Span) recounted(h *market.History, now time.Time) Span {
	c := s.counted
	if c.N == 0 {
		return s
	}
	var days []market.Date
	for _, b := range h.Bars {
		d := h.DayOf(b)
		if d.Compare(c.From) >= 0 && d.Compare(c.To) <= 0 && (!c.Over || s.over(d, h, now)) {
			days = append(days, d)
		}
	}
	near := s.From
	if c.Back {
		slices.Reverse(days)
		near = s.To
	}
	if len(days) < c.N {
		return s
	}
	for _, d := range days[:c.N] {
		if d.AddDays(longestClosure).Compare(near) < 0 || d.AddDays(-longestClosure).Compare(near) > 0 {
			return s
		}
		near = d
	}
	first, last := days[0], days[c.N-1]
	switch {
	case c.Nth:
		first = last
	case c.Back:
		first, last = last, first
	}
	if first == s.From && last == s.To {
		return s
	}
	return s.as(first, last, h.Symbol)
}

// over reports whether the session of a day with a bar is over. A future's that
// began this evening is of the next day.
func (s Span) over(day market.Date, h *market.History, now time.Time) bool {
	if day.Compare(market.DateOf(now.In(s.exchange.Location))) < 0 {
		return true
	}
	if session, ok := s.exchange.Session(day); ok && s.exchange.HasHours() {
		return !now.Before(session.Close)
	}
	return !h.Open && !(s.exchange.HasHours() && s.exchange.IsOpen(now))
}

// as is a span of counted trading days with others than the calendar's.
func (s Span) as(first, last market.Date, symbol market.Symbol) Span {
	named := func(d market.Date) string { return d.In(time.UTC).Format("Monday 2 January 2006") }
	by := s.From.String()
	if s.From != s.To {
		by += " to " + s.To.String()
	}
	s.Note = joined(s.Note, fmt.Sprintf("counted by the days that %s traded on; by the calendar they are %s", symbol, by))
	if s.Reading == named(s.From) {
		s.Reading = named(first)
	}
	s.From, s.To, s.Closed, s.Sessions = first, last, "", s.counted.N
	if s.counted.Nth {
		s.Sessions = 1
	}
	return s
}
