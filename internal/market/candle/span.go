package candle

import (
	"time"

	"quotewire/internal/market"
)

// day is that of UTC: no hour is left out.
const day = 24 * time.Hour

// Span is the time whose bars make the answer to a query, and the time that each of them
// covers: a day where weeks and months are wanted, which are joined of days.
type Span struct {
	From time.Time // zero: since trading began
	To   time.Time // exclusive, not after now
	Step time.Duration
}

// SpanOf is that of a query, which is normal.
func SpanOf(q market.HistoryQuery, now time.Time) Span {
	now = now.UTC()
	today := market.DateOf(now)
	s := Span{To: now, Step: q.Interval.Length()}
	if s.Step == 0 {
		s.Step = day
	}
	if end := q.Until(today).AddDays(1).In(time.UTC); end.Before(now) {
		s.To = end
	}
	since := q.Since(now, time.UTC)
	if n := q.Sessions(); n > 0 {
		since = today.AddDays(1 - n)
		if s.Step == day {
			since = since.AddDays(-4) // the last sessions may be some days ago
		}
	}
	if !since.IsZero() {
		s.From = since.In(time.UTC)
	}
	return s
}

// Bars is how many bars it can have at most since a moment when there were none.
func (s Span) Bars(first time.Time) int {
	return int(s.To.Sub(s.Since(first))/s.Step) + 1
}

// Since is From, or first where that is later.
func (s Span) Since(first time.Time) time.Time {
	if s.From.Before(first) {
		return first
	}
	return s.From
}
