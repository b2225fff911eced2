package study

import (
	"context"
	"errors"
	"fmt"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// pair is the daily bars of two symbols on the days that both have.
type pair struct {
	a, b         *dailyBars
	levels       []analysis.Series // the span's closes
	led          []analysis.Series // with the last common close before
	from, to     market.Date       // of levels
	onlyA, onlyB int               // days that the other does not have
}

func newPair(a, b *dailyBars) pair {
	p := pair{a: a, b: b, levels: analysis.Align(a.closes(), b.closes())}
	all := analysis.Align(a.series(0), b.series(0))
	n := len(p.levels[0])
	p.led = all
	if extra := len(all[0]) - n - 1; extra > 0 {
		p.led = []analysis.Series{all[0][extra:], all[1][extra:]}
	}
	p.onlyA, p.onlyB = len(a.closes())-n, len(b.closes())-n
	if n > 0 {
		p.from, p.to = p.levels[0][0].Date, p.levels[0][n-1].Date
	}
	return p
}

// returns are the simple daily returns of both.
func (p pair) returns() (a, b analysis.Series, err error) {
	all, err := analysis.AlignedReturns(analysis.Simple, p.led...)
	if err != nil {
		return nil, nil, err
	}
	return all[0], all[1], nil
}

// about says which days were compared, and of what is not alike.
func (p pair) about() string {
	s := "no day that both traded"
	if n := len(p.levels[0]); n > 0 {
		s = fmt.Sprintf("%d days that both traded, %s to %s", n, p.from, p.to)
	}
	if p.onlyA+p.onlyB > 0 {
		s += fmt.Sprintf("; left out: %d of %s only, %d of %s only", p.onlyA, p.a.symbol, p.onlyB, p.b.symbol)
	}
	return joined(s, p.seam())
}

// pairs computes a measure for each two of the symbols.
func (w *work) pairs(ctx context.Context, m Measure) {
	asked := w.asked()
	for i, a := range asked {
		for _, b := range asked[i+1:] {
			if ctx.Err() != nil {
				return
			}
			p := newPair(a, b)
			s := Section{Measure: m, Symbols: []market.Symbol{a.symbol, b.symbol}, About: p.about()}
			w.settle(s, func(s *Section) error {
				switch m {
				case Correlation:
					return correlate(p, s)
				case Covariance:
					return covary(p, s)
				}
				return w.outperformed(p, s)
			})
		}
	}
	if len(asked) < 2 {
		w.report.Sections = append(w.report.Sections, Section{Measure: m, Missing: "it needs two symbols, and there is data of one only"})
	}
}

// correlate gives both readings of a correlation of two stocks: of prices and of
// returns.
func correlate(p pair, s *Section) error {
	levels, err := analysis.Correlation(p.levels[0], p.levels[1])
	if err != nil {
		return err
	}
	s.Figures = append(s.Figures, figure("Pearson correlation of closes", levels, Ratio, 4).of("analysis.correlation.closes"))
	days := count("days", len(p.levels[0])).of("analysis.days")
	a, b, err := p.returns()
	r := 0.0
	if err == nil {
		r, err = analysis.Correlation(a, b)
	}
	if err != nil {
		s.Figures = append(s.Figures, days)
		return s.without("returns", err)
	}
	s.Figures = append(s.Figures, figure("Pearson correlation of daily returns", r, Ratio, 4).of("analysis.correlation.returns"), days, count("returns", len(a)).of("analysis.returns"))
	return nil
}

// without says why a part of a section has no figures, and leaves it the others.
func (s *Section) without(part string, err error) error {
	if !errors.Is(err, analysis.ErrShort) && !errors.Is(err, analysis.ErrUndefined) {
		return err
	}
	s.About = joined(s.About, "none of "+part+": "+err.Error())
	return nil
}

// both is the unit of the product of two prices.
func both(p pair) Unit {
	if p.a.unit() == p.b.unit() {
		return squared(p.a.unit())
	}
	return p.a.unit() + " times " + p.b.unit()
}

func covary(p pair, s *Section) error {
	levels, err := analysis.Covariance(p.levels[0], p.levels[1])
	if err != nil {
		return err
	}
	s.Figures = append(s.Figures, figure("sample covariance of closes", levels, both(p), placesOf(levels)).of("analysis.covariance.closes"))
	a, b, err := p.returns()
	if err != nil {
		return s.without("returns", err)
	}
	r, err := analysis.Covariance(a, b)
	if err != nil {
		return s.without("returns", err)
	}
	s.Figures = append(s.Figures, figure("sample covariance of daily returns", r, Ratio, placesOf(r)).of("analysis.covariance.returns"))
	return nil
}

// betas are each symbol's beta against the benchmark.
func (w *work) betas(ctx context.Context) {
	benchmark := w.bars(w.query.Benchmark)
	for _, d := range w.asked() {
		if ctx.Err() != nil {
			return
		}
		if d.asked == w.query.Benchmark {
			continue
		}
		s := Section{Measure: Beta, Symbols: []market.Symbol{d.symbol, w.query.Benchmark}}
		if benchmark == nil {
			s.Missing = "there is no data of the benchmark, " + w.query.Benchmark.String()
			w.report.Sections = append(w.report.Sections, s)
			continue
		}
		w.settle(s, func(s *Section) error {
			p := newPair(d, benchmark)
			s.About = "slope of daily returns on those of " + w.query.Benchmark.String() + "; " + p.about()
			a, b, err := p.returns()
			if err != nil {
				return err
			}
			beta, err := analysis.Beta(a, b)
			if err != nil {
				return err
			}
			s.Figures = append(s.Figures, figure("beta", beta, Ratio, 4).of("analysis.beta"), count("returns", len(a)).of("analysis.returns"))
			return nil
		})
	}
}

// outperformed compares two symbols month by month.
func (w *work) outperformed(p pair, s *Section) error {
	a, b := p.a, p.b
	of := map[string]period{}
	for _, m := range w.periods(b, analysis.Monthly) {
		of[m.Name] = m
	}
	s.About = joined("changes from the last close before a month to its last close, each in its own currency; complete months are counted", p.seam())
	changes := func(of *dailyBars) Column {
		return Column{Name: of.symbol.String() + " in %", Field: of.changing("_percent"), Unit: Percent, Symbol: of.symbol}
	}
	s.Table = &Table{Columns: []Column{{Name: "month"}, changes(a), changes(b), {Name: "better"}}}
	won, lost, complete := 0, 0, 0
	for _, m := range w.periods(a, analysis.Monthly) {
		n, ok := of[m.Name]
		if !ok {
			continue
		}
		r := row(m.Name, m.share(), n.share()).during(m.First.Date, m.Last.Date)
		better, counted := "equal", new(int)
		_, undefined := m.Gain()
		_, also := n.Gain()
		switch {
		case undefined != nil || also != nil:
			r.Texts, r.Note = []string{"not defined"}, "no change in per cent from a close that is not above 0"
			s.Table.Rows = append(s.Table.Rows, r)
			continue
		case m.Change() > n.Change():
			better, counted = a.symbol.String(), &won
		case m.Change() < n.Change():
			better, counted = b.symbol.String(), &lost
		}
		r.Texts = []string{better}
		if m.partial || n.partial {
			r.Note = "incomplete"
		} else {
			*counted++
			complete++
		}
		s.Table.Rows = append(s.Table.Rows, r)
	}
	if len(s.Table.Rows) == 0 {
		return analysis.ErrShort
	}
	s.Figures = append(s.Figures, count("months in which "+a.symbol.String()+" did better", won).of("analysis.months_ahead"),
		count("months in which "+b.symbol.String()+" did better", lost).of("analysis.months_behind"), count("complete months", complete).of("analysis.month.complete"))
	return nil
}
