package study

import (
	"fmt"
	"slices"

	"quotewire/internal/analysis"
)

// statistics describe the closes of the period.
func statistics(_ *work, d *dailyBars, s *Section) error {
	closes := d.closes()
	mean, err := closes.Mean()
	if err != nil {
		return err
	}
	s.About = fmt.Sprintf("of the %d closes; variance and standard deviation of a sample (n-1)", len(closes))
	s.Figures = append(s.Figures, count("closes", len(closes)).of("analysis.closes"), d.exactly("mean", mean, d.unit()).of("analysis.mean"), d.exactly("median", median(closes.Values()), d.unit()).of("analysis.median"))
	if variance, err := closes.Variance(); err == nil {
		deviation, _ := closes.Deviation()
		s.Figures = append(s.Figures, d.exactly("sample variance", variance, squared(d.unit())).of("analysis.variance"), d.exactly("sample standard deviation", deviation, d.unit()).of("analysis.deviation"))
	}
	return nil
}

// exactly is a computed figure: six digits that count, at least the price's
// places.
func (d *dailyBars) exactly(name string, v float64, unit Unit) Figure {
	return figure(name, v, unit, max(d.places(), placesOf(v)))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// returns describe the daily returns of the period.
func returns(_ *work, d *dailyBars, s *Section) error {
	s.About = "from one close to the next"
	if _, ok := d.before(); ok {
		s.About += ", the first from the close before the period"
	}
	for _, kind := range []analysis.Return{analysis.Simple, analysis.Log} {
		field := Field("analysis." + string(kind) + "_return")
		daily, err := d.led().Returns(kind)
		if err != nil {
			return err
		}
		total := 0.0
		for _, p := range daily {
			total += p.Value
		}
		if kind == analysis.Simple {
			led := d.led()
			total = led[len(led)-1].Value/led[0].Value - 1
		}
		mean, err := daily.Mean()
		if err != nil {
			return err
		}
		s.Figures = append(s.Figures, finer(string(kind)+" return of the period", total).of(field), finer("mean daily "+string(kind)+" return", mean).of(field+".mean"))
		if deviation, err := daily.Deviation(); err == nil {
			s.Figures = append(s.Figures, still(finer("sample standard deviation of daily "+string(kind)+" returns", deviation).of(field+".deviation")))
		}
	}
	s.Figures = append(s.Figures, count("returns", len(d.led())-1).of("analysis.returns"))
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
func volatility(_ *work, d *dailyBars, s *Section) error {
	daily, err := d.led().Returns(analysis.Log)
	if err != nil {
		return err
	}
	v, err := analysis.Volatility(daily, d.perYear())
	if err != nil {
		return err
	}
	deviation, err := daily.Deviation()
	if err != nil {
		return err
	}
	s.About = fmt.Sprintf("sample standard deviation of %d daily log returns, times the root of %g trading days a year", len(daily), d.perYear())
	s.Figures = append(s.Figures, still(percent("volatility a year", v).of("analysis.volatility_year")), still(finer("volatility a day", deviation).of("analysis.volatility_day")))
	return nil
}

// movingAverage is the simple one of closes. Closes before the period lead up to
// its first day.
func movingAverage(w *work, d *dailyBars, s *Section) error {
	n := w.query.window(5)
	averages, err := d.series(0).MovingAverage(n)
	if err != nil {
		return err
	}
	averages = averages.Between(d.days[d.from], d.days[d.last()])
	if len(averages) == 0 {
		return fmt.Errorf("%w: %d closes up to the period's end where %d are needed", analysis.ErrShort, len(d.days), n)
	}
	s.About = fmt.Sprintf("mean of the last %d closes, the day's own included", n)
	s.Table = &Table{Columns: []Column{{Name: "date"}, d.column("close", d.closing()), d.column(fmt.Sprintf("average of %d", n), "analysis.moving_average")}}
	first := len(d.days) - len(averages)
	for i, p := range averages {
		f := d.money(fmt.Sprintf("average of %d closes", n), p.Value).of("analysis.moving_average").on(p.Date)
		s.Table.Rows = append(s.Table.Rows, row(p.Date.String(), d.money("", d.price(first+i)), f).during(p.Date, p.Date))
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
