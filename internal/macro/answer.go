package macro

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"quotewire/internal/market"
)

// Answer is the values of a series, or what was computed of them.
type Answer struct {
	Series    Series
	Transform Transform
	Frequency Frequency // of Values: the series's own, or that of averages
	Averaged  bool      // each value is a mean of the series's own
	Unit      Unit      // of Values
	Places    int       // decimals that Values have at most
	// From and To are the days that were asked for: of a range from its first day to the
	// latest value. From zero: since the series began.
	From, To market.Date
	// Values are oldest first, each of a day, or of the month, quarter or year whose first
	// day it is dated by. An average of the whole period is one, from Values[0].Date to
	// To. There is at least one.
	Values []Observation
	// Previous is the value before the last one, though it may lie before From. Its Date
	// is zero where there is none.
	Previous Observation
	// Base is the month whose dollars Values are in, as its first day, and Deflator the
	// series that they were deflated by, with its origin: of Real alone.
	Base     market.Date
	Deflator *Deflator
	Left     int      // values that had to be left out, for want of consumer prices of their time
	Notes    []string // what has to be said of Values, in our words
	market.Origin
}

// Deflator is what inflation was taken out by.
type Deflator struct {
	Series Series
	market.Origin
}

// Last is the newest of the values.
func (a *Answer) Last() Observation { return a.Values[len(a.Values)-1] }

// Change is by how much the last value differs from the one before it, and its unit;
// false where there is none.
func (a *Answer) Change() (change float64, u Unit, ok bool) {
	if a.Previous.Date.IsZero() {
		return 0, Unit{}, false
	}
	places := max(a.Places, placesOf([]Observation{a.Previous}))
	return rounded(a.Last().Value-a.Previous.Value, places), Change.Unit(a.Unit), true
}

// Label is how the period of a value is called: 2024-06, 2024-Q2, 2024, or a day.
func (a *Answer) Label(d market.Date) string { return a.Frequency.label(d) }

// Through is the last day of the period that is dated d.
func (a *Answer) Through(d market.Date) market.Date { return a.Frequency.end(d) }

// Title is the series, with what was computed of it.
func (a *Answer) Title() string {
	title := a.Series.Title
	if a.Averaged && a.Transform != Average {
		title += ", average of the " + before(a.Frequency)
	}
	words := a.Transform.means(a.Series.Unit, a.Frequency)
	switch {
	case a.Transform == Average && a.Averaged:
		words = "average of the " + before(a.Frequency)
	case a.Transform == Average:
		words = "average of the period"
	case a.Transform == Real && !a.Base.IsZero():
		words = "in dollars of " + Monthly.label(a.Base) + " by consumer prices"
	}
	if words != "" {
		title += ", " + words
	}
	return title
}

// Answer is what was asked for. A name that is of no series is an *UnknownError, what
// cannot be asked wraps market.ErrQuery, a period without values market.ErrNoData. While
// its sources refuse us it is what they said up to some days ago, marked Stale with its
// Age.
func (m *Macro) Answer(ctx context.Context, asked Query) (*Answer, error) {
	q, err := m.catalogue.read(asked, m.now())
	if err != nil {
		return nil, err
	}
	today := market.DateOf(m.now().UTC())
	from, to := q.span(today)
	got, err := m.load(ctx, q.match.Series, from, to)
	if errors.Is(err, market.ErrUnknownSymbol) {
		_, _, near := m.catalogue.Find(q.match.Series.ID)
		return nil, &UnknownError{Nearest: near}
	}
	if err != nil {
		return nil, err
	}
	a := &Answer{Series: q.match.Series, Transform: q.transform, Frequency: q.match.Series.Frequency, Origin: got.Origin}
	if a.Series.Frequency == "" {
		a.Series.Frequency = frequencyOf(got.values)
		a.Frequency = a.Series.Frequency
		if q.every != "" && !q.every.coarser(a.Frequency) {
			return nil, refused("frequency", "the series is %s itself: want a longer period, or none", a.Frequency)
		}
	}
	c := &computing{query: q, Answer: a, macro: m}
	if err := c.run(ctx, got.values); err != nil {
		return nil, err
	}
	return a, nil
}

// computing makes an answer of the values of a series.
type computing struct {
	query
	*Answer
	macro     *Macro
	published []Observation // what the transform is computed of
}

func (c *computing) run(ctx context.Context, all []Observation) error {
	own := all
	if c.every != "" {
		all = averages(all, c.Frequency, c.every, all[len(all)-1].Date)
		c.Frequency, c.Averaged = c.every, true
	}
	c.published, c.Unit = all, c.transform.Unit(c.Series.Unit)
	places := placesOf(own)
	if c.Averaged {
		places += averagePlaces
	}
	all, err := c.transformed(ctx, all)
	if err != nil {
		return err
	}
	c.cut(all)
	if len(c.Values) == 0 {
		return &market.Error{Kind: market.ErrNoData, Message: "no values in that period"}
	}
	if c.transform == Average && !c.Averaged {
		mean := meanOf(c.Values, places+averagePlaces)
		c.Values, c.Previous = []Observation{mean}, Observation{}
		c.From = mean.Date
	}
	c.Places = placesOf(c.Values)
	c.remark()
	return nil
}

// transformed are the values that the transform makes of all.
func (c *computing) transformed(ctx context.Context, all []Observation) ([]Observation, error) {
	switch c.transform {
	case YearOnYear:
		return c.yearOnYear(all, c.Frequency), nil
	case Change:
		return c.changes(all, false), nil
	case ChangePercent:
		return c.changes(all, true), nil
	case Real:
		return c.deflated(ctx, all)
	}
	return all, nil
}

// deflated are the values without inflation.
func (c *computing) deflated(ctx context.Context, all []Observation) ([]Observation, error) {
	s, ok := c.macro.catalogue.byName(deflator)
	if !ok {
		return nil, fmt.Errorf("find deflator: no %s in the catalogue", deflator)
	}
	got, err := c.macro.load(ctx, s, addMonths(all[0].Date, -14), market.DateOf(c.macro.now().UTC()))
	if err != nil {
		return nil, fmt.Errorf("load deflator: %w", err)
	}
	base := got.values[len(got.values)-1].Date
	c.Deflator = &Deflator{s, got.Origin}
	if !c.Series.Unit.rate() {
		c.Base = base
		c.Unit = c.Series.Unit
		c.Unit.Code = "USD of " + Monthly.label(base)
	}
	real, _ := withoutInflation(all, c.Series.Unit, c.Frequency, pricesOf(got.values), base)
	// How many of those asked for are missing shows when the rest is cut.
	c.cut(all)
	shown := len(c.Values)
	c.cut(real)
	c.Left = shown - len(c.Values)
	return real, nil
}

// cut leaves of all what was asked for.
func (c *computing) cut(all []Observation) {
	c.Values, c.Previous = nil, Observation{}
	if len(all) == 0 {
		return
	}
	c.From, c.To = c.from, c.to
	if c.From.IsZero() {
		name := c.rng
		if name == "" {
			name = defaultRange(c.Frequency)
		}
		last := all[len(all)-1].Date
		c.From, c.To = since(name, last), last
	} else if c.Averaged {
		c.From = c.Frequency.start(c.From)
	}
	first, _ := slices.BinarySearchFunc(all, c.From, func(o Observation, d market.Date) int { return o.Date.Compare(d) })
	end := first
	for end < len(all) && all[end].Date.Compare(c.To) <= 0 {
		end++
	}
	if c.Values = all[first:end]; end > 1 && end > first {
		c.Previous = all[end-2]
	}
}
