package market

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Ranges are the valid values of HistoryQuery.Range, shortest first.
func Ranges() []string {
	return []string{"1d", "5d", "1mo", "3mo", "6mo", "ytd", "1y", "2y", "5y", "10y", "max"}
}

func intervals() []Interval {
	return []Interval{Minute, Minutes5, Minutes15, Minutes30, Hour, Day, Week, Month}
}

// normal is the query with its defaults, or an error that wraps ErrQuery and
// names what is wrong with it and what would be right.
func (q HistoryQuery) normal(now time.Time) (HistoryQuery, error) {
	if q.Symbol == (Symbol{}) {
		return q, fmt.Errorf("%w: symbol: must not be empty", ErrQuery)
	}
	q.Interval = cmp.Or(q.Interval, Day)
	if !slices.Contains(intervals(), q.Interval) {
		return q, fmt.Errorf("%w: interval: %.20q: want one of 1m, 5m, 15m, 30m, 1h, 1d, 1wk, 1mo", ErrQuery, q.Interval)
	}
	if q.From.IsZero() {
		return q.normalRange(now)
	}
	return q.normalDates(now)
}

func (q HistoryQuery) normalRange(now time.Time) (HistoryQuery, error) {
	if !q.To.IsZero() {
		return q, fmt.Errorf("%w: from: must be set when to is", ErrQuery)
	}
	q.Range = strings.ToLower(cmp.Or(q.Range, "1mo"))
	if !slices.Contains(Ranges(), q.Range) {
		return q, fmt.Errorf("%w: range: %.20q: want one of %s", ErrQuery, q.Range, strings.Join(Ranges(), ", "))
	}
	return q, nil
}

func (q HistoryQuery) normalDates(now time.Time) (HistoryQuery, error) {
	if q.Range != "" {
		return q, fmt.Errorf("%w: range: must not be set together with from: want one of them", ErrQuery)
	}
	today := DateOf(now.UTC().Add(14 * time.Hour)) // where the day begins first
	if q.To.IsZero() || q.To.Compare(today) > 0 {
		q.To = today
	}
	if q.From.Compare(today) > 0 {
		return q, fmt.Errorf("%w: from: %s lies in the future: want a date up to %s", ErrQuery, q.From, DateOf(now.UTC()))
	}
	if q.From.Compare(q.To) > 0 {
		return q, fmt.Errorf("%w: from: %s is after to, %s: want from <= to", ErrQuery, q.From, q.To)
	}
	return q, nil
}

// key names the query in a cache.
func (q HistoryQuery) key() string {
	return strings.Join([]string{q.Symbol.String(), string(q.Interval), q.Range, q.From.String(), q.To.String()}, "|")
}
