package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// What is loaded before a span, in days of the calendar: enough for the close
// before it, over the longest closure; and for an indicator to forget where it
// began.
const (
	leadClose     = 30
	leadIndicator = 500
)

// Analyze computes what q asks for. A symbol whose bars cannot be had is one of
// Failures; when none can be had, the error of the first. Other errors are a
// *FieldError, ErrBusy or ctx's cause.
//
// It waits for its turn to compute, by turns of the clients that contexts name, when
// all that it needs is there.
func (s *Study) Analyze(ctx context.Context, q Query) (*Report, error) {
	q, err := q.normal()
	if err != nil {
		return nil, err
	}
	span, err := s.Read(ctx, q.Period, q.Symbols[0], q.Zone)
	if err != nil {
		return nil, err
	}
	lead := q.lead()
	get := func(ctx context.Context, symbol market.Symbol) (*dailyBars, error) {
		own, err := s.own(ctx, q, span, symbol)
		if err != nil {
			return nil, err
		}
		return s.load(ctx, symbol, own, lead, q.Adjusted)
	}
	symbols := q.Symbols
	if q.wants(Beta) && !slices.Contains(symbols, q.Benchmark) {
		symbols = append(slices.Clone(symbols), q.Benchmark)
	}
	loaded, failures := s.loadAll(ctx, symbols, get)
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	alike(loaded)
	w := work{study: s, query: q, report: &Report{Failures: failures}, loaded: loaded}
	if len(w.asked()) == 0 {
		return nil, failures[0].Err
	}
	if q.wants(MarketValue) {
		if w.values, err = w.marketValue(ctx); err != nil {
			return nil, err
		}
	}
	if err := w.compute(ctx, span); err != nil {
		return nil, err
	}
	return w.report, nil
}

// compute fills the report in its turn. It ends soon after ctx does.
func (w *work) compute(ctx context.Context, span Span) error {
	began := time.Now()
	leave, err := w.study.computing.Enter(ctx)
	switch {
	case errors.Is(err, fairqueue.ErrFull):
		w.study.metrics.refused.Inc()
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case err != nil:
		return err
	}
	defer leave()
	w.study.metrics.waited.Observe(time.Since(began).Seconds())
	w.period(span)
	for _, m := range w.query.Measures {
		w.measure(ctx, m)
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
	}
	w.doubted()
	w.report.Comparison = w.compared()
	return nil
}

// own is the question's period by symbol's own market and fiscal years. An index
// or a fund has no fiscal years: there the days of first, which are those of the
// first symbol, are meant.
func (s *Study) own(ctx context.Context, q Query, first Span, symbol market.Symbol) (Span, error) {
	if symbol == q.Symbols[0] {
		return first, nil
	}
	span, err := s.Read(ctx, q.Period, symbol, q.Zone)
	if _, wrong := errors.AsType[*FieldError](err); wrong {
		span = first
		span.exchange, span.exact = s.venue(ctx, symbol)
		span.Market, err = span.exchange.Name, nil
	}
	return span, err
}

// period says over which days the report is: those of the first symbol, and
// beside each symbol where its own are others. asked is what was asked for.
func (w *work) period(asked Span) {
	common := w.loaded[0].span
	for _, d := range w.asked() {
		if d.span.From != common.From || d.span.To != common.To {
			common = asked
			common.Closed = ""
		}
	}
	w.report.Span = common
	for _, d := range w.loaded {
		in := d.input()
		if d.span.From != common.From || d.span.To != common.To {
			in.Note = joined(cmp.Or(d.span.Note, "its days are "+d.span.String()), in.Note)
		}
		w.report.Inputs = append(w.report.Inputs, in)
	}
}

// lead is how many days before the span are needed.
func (q Query) lead() int {
	days := leadClose
	if q.wants(MovingAverage) {
		days = max(days, q.window(5)*2+leadClose)
	}
	for _, name := range analysis.Names() {
		if q.wants(Measure(name)) {
			days = max(days, leadIndicator+q.Window*5)
		}
	}
	return days
}

// work is one report on its way.
type work struct {
	study  *Study
	query  Query
	report *Report
	loaded []*dailyBars // of the symbols that could be had, and of the benchmark
	values Section      // of MarketValue, which asks for more than bars
}

// asked is the bars of the symbols that were asked for.
func (w *work) asked() []*dailyBars {
	return slices.DeleteFunc(slices.Clone(w.loaded), func(d *dailyBars) bool { return !slices.Contains(w.query.Symbols, d.asked) })
}

func (w *work) bars(symbol market.Symbol) *dailyBars {
	for _, d := range w.loaded {
		if d.asked == symbol || d.symbol == symbol {
			return d
		}
	}
	return nil
}

// measure adds the sections of one measure: one a symbol, or one a pair. It stops
// between two of them when ctx has ended.
func (w *work) measure(ctx context.Context, m Measure) {
	switch m {
	case MarketValue:
		w.report.Sections = append(w.report.Sections, w.values)
		return
	case Correlation, Covariance, Outperformed:
		w.pairs(ctx, m)
		return
	case Beta:
		w.betas(ctx)
		return
	}
	compute, ok := measures()[m]
	if !ok {
		compute = indicate
	}
	for _, d := range w.asked() {
		if ctx.Err() != nil {
			return
		}
		s := Section{Measure: m, Symbols: []market.Symbol{d.symbol}}
		w.settle(s, func(s *Section) error { return compute(w, d, s) })
	}
}

// settle fills a section and adds it. A figure that the data does not give is
// said, not an error.
func (w *work) settle(s Section, fill func(*Section) error) {
	if err := fill(&s); err != nil {
		s.Figures, s.Table, s.Missing = nil, nil, err.Error()
		if !errors.Is(err, analysis.ErrShort) && !errors.Is(err, analysis.ErrUndefined) {
			s.Missing = "it cannot be computed"
		}
	}
	if s.Table != nil && w.query.Rows > 0 {
		s.Table = s.Table.newest(w.query.Rows)
	}
	w.report.Sections = append(w.report.Sections, s)
}

// measures is what is computed of one symbol's daily bars.
func measures() map[Measure]func(*work, *dailyBars, *Section) error {
	return map[Measure]func(*work, *dailyBars, *Section) error{
		Change: change, Extremes: extremes, Daily: daily, Statistics: statistics, Returns: returns, Volatility: volatility,
		Drawdown: drawdown, MovingAverage: movingAverage, Months: months, Years: years, Streaks: streaks, Uptrend: uptrend,
		Above: above, Candles: candles,
	}
}
