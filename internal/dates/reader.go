package dates

import (
	"time"

	"quotewire/internal/calendar"
)

// reader reads one text.
type reader struct {
	AsOf
	forms []form
	// part is what is wanted of the period that is read, nil for all of it: the
	// first week of November may be over when November is not.
	part func(Period) Period
	// weekday, where it is set, is the one that a single day must fall on.
	weekday *time.Weekday
}

// wanting reads a period of which only a part matters.
func (r reader) wanting(part func(Period) Period) reader {
	if outer := r.part; outer != nil {
		inner := part
		part = func(p Period) Period { return outer(inner(p)) }
	}
	r.part = part
	return r
}

// first is the first day of a period, as a part.
func first(p Period) Period { return one(p.From) }

// last is the last day of a period, as a part.
func last(p Period) Period { return one(p.To) }

func (r reader) read(words string, depth int) (Period, error) {
	if depth > maxDepth {
		return Period{}, ErrUnreadable
	}
	for _, f := range r.forms {
		if m := f.pattern.FindStringSubmatch(words); m != nil {
			return f.read(r, m[1:], depth)
		}
	}
	return Period{}, ErrUnreadable
}

// inner reads the words within a phrase.
func (r reader) inner(words string, depth int) (Period, error) {
	return r.read(normal(words), depth+1)
}

// today is the reader's day.
func (r reader) today() Date {
	loc := r.Location
	if loc == nil {
		loc = r.Exchange.Location
	}
	return calendar.DateOf(r.Now.In(loc))
}

// completed reports whether d is over: it is no later than the reader's day and
// its session has closed, or it has none and is past.
func (r reader) completed(d Date) bool {
	if d.Compare(r.today()) > 0 {
		return false
	}
	if s, ok := r.Exchange.Session(d); ok {
		return !r.Now.Before(s.Close)
	}
	return d.Compare(r.today()) < 0
}

// lastSession is the newest session that is over and no later than the
// reader's day.
func (r reader) lastSession() Date {
	d := r.Exchange.LastCompleted(r.Now)
	if today := r.today(); d.Compare(today) > 0 {
		return r.Exchange.OnOrBefore(today)
	}
	return d
}

// farthest bounds how far latest looks back, in years: 29 February falls on a
// given weekday every 28 years, 40 around 1900.
const farthest = 50

// latest is the newest period that at makes of which the wanted part is
// completed, from n on downwards: the year, or the month counted from year 0.
func (r reader) latest(n int, at func(n int) (Period, bool)) (Period, error) {
	for range 12 * farthest {
		if p, ok := at(n); ok && r.suits(p) {
			return p, nil
		}
		n--
	}
	return Period{}, ErrUnreadable
}

func (r reader) suits(p Period) bool {
	if r.weekday != nil && (p.From != p.To || p.From.Weekday() != *r.weekday) {
		return false
	}
	if r.part != nil {
		p = r.part(p)
	}
	return r.completed(p.To)
}

// latestYear is latest over the years.
func (r reader) latestYear(at func(year int) (Period, bool)) (Period, error) {
	return r.latest(r.today().Year, at)
}

// always adapts what every year has.
func always(at func(year int) Period) func(year int) (Period, bool) {
	return func(year int) (Period, bool) { return at(year), true }
}
