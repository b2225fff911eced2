package macro

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quotewire/internal/market"
)

// Query asks for one series: either of a Range that ends with its latest value, or from
// From to To, both included. A value of a month, a quarter or a year belongs to the
// period when its first day does.
type Query struct {
	Series    string    // as Find reads it
	Transform Transform // empty: what the name says, else Level
	Range     string    // of market.Ranges; empty: by how often it is published, or From is set
	From, To  market.Date
	// Frequency asks for averages of each month, quarter or year, of which the transform
	// is computed then. Empty: as it is published.
	Frequency string
}

// query is a Query that can be answered.
type query struct {
	match     Match
	transform Transform
	every     Frequency // averages of which are asked for; empty: none
	rng       string
	from, to  market.Date
}

// read is the query of q; its error wraps market.ErrQuery and names the field, or is an
// *UnknownError.
func (c *Catalogue) read(q Query, now time.Time) (query, error) {
	m, ok, suggestions := c.Find(q.Series)
	if !ok {
		return query{}, &UnknownError{Nearest: suggestions, Several: len(c.holding(wordsOf(q.Series))) > 1 && len(suggestions) > 0}
	}
	r := query{match: m, transform: m.Transform, rng: strings.ToLower(q.Range), from: q.From, to: q.To}
	if q.Transform != "" {
		r.transform = q.Transform
	}
	if r.transform == "" {
		r.transform = Level
	}
	if !slices.Contains(Transforms(), string(r.transform)) {
		return r, refused("transform", "%.20q: want one of %s", r.transform, strings.Join(Transforms(), ", "))
	}
	if r.transform == Real && !deflatable(m.Series) {
		return r, refused("transform", "real is not for this series: want one that is in US dollars, or a rate of the United States in percent a year")
	}
	if q.Frequency != "" {
		if r.every, ok = periodOf(q.Frequency); !ok {
			return r, refused("frequency", "%.20q: want one of %s", q.Frequency, strings.Join(Periods(), ", "))
		}
		if f := m.Series.Frequency; f != "" && !r.every.coarser(f) {
			return r, refused("frequency", "the series is %s itself: want a longer period, or none", f)
		}
	}
	return r, r.checkDays(market.DateOf(now.UTC().Add(14 * time.Hour))) // where the day begins first
}

// checkDays checks the period and gives it its defaults.
func (r *query) checkDays(today market.Date) error {
	switch {
	case r.from.IsZero() && !r.to.IsZero():
		return refused("from", "must be set when to is")
	case !r.from.IsZero() && r.rng != "":
		return refused("range", "must not be set together with from: want one of them")
	case r.from.IsZero() && r.rng != "" && !slices.Contains(market.Ranges(), r.rng):
		return refused("range", "%.20q: want one of %s", r.rng, strings.Join(market.Ranges(), ", "))
	case r.from.IsZero():
		return nil
	}
	if r.to.IsZero() || r.to.Compare(today) > 0 {
		r.to = today
	}
	if r.from.Compare(today) > 0 {
		return refused("from", "%s lies in the future: want a date up to %s", r.from, today)
	}
	if r.from.Compare(r.to) > 0 {
		return refused("from", "%s is after to, %s: want from <= to", r.from, r.to)
	}
	return nil
}

func refused(field, format string, args ...any) error {
	return fmt.Errorf("%w: %s: %s", market.ErrQuery, field, fmt.Sprintf(format, args...))
}

// deflatable says that consumer prices of the United States can be taken out of a
// series.
func deflatable(s Series) bool {
	foreign := slices.Contains([]string{"European Central Bank", "Bank of England", "OECD", "Eurostat"}, s.Agency)
	return !foreign && (s.Unit.nominal() && !strings.HasSuffix(s.ID, "-h10") || s.Unit.Code == Percent && s.Unit.Per == "year")
}

// defaultRange is what is shown of a series when no period is asked for.
func defaultRange(f Frequency) string {
	switch f {
	case Daily:
		return "3mo"
	case Weekly:
		return "1y"
	case Monthly:
		return "2y"
	case Quarterly:
		return "5y"
	}
	return "max"
}

// since is the first day of a range that ends on last, zero of all that there is.
func since(name string, last market.Date) market.Date {
	switch name {
	case "1d":
		return last
	case "5d":
		return last.AddDays(-6)
	case "ytd":
		return market.Date{Year: last.Year, Month: time.January, Day: 1}
	}
	months := map[string]int{"1mo": 1, "3mo": 3, "6mo": 6, "1y": 12, "2y": 24, "5y": 60, "10y": 120}[name]
	if months == 0 {
		return market.Date{}
	}
	return addMonths(last, -months)
}

// slowest is how far back the latest value of a series may lie.
func slowest(f Frequency) int {
	return map[Frequency]int{Daily: 21, Weekly: 40, Monthly: 200, Quarterly: 400}[f]
}

// span is what has to be loaded: the days asked for, and those before them that are
// compared with. A zero from is since the series began.
func (r *query) span(today market.Date) (from, to market.Date) {
	f := r.match.Series.Frequency
	from, to = r.from, r.to
	if from.IsZero() {
		name := r.rng
		if name == "" {
			name = defaultRange(r.shown())
		}
		if from, to = since(name, today), today; from.IsZero() {
			return from, to
		}
		from = from.AddDays(-max(slowest(f), 40))
	}
	switch {
	case f == "":
		return market.Date{}, to
	case r.transform == YearOnYear:
		from = addMonths(from, -12)
	}
	return r.shown().start(from).AddDays(-max(2*r.shown().months()*31, 14)), to
}

// shown is how often values are shown.
func (r *query) shown() Frequency {
	if r.every != "" {
		return r.every
	}
	return r.match.Series.Frequency
}
