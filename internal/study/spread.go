package study

import (
	"fmt"
	"slices"

	"quotewire/internal/analysis"
)

// statistics describe the closes of the period.
func statistics(_ *work, t *tape, s *Section) error {
	closes := t.closes()
	mean, err := closes.Mean()
	if err != nil {
		return err
	}
	s.About = fmt.Sprintf("of the %d closes; variance and standard deviation of a sample (n-1)", len(closes))
	s.Figures = append(s.Figures, count("closes", len(closes)), t.exactly("mean", mean, t.unit()), t.exactly("median", median(closes.Values()), t.unit()))
	if variance, err := closes.Variance(); err == nil {
		deviation, _ := closes.Deviation()
		s.Figures = append(s.Figures, t.exactly("sample variance", variance, squared(t.unit())), t.exactly("sample standard deviation", deviation, t.unit()))
	}
	return nil
}

// exactly is a computed figure: six digits that count, at least the price's
// places.
func (t *tape) exactly(name string, v float64, unit Unit) Figure {
	return figure(name, v, unit, max(t.places(), placesOf(v)))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// returns describe the daily returns of the period.
func returns(_ *work, t *tape, s *Section) error {
	s.About = "from one close to the next"
	if _, ok := t.before(); ok {
		s.About += ", the first from the close before the period"
	}
	for _, kind := range []analysis.Return{analysis.Simple, analysis.Log} {
		daily, err := t.led().Returns(kind)
		if err != nil {
			return err
		}
		total := 0.0
		for _, p := range daily {
			total += p.Value
		}
		if kind == analysis.Simple {
			led := t.led()
			total = led[len(led)-1].Value/led[0].Value - 1
		}
		mean, err := daily.Mean()
		if err != nil {
			return err
		}
		s.Figures = append(s.Figures, finer(string(kind)+" return of the period", total), finer("mean daily "+string(kind)+" return", mean))
		if deviation, err := daily.Deviation(); err == nil {
			s.Figures = append(s.Figures, still(finer("sample standard deviation of daily "+string(kind)+" returns", deviation)))
		}
	}
	s.Figures = append(s.Figures, count("returns", len(t.led())-1))
	return nil
}

// finer is a fraction in per cent, to four decimals.
func finer(name string, fraction float64) Figure {
	return figure(name, fraction*100, Percent, 4).move()
}

// still says that a figure is no change: it has no sign to show.
func still(f Figure) Figure {
	f.Move = false
	return f
}

// volatility is that of daily log returns, annualised.
func volatility(_ *work, t *tape, s *Section) error {
	daily, err := t.led().Returns(analysis.Log)
	if err != nil {
		return err
	}
	v, err := analysis.Volatility(daily, t.perYear())
	if err != nil {
		return err
	}
	deviation, err := daily.Deviation()
	if err != nil {
		return err
	}
	s.About = fmt.Sprintf("sample standard deviation of %d daily log returns, times the root of %g trading days a year", len(daily), t.perYear())
	s.Figures = append(s.Figures, still(percent("volatility a year", v)), still(finer("volatility a day", deviation)))
	return nil
}

// movingAverage is the simple one of closes. Closes before the period lead up to
// its first day.
func movingAverage(w *work, t *tape, s *Section) error {
	n := w.query.window(5)
	averages, err := t.series(0).MovingAverage(n)
	if err != nil {
		return err
	}
	averages = averages.Between(t.days[t.from], t.days[t.last()])
	if len(averages) == 0 {
		return fmt.Errorf("%w: %d closes up to the period's end where %d are needed", analysis.ErrShort, len(t.days), n)
	}
	s.About = fmt.Sprintf("mean of the last %d closes, the day's own included", n)
	s.Table = &Table{Columns: []string{"date", "close", fmt.Sprintf("average of %d", n)}}
	first := len(t.days) - len(averages)
	for i, p := range averages {
		f := t.money(fmt.Sprintf("average of %d closes", n), p.Value).on(p.Date)
		s.Table.Rows = append(s.Table.Rows, row(p.Date.String(), t.money("", t.price(first+i)), f))
		if i == len(averages)-1 {
			s.Figures = append(s.Figures, f)
		}
	}
	return nil
}

// row is a row of figures.
func row(name string, figures ...Figure) Row {
	r := Row{Name: name}
	for _, f := range figures {
		r.Cells = append(r.Cells, f.Value)
		r.Places = append(r.Places, f.Places)
	}
	return r
}
