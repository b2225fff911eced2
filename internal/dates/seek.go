package dates

// farthest bounds how far seek looks, in years: 29 February falls on a given
// weekday every 28 years, 40 around 1900.
const farthest = 50

// seek is the newest period that at makes of which the wanted part is completed,
// from n on downwards: the year, or the month counted from year 0. Forward it is
// the first that is not past.
func (r reader) seek(n int, at func(n int) (Period, bool), forward bool) (Period, error) {
	by, meets := -1, r.completed
	if forward {
		n, by, meets = n-2, 1, r.comes
	}
	for range 12 * farthest {
		if p, ok := at(n); ok && r.suits(p) && meets(r.wanted(p).To) {
			return p, nil
		}
		n += by
	}
	return Period{}, ErrUnreadable
}

// wanted is the part of p that matters.
func (r reader) wanted(p Period) Period {
	if r.part == nil {
		return p
	}
	return r.part(p)
}

// suits reports whether p falls on the day of the week that was named.
func (r reader) suits(p Period) bool {
	return r.weekday == nil || p.From == p.To && p.From.Weekday() == *r.weekday
}

// comes reports whether d is not past: today counts.
func (r reader) comes(d Date) bool { return d.Compare(r.today()) >= 0 }

// forward reports whether what lacks its year is the next of its kind: ahead a
// day of the year is, and nothing else. The start of a range is told by its end.
func (r reader) forward(dayOfYear bool) bool {
	if !r.Ahead || !r.until.IsZero() {
		return false
	}
	if r.doubt != nil {
		*r.doubt = true
	}
	return dayOfYear != r.other
}

// latest is what lacks its year, or its month.
func (r reader) latest(n int, at func(n int) (Period, bool)) (Period, error) {
	return r.seek(n, at, r.forward(false))
}

// meant is the one that a word before it means: the last ended before today, the
// next begins after it, the latest is completed. No word is latest.
func (r reader) meant(word string, n int, at func(n int) (Period, bool)) (Period, error) {
	switch word {
	case "":
		return r.latest(n, at)
	case "last", "past", "previous", "prior", "this past":
		return r.seek(n, func(n int) (Period, bool) {
			p, ok := at(n)
			return p, ok && p.To.Compare(r.today()) < 0
		}, false)
	case "next", "coming", "upcoming", "this coming":
		if !r.Ahead {
			return Period{}, ErrFuture
		}
		return r.seek(n, func(n int) (Period, bool) {
			p, ok := at(n)
			return p, ok && p.From.Compare(r.today()) > 0
		}, true)
	}
	return r.seek(n, at, false)
}

// meantYear is meant over the years; "this" is that of the current one.
func (r reader) meantYear(word string, at func(year int) (Period, bool)) (Period, error) {
	if word != "this" {
		return r.meant(word, r.limit().Year, at)
	}
	return known(at(r.today().Year))
}

// steps is how far this, the next or the last of a unit is from the current one.
func (r reader) steps(word string) (int, error) {
	switch word {
	case "this", "current":
		return 0, nil
	case "next":
		if !r.Ahead {
			return 0, ErrFuture
		}
		return 1, nil
	}
	return -1, nil
}

// always adapts what every year has.
func always(at func(year int) Period) func(year int) (Period, bool) {
	return func(year int) (Period, bool) { return at(year), true }
}
