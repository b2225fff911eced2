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

// tape is the daily bars of one symbol around a span.
type tape struct {
	asked    market.Symbol // as it was asked for
	symbol   market.Symbol // as the source spells it
	span     Span
	history  *market.History
	adjusted bool
	days     []market.Date // of history.Bars
	from     int           // the first bar of the span; those before it lead up to it
	note     string        // what has to be said of its bars
}

// longestClosure is of an exchange, in days of the calendar: a day asked for moves back
// by no more.
const longestClosure = 14

// load gets the tape of symbol over span, with lead more days before it. The bars
// decide: a day is without trading where they lack it, whatever the calendar
// says, and a single day that was asked for as one becomes the last one before it
// that has a bar. Bars after the span are asked for only to count its trading days
// by them. The close before the span is looked for however far back it lies.
func (s *Study) load(ctx context.Context, symbol market.Symbol, span Span, lead int, adjusted bool) (*tape, error) {
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
	t := newTape(symbol, h, span.recounted(h, s.now()), adjusted)
	if t.from >= len(t.days) {
		last := t.lastBefore()
		if !t.moveBack() {
			return nil, t.span.NoTrading(last)
		}
	}
	t.span = t.span.traded(len(t.days) - t.from)
	return t, s.leadUp(ctx, t)
}

func newTape(asked market.Symbol, h *market.History, span Span, adjusted bool) *tape {
	t := &tape{asked: asked, symbol: h.Symbol, span: span, history: h, adjusted: adjusted, days: make([]market.Date, len(h.Bars))}
	for i, b := range h.Bars {
		t.days[i] = h.DayOf(b)
		if t.days[i].Compare(span.From) < 0 {
			t.from = i + 1
		}
	}
	t.cut(span.To)
	return t
}

// cut leaves out bars after a day, which a source with another idea of the day
// may send. The history is shared, so it is copied.
func (t *tape) cut(last market.Date) {
	n := len(t.days)
	for n > 0 && t.days[n-1].Compare(last) > 0 {
		n--
	}
	if n < len(t.days) {
		h := *t.history
		h.Bars, h.Open = h.Bars[:n], false
		t.history, t.days = &h, t.days[:n]
	}
}

// moveBack makes the last bar before a single day the day, false where no day was
// asked for or none is near, and where the day was counted from one after that bar:
// the day after an announcement is not the day of it.
func (t *tape) moveBack() bool {
	n := len(t.days)
	if !t.span.day || n == 0 || t.days[n-1].Compare(t.span.From.AddDays(-longestClosure)) < 0 || t.days[n-1].Compare(t.span.counted.From) < 0 {
		return false
	}
	t.span, t.from = t.span.movedTo(t.days[n-1], t.symbol), n-1
	return true
}

// lastBefore is the last close before the span, in words; empty: there is none.
func (t *tape) lastBefore() string {
	n := len(t.days)
	if n == 0 {
		return ""
	}
	close := strconv.FormatFloat(t.price(n-1), 'f', t.history.Kind.Places(t.price(n-1)), 64)
	if unit := t.unit(); unit != "" {
		close += " " + string(unit)
	}
	return close + " on " + t.days[n-1].String()
}

// loadAll gets the tapes of several symbols together. It waits for all of them;
// package market bounds how many requests are under way.
func (s *Study) loadAll(ctx context.Context, symbols []market.Symbol, get func(context.Context, market.Symbol) (*tape, error)) (tapes []*tape, failures []Failure) {
	var (
		loaded = make([]*tape, len(symbols))
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
	for i, t := range loaded {
		if faults[i] != nil {
			failures = append(failures, Failure{symbols[i], faults[i]})
		} else {
			tapes = append(tapes, t)
		}
	}
	return tapes, failures
}

// recovered turns a panic into an error with its stack: it would end the process
// from a goroutine of ours. What it was passed may repeat what was asked for.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %T\n%s", p, debug.Stack())
	}
}

// price is the close of bar i that is computed on.
func (t *tape) price(i int) float64 {
	if t.adjusted {
		return t.history.Bars[i].AdjClose
	}
	return t.history.Bars[i].Close
}

// closes is the closes of the span.
func (t *tape) closes() analysis.Series { return t.series(t.from) }

// led is the closes of the span with the one before it, where there is one, so
// that the first day has a change too.
func (t *tape) led() analysis.Series { return t.series(max(0, t.from-1)) }

func (t *tape) series(from int) analysis.Series {
	s := make(analysis.Series, 0, len(t.days)-from)
	for i := from; i < len(t.days); i++ {
		s = append(s, analysis.Point{Date: t.days[i], Value: t.price(i)})
	}
	return s
}

// before is the close before the span.
func (t *tape) before() (analysis.Point, bool) {
	if t.from == 0 {
		return analysis.Point{}, false
	}
	return analysis.Point{Date: t.days[t.from-1], Value: t.price(t.from - 1)}, true
}

// of is one price of the span's bars, of those that have it.
func (t *tape) of(price func(market.Bar) float64) analysis.Series {
	s := make(analysis.Series, 0, len(t.days)-t.from)
	for i := t.from; i < len(t.days); i++ {
		if v := price(t.history.Bars[i]); v != 0 {
			s = append(s, analysis.Point{Date: t.days[i], Value: v})
		}
	}
	return s
}

// bars is all bars that have what is needed, those before the span too: an
// indicator warms up on them. left counts those of the span that lack it.
func (t *tape) bars(has func(market.Bar) bool) (b analysis.Bars, left int) {
	for i, bar := range t.history.Bars {
		if !has(bar) {
			if i >= t.from {
				left++
			}
			continue
		}
		b.Dates = append(b.Dates, t.days[i])
		b.Open, b.High, b.Low = append(b.Open, bar.Open), append(b.High, bar.High), append(b.Low, bar.Low)
		b.Close, b.Volume = append(b.Close, bar.Close), append(b.Volume, max(0, bar.Volume))
	}
	return b, left
}

func (t *tape) last() int { return len(t.days) - 1 }

// places is how many decimals its prices are shown with.
func (t *tape) places() int { return t.history.Kind.Places(t.price(t.last())) }

// unit is what its prices are in.
func (t *tape) unit() Unit {
	if t.history.Kind == market.KindIndex {
		return Points
	}
	return Unit(t.history.Currency)
}

func (t *tape) money(name string, v float64) Figure { return figure(name, v, t.unit(), t.places()) }

// perYear is how many days a year its market trades, the factor that
// annualises a volatility.
func (t *tape) perYear() float64 {
	switch t.history.Kind {
	case market.KindCrypto:
		return 365
	case market.KindCurrency:
		return 260
	}
	return 252
}

func (t *tape) input() Input {
	h := t.history
	note := t.note
	if t.asked != t.symbol {
		note = joined("asked for as "+t.asked.String(), note)
	}
	in := Input{
		Symbol: t.symbol, Name: h.Name, Kind: h.Kind, Currency: h.Currency, ExchangeName: h.ExchangeName,
		First: t.days[t.from], Last: t.days[t.last()], Bars: len(t.days) - t.from, Adjusted: t.adjusted,
		Open: h.Open, Gaps: h.Gaps, Partial: t.lacking(), Doubts: t.doubts(max(0, t.from-1)), Note: note, Origin: h.Origin,
	}
	if b, ok := t.before(); ok {
		in.Before = b.Date
	}
	return in
}
