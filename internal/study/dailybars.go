package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// dailyBars is the daily bars of one symbol around a span.
type dailyBars struct {
	asked    market.Symbol // as it was asked for
	symbol   market.Symbol // as the source spells it
	span     Span
	history  *market.History
	wanted   bool          // closes with dividends are
	adjusted bool          // it is computed on such closes
	days     []market.Date // of history.Bars
	from     int           // the first bar of the span; those before it lead up to it
	note     string        // what has to be said of its bars
}

// longestClosure is of an exchange, in days of the calendar: a day asked for moves back
// by no more.
const longestClosure = 14

// load gets the bars of symbol over span, with lead more days before it. The bars
// decide: a day is without trading where they lack it, whatever the calendar
// says, and a single day that was asked for as one becomes the last one before it
// that has a bar. Bars after the span are asked for only to count its trading days
// by them. The close before the span is looked for however far back it lies.
func (s *Study) load(ctx context.Context, symbol market.Symbol, span Span, lead int, adjusted bool) (*dailyBars, error) {
	h, err := s.market.History(ctx, market.HistoryQuery{Symbol: symbol, From: span.From.AddDays(-lead), To: span.reach(), Interval: market.Day})
	if errors.Is(err, market.ErrNoData) {
		before, failed := s.earlier(ctx, symbol, span.From.AddDays(-lead))
		if failed != nil {
			return nil, cmp.Or(context.Cause(ctx), err)
		}
		h, err = before, nil
	}
	if err != nil {
		return nil, err
	}
	d := newDailyBars(symbol, h, span.recounted(h, s.now()), adjusted)
	if d.from >= len(d.days) {
		last := d.lastBefore()
		if !d.moveBack() {
			return nil, d.span.NoTrading(last)
		}
	}
	d.span = d.span.traded(len(d.days) - d.from)
	return d, s.leadUp(ctx, d)
}

func newDailyBars(asked market.Symbol, h *market.History, span Span, wanted bool) *dailyBars {
	d := &dailyBars{
		asked: asked, symbol: h.Symbol, span: span, history: h, wanted: wanted, adjusted: wanted && hasDividends(h), days: make([]market.Date, len(h.Bars)),
	}
	for i, b := range h.Bars {
		d.days[i] = h.DayOf(b)
		if d.days[i].Compare(span.From) < 0 {
			d.from = i + 1
		}
	}
	d.cut(span.To)
	return d
}

// cut leaves out bars after a day, which a source with another idea of the day
// may send. The history is shared, so it is copied.
func (d *dailyBars) cut(last market.Date) {
	n := len(d.days)
	for n > 0 && d.days[n-1].Compare(last) > 0 {
		n--
	}
	if n < len(d.days) {
		h := *d.history
		h.Bars, h.Open = h.Bars[:n], false
		d.history, d.days = &h, d.days[:n]
	}
}

// moveBack makes the last bar before a single day the day, false where no day was
// asked for or none is near, and where the day was counted from one after that bar:
// the day after an announcement is not the day of it.
func (d *dailyBars) moveBack() bool {
	n := len(d.days)
	if !d.span.day || n == 0 || d.days[n-1].Compare(d.span.From.AddDays(-longestClosure)) < 0 || d.days[n-1].Compare(d.span.counted.From) < 0 {
		return false
	}
	d.span, d.from = d.span.movedTo(d.days[n-1], d.symbol), n-1
	return true
}

// lastBefore is the last close before the span, in words; empty: there is none.
func (d *dailyBars) lastBefore() string {
	n := len(d.days)
	if n == 0 {
		return ""
	}
	close := strconv.FormatFloat(d.price(n-1), 'f', d.history.Kind.Places(d.price(n-1)), 64)
	if unit := d.unit(); unit != "" {
		close += " " + string(unit)
	}
	return close + " on " + d.days[n-1].String()
}

// loadAll gets the bars of several symbols together. It waits for all of them;
// package market bounds how many requests are under way.
func (s *Study) loadAll(ctx context.Context, symbols []market.Symbol, get func(context.Context, market.Symbol) (*dailyBars, error)) (all []*dailyBars, failures []Failure) {
	var (
		loaded = make([]*dailyBars, len(symbols))
		faults = make([]error, len(symbols))
		wg     sync.WaitGroup
	)
	for i, symbol := range symbols {
		wg.Go(func() {
			defer recovered(&faults[i])
			loaded[i], faults[i] = get(ctx, symbol)
		})
	}
	wg.Wait()
	for i, d := range loaded {
		if faults[i] != nil {
			failures = append(failures, Failure{symbols[i], faults[i]})
		} else {
			all = append(all, d)
		}
	}
	return all, failures
}

