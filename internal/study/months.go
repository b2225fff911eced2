package study

import (
	"cmp"
	"fmt"
	"slices"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// period is a month or year of daily bars.
type period struct {
	analysis.Period
	partial bool // the period asked for does not hold all of it, or it is not over
}

// periods cuts daily bars into months or years. A change is from the last close
// before, also for the first one.
func (w *work) periods(d *dailyBars, by analysis.Calendar) []period {
	periods := d.closes().Periods(by)
	if b, ok := d.before(); ok {
		periods[0].Before = b
	}
	all := make([]period, len(periods))
	for i, p := range periods {
		from, to := bounds(p.First.Date, by)
		all[i] = period{p, !w.holds(d.span, from, to) || d.history.Open && i == len(periods)-1}
		// The bars begin in it: the instrument is younger.
		if p.Before.Date.IsZero() {
			all[i].partial = true
		}
	}
	return all
}

// holds reports whether a span has all trading days from one day to another, and
// the last of them is over.
func (w *work) holds(span Span, from, to market.Date) bool {
	e := span.exchange
	first, last := e.OnOrAfter(from), e.OnOrBefore(to)
	return span.From.Compare(first) <= 0 && span.To.Compare(last) >= 0 && e.LastCompleted(w.study.now()).Compare(last) >= 0
}

// bounds are the first and last day of the month or year of d.
func bounds(d market.Date, by analysis.Calendar) (from, to market.Date) {
	if by == analysis.Yearly {
		return market.Date{Year: d.Year, Month: 1, Day: 1}, market.Date{Year: d.Year, Month: 12, Day: 31}
	}
	from = market.Date{Year: d.Year, Month: d.Month, Day: 1}
	next := market.Date{Year: d.Year, Month: d.Month, Day: 28}.AddDays(4)
	return from, market.Date{Year: next.Year, Month: next.Month, Day: 1}.AddDays(-1)
}

// whole are the complete ones.
func whole(all []period) []period {
	return slices.DeleteFunc(slices.Clone(all), func(p period) bool { return p.partial })
}

func months(w *work, d *dailyBars, s *Section) error { return tabulate(w, d, s, analysis.Monthly) }
func years(w *work, d *dailyBars, s *Section) error  { return tabulate(w, d, s, analysis.Yearly) }

// tabulate makes a table of months or years with the best and the worst.
func tabulate(w *work, d *dailyBars, s *Section, by analysis.Calendar) error {
	all := w.periods(d, by)
	s.About = fmt.Sprintf("a %s's change is from the last close before it to its last close; the best and worst are of complete ones", by)
	s.Table = &Table{Columns: []Column{
		{Name: string(by)}, d.column("first close", d.closing()), d.column("last close", d.closing()),
		d.column("change", d.changing("")), {Name: "change in %", Field: d.changing("_percent"), Unit: Percent},
		d.column("highest close", d.closing()), d.column("lowest close", d.closing()),
	}}
	for _, p := range all {
		r := row(p.Name, d.money("", p.First.Value), d.money("", p.Last.Value), d.money("", p.gain()), p.share(), d.money("", p.High.Value), d.money("", p.Low.Value)).during(p.First.Date, p.Last.Date)
		if p.partial {
			r.Note = "incomplete"
		}
		s.Table.Rows = append(s.Table.Rows, r)
	}
	complete := whole(all)
	n := len(complete)
	if n == 0 {
		complete = all
		s.About = fmt.Sprintf("a %s's change is from the last close before it to its last close; none is complete", by)
	}
	complete = slices.DeleteFunc(slices.Clone(complete), func(p period) bool {
		_, err := p.Gain()
		return err != nil
	})
	if len(complete) == 0 {
		return nil // a single day, or no close above 0 to count from
	}
	best := slices.MaxFunc(complete, func(a, b period) int { return cmp.Compare(a.Change(), b.Change()) })
	worst := slices.MinFunc(complete, func(a, b period) int { return cmp.Compare(a.Change(), b.Change()) })
	rose := 0
	for _, p := range complete {
		if p.Change() > 0 {
			rose++
		}
	}
	field := func(name string) Field { return Field("analysis." + string(by) + "." + name) }
	s.Figures = append(s.Figures,
		percent("best "+string(by)+", "+best.Name, best.Change()).of(field("best")).during(best.start(), best.Last.Date), d.money("best "+string(by)+", "+best.Name, best.gain()).of(field("best")).move(),
		percent("worst "+string(by)+", "+worst.Name, worst.Change()).of(field("worst")).during(worst.start(), worst.Last.Date), d.money("worst "+string(by)+", "+worst.Name, worst.gain()).of(field("worst")).move(),
		count(fmt.Sprintf("%ss that rose", by), rose).of(field("rising")), count(fmt.Sprintf("complete %ss", by), n).of(field("complete")))
	return nil
}

// start is the day from whose close the change is counted.
func (p period) start() market.Date {
	if p.Before.Date.IsZero() {
		return p.First.Date
	}
	return p.Before.Date
}

// share is the change in per cent, absent where there is none: of a first period of
// one day, and from a close that is not above 0.
func (p period) share() Figure {
	v, err := p.Gain()
	if err != nil {
		return Figure{Unit: Percent, Places: 2}
	}
	return percent("", v)
}

// gain is the change in the price's unit.
func (p period) gain() float64 {
	if p.Before.Date.IsZero() {
		return p.Last.Value - p.First.Value
	}
	return p.Last.Value - p.Before.Value
}

// uptrend is the latest run of rising months.
func uptrend(w *work, d *dailyBars, s *Section) error {
	n := w.query.window(3)
	complete := whole(w.periods(d, analysis.Monthly))
	periods := make([]analysis.Period, len(complete))
	for i, p := range complete {
		periods[i] = p.Period
	}
	s.About = fmt.Sprintf("%d complete months in a row, each with a last close above that of the month before", n)
	run, ok := analysis.LatestUptrend(periods, n)
	if !ok {
		s.Missing = fmt.Sprintf("no %d rising months in a row among %d complete ones", n, len(complete))
		return nil
	}
	s.Table = &Table{Columns: []Column{
		{Name: "month"}, d.column("close before", d.closing()), d.column("last close", d.closing()),
		{Name: "change in %", Field: d.changing("_percent"), Unit: Percent},
	}}
	for _, p := range run {
		st := period{Period: p}
		s.Table.Rows = append(s.Table.Rows, row(p.Name, d.money("", p.Last.Value-st.gain()), d.money("", p.Last.Value), percent("", p.Change())).during(p.First.Date, p.Last.Date))
	}
	first, last := period{Period: run[0]}, run[len(run)-1]
	from := analysis.Point{Date: first.start(), Value: first.Last.Value - first.gain()}
	s.Figures = append(s.Figures, d.moved(fmt.Sprintf("change from %s to %s", first.Name, last.Name), "analysis.uptrend", from, last.Last)...)
	return nil
}
