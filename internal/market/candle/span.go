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
	today := now.Truncate(day)
	s := Span{To: now, Step: q.Interval.Length()}
	if s.Step == 0 {
		s.Step = day
	}
	if !q.From.IsZero() {
		s.From = q.From.In(time.UTC)
		// The last week or month is whole, although it ends after the period.
		if end := q.Interval.LastDay(q.To).AddDays(1).In(time.UTC); end.Before(now) {
			s.To = end
		}
		return s
	}
	back := map[string][3]int{
		"1d": {}, "5d": {0, 0, 4}, "1mo": {0, 1}, "3mo": {0, 3}, "6mo": {0, 6}, "ytd": {0, int(today.Month()) - 1, today.Day() - 1},
		"1y": {1}, "2y": {2}, "5y": {5}, "10y": {10},
	}
	if b, ok := back[q.Range]; ok {
		s.From = today.AddDate(-b[0], -b[1], -b[2])
	}
	if s.Step == day && (q.Range == "1d" || q.Range == "5d") {
		// The last sessions, which may be some days ago.
		s.From = s.From.Add(-4 * day)
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
