package dates

import (
	"cmp"
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
	// until, where it is set, is the end of a range whose start is read: what lacks
	// its year is the latest that is not after it, and trailing days end with it.
	until Date
	// other reads ahead what lacks its year the other way round: as the past one
	// where it is else the next, and as the next where it is else the past.
	other bool
	// doubt is set where it matters which way round that is; nil: nobody asks.
	doubt *bool
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
		if m := f.pattern().FindStringSubmatch(words); m != nil {
			return f.read(r, m[1:], depth)
		}
	}
	return Period{}, ErrUnreadable
}

// inner reads the words within a phrase.
func (r reader) inner(words string, depth int) (Period, error) {
	return r.read(normal(words), depth+1)
}

// of makes a period of the one that the words within a phrase name; the zero Period
// is one that there is not.
func (r reader) of(words string, depth int, to func(Period) Period) (Period, error) {
	p, err := r.inner(words, depth)
	if err != nil {
		return Period{}, err
	}
	p = to(p)
	return known(p, !p.From.IsZero())
}

// partOf reads a period and takes a part of it.
func (r reader) partOf(words string, depth int, part func(Period) Period) (Period, error) {
	return r.wanting(part).of(words, depth, part)
}

// today is the reader's day.
func (r reader) today() Date {
	return calendar.DateOf(r.Now.In(cmp.Or(r.Location, r.Exchange.Location)))
}

// limit is the day with which what is past ends: today, or the end of the range.
func (r reader) limit() Date {
	if r.until.IsZero() {
		return r.today()
	}
	return r.until
}

// completed reports whether d is over: it is no later than the reader's day and
// its session has closed, or it has none and is past.
func (r reader) completed(d Date) bool {
	switch {
	case !r.until.IsZero():
		return d.Compare(r.until) <= 0
	case d.Compare(r.today()) > 0:
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
	if !r.until.IsZero() {
		return r.Exchange.OnOrBefore(r.until)
	}
	d := r.Exchange.LastCompleted(r.Now)
	if today := r.today(); d.Compare(today) > 0 {
		return r.Exchange.OnOrBefore(today)
	}
	return d
}

// newest is how the newest n sessions are counted: up to the end of a range, else to
// the reader's day.
func (r reader) newest(n int, over bool) Counted {
	return Counted{N: n, To: r.limit(), Back: true, Over: over && r.until.IsZero()}
}

// newestSession is the newest session that has begun and is no later than the
// reader's day.
func (r reader) newestSession() Date {
	d := r.limit()
	if s, ok := r.Exchange.Session(d); r.until.IsZero() && ok && r.Now.Before(s.Open) {
		d = d.AddDays(-1)
	}
	return r.Exchange.OnOrBefore(d)
}