// recovered turns a panic into an error with its stack: it would end the process
// from a goroutine of ours. What it was passed may repeat what was asked for.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %T\n%s", p, debug.Stack())
	}
}

// price is the close of bar i that is computed on.
func (d *dailyBars) price(i int) float64 {
	if d.adjusted {
		return d.history.Bars[i].AdjClose
	}
	return d.history.Bars[i].Close
}

// closes is the closes of the span.
func (d *dailyBars) closes() analysis.Series { return d.series(d.from) }

// led is the closes of the span with the one before it, where there is one, so
// that the first day has a change too.
func (d *dailyBars) led() analysis.Series { return d.series(max(0, d.from-1)) }

func (d *dailyBars) series(from int) analysis.Series {
	s := make(analysis.Series, 0, len(d.days)-from)
	for i := from; i < len(d.days); i++ {
		s = append(s, analysis.Point{Date: d.days[i], Value: d.price(i)})
	}
	return s
}

// before is the close before the span.
func (d *dailyBars) before() (analysis.Point, bool) {
	if d.from == 0 {
		return analysis.Point{}, false
	}
	return analysis.Point{Date: d.days[d.from-1], Value: d.price(d.from - 1)}, true
}

// of is one price of the span's bars, of those that have it.
func (d *dailyBars) of(price func(market.Bar) float64) analysis.Series {
	s := make(analysis.Series, 0, len(d.days)-d.from)
	for i := d.from; i < len(d.days); i++ {
		if v := price(d.history.Bars[i]); v != 0 {
			s = append(s, analysis.Point{Date: d.days[i], Value: v})
		}
	}
	return s
}

// bars is all bars that have what is needed, those before the span too: an
// indicator warms up on them. left counts those of the span that lack it.
func (d *dailyBars) bars(has func(market.Bar) bool) (b analysis.Bars, left int) {
	for i, bar := range d.history.Bars {
		if !has(bar) {
			if i >= d.from {
				left++
			}
			continue
		}
		b.Dates = append(b.Dates, d.days[i])
		b.Open, b.High, b.Low = append(b.Open, bar.Open), append(b.High, bar.High), append(b.Low, bar.Low)
		b.Close, b.Volume = append(b.Close, bar.Close), append(b.Volume, max(0, bar.Volume))
	}
	return b, left
}

func (d *dailyBars) last() int { return len(d.days) - 1 }

// places is how many decimals its prices are shown with.
func (d *dailyBars) places() int { return d.history.Kind.Places(d.price(d.last())) }

// unit is what its prices are in.
func (d *dailyBars) unit() Unit {
	if d.history.Kind == market.KindIndex {
		return Points
	}
	return Unit(d.history.Currency)
}

func (d *dailyBars) money(name string, v float64) Figure {
	return figure(name, v, d.unit(), d.places())
}

// closing is the field of its closes.
func (d *dailyBars) closing() Field {
	if d.adjusted {
		return "history.adjusted_close"
	}
	return "history.close"
}

// changing is the field of changes from close to close: from the close before a period
// to its last, or of what kind says.
func (d *dailyBars) changing(kind string) Field {
	if d.adjusted {
		return Field("history.adjusted_change" + kind)
	}
	return Field("history.change" + kind)
}

// column is a column of its prices.
func (d *dailyBars) column(name string, field Field) Column {
	return Column{Name: name, Field: field, Unit: d.unit()}
}

// perYear is how many days a year its market trades, the factor that
// annualises a volatility.
func (d *dailyBars) perYear() float64 {
	switch d.history.Kind {
	case market.KindCrypto:
		return 365
	case market.KindCurrency:
		return 260
	}
	return 252
}

func (d *dailyBars) input() Input {
	h := d.history
	note := d.note
	if d.asked != d.symbol {
		note = joined("asked for as "+d.asked.String(), note)
	}
	in := Input{
		Symbol: d.symbol, Name: h.Name, Kind: h.Kind, Currency: h.Currency, ExchangeName: h.ExchangeName,
		First: d.days[d.from], Last: d.days[d.last()], Bars: len(d.days) - d.from, Adjusted: d.adjusted,
		Open: h.Open, Gaps: h.Gaps, Partial: d.lacking(), Doubts: d.doubts(max(0, d.from-1)), Note: note, Origin: h.Origin,
	}
	if b, ok := d.before(); ok {
		in.Before = b.Date
	}
	return in
}
