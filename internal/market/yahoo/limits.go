package yahoo

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/market"
)

// maxBars bounds one history: daily bars since 1928 are 25,000.
const maxBars = 30_000

// limit is what Yahoo keeps of an interval: how far back, and how much it gives at
// once. The zero limit is none.
type limit struct{ back, once int } // days

// limitOf is the limit of interval i. Yahoo gives seven days of minutes at once;
// five dates are what is left when the exchange's time zone is not known yet.
func limitOf(i market.Interval) limit {
	switch i {
	case market.Minute:
		return limit{back: 29, once: 5}
	case market.Minutes5, market.Minutes15, market.Minutes30:
		return limit{back: 59, once: 60}
	case market.Hour:
		return limit{back: 729, once: 730}
	}
	return limit{}
}

// rangeDays is about how many days a range reaches back.
func rangeDays(name string, now time.Time) int {
	days := map[string]int{"1d": 1, "5d": 5, "1mo": 31, "3mo": 92, "6mo": 183, "ytd": now.UTC().YearDay(), "1y": 366, "2y": 730}
	return cmp.Or(days[name], 20_000)
}

// windowOf is the span to ask for: wider than the dates by the most that a time
// zone can shift them, because the exchange's is known only from the answer.
func windowOf(q market.HistoryQuery, now time.Time) (from, to time.Time) {
	const shift = 15 * time.Hour
	from = q.From.In(time.UTC).Add(-shift)
	to = q.To.AddDays(1).In(time.UTC).Add(shift)
	if l := limitOf(q.Interval); l.back > 0 {
		// Yahoo refuses the whole request for a start one second too early.
		if first := now.AddDate(0, 0, -l.back-1).Add(time.Hour); from.Before(first) {
			from = first
		}
	}
	return from, to
}

// parametersOf are what to send for the period: range where Yahoo knows better than
// we do which day is today at the exchange, dates otherwise. The longest range is
// dates too, because Yahoo answers range=max with bars of a month. Dividends and
// splits come along, for the bars to be held against.
func parametersOf(q market.HistoryQuery, now time.Time) url.Values {
	const events = "div,splits"
	if q.Range != "" && q.Range != "max" {
		return url.Values{"range": {q.Range}, "events": {events}}
	}
	if q.Range == "max" {
		q.From, q.To = market.Date{Year: 1900, Month: time.January, Day: 1}, market.DateOf(now.UTC())
	}
	from, to := windowOf(q, now)
	return url.Values{
		"events":  {events},
		"period1": {strconv.FormatInt(from.Unix(), 10)},
		"period2": {strconv.FormatInt(to.Unix(), 10)},
	}
}

// covers reports whether a bar that starts on d belongs to the query. A week or
// month that began before From does not: its prices are not all of the period.
func covers(q market.HistoryQuery, d market.Date) bool {
	return q.From.IsZero() || d.Compare(q.From) >= 0 && d.Compare(q.To) <= 0
}

// withinLimits refuses what Yahoo does not keep, or does not give at once: its error
// wraps ErrQuery and names what would be right. q is normal.
func withinLimits(q market.HistoryQuery, now time.Time) error {
	l := limitOf(q.Interval)
	switch {
	case l.back == 0:
		return nil
	case q.From.IsZero():
		return l.holdRange(q, now)
	}
	if first := market.DateOf(now.UTC()).AddDays(-l.back); q.From.Compare(first) < 0 {
		return fmt.Errorf("%w: from: %s is too long ago for bars of %s: want %s or later, or an interval of 1d, 1wk or 1mo", market.ErrQuery, q.From, q.Interval, first)
	}
	if last := q.From.AddDays(l.once - 1); q.To.Compare(last) > 0 && q.Interval == market.Minute {
		return fmt.Errorf("%w: to: bars of %s come at most %d days at once: want %s or earlier, or a longer interval", market.ErrQuery, q.Interval, l.once, last)
	}
	return nil
}

func (l limit) holdRange(q market.HistoryQuery, now time.Time) error {
	fits := func(name string) bool { return rangeDays(name, now) <= min(l.once, l.back)+1 }
	if fits(q.Range) {
		return nil
	}
	fit := slices.DeleteFunc(market.Ranges(), func(name string) bool { return !fits(name) })
	return fmt.Errorf("%w: range: %s is too long for bars of %s: want one of %s, or an interval of 1d, 1wk or 1mo", market.ErrQuery, q.Range, q.Interval, strings.Join(fit, ", "))
}
