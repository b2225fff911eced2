package tools

import (
	"context"
	"fmt"
	"math"
	"time"

	"quotewire/internal/market"
)

// pageRows is how many bars a page of the table holds at most: a page, with the
// summary above it, fits a tool result. fewRows are shown however little fits.
const (
	pageRows = 60
	fewRows  = 5
)

type historyWriter struct {
	sheet
	stretch
	h        *market.History
	zone     *time.Location
	intraday bool
	places   int
	page     int // from 1
	size     sizer
}

func newHistoryWriter(ctx context.Context, s stretch, page int) *historyWriter {
	h := s.History
	w := &historyWriter{stretch: s, h: h, zone: h.Location, page: max(1, page), size: sizerOf(ctx)}
	if w.zone == nil {
		w.zone = time.UTC
	}
	switch h.Interval {
	case market.Day, market.Week, market.Month:
	default:
		w.intraday = true
	}
	w.places = decimals(w.last().Close, h.Kind)
	return w
}

func (w *historyWriter) first() market.Bar { return w.h.Bars[0] }
func (w *historyWriter) last() market.Bar  { return w.h.Bars[len(w.h.Bars)-1] }

// at is the time of a bar: a day, or to the minute within one.
func (w *historyWriter) at(b market.Bar) string {
	t := time.Unix(b.Time, 0).In(w.zone)
	if w.intraday {
		return t.Format("2006-01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// during is at with its preposition. A bar of a week or a month is named after the
// first day in it, on which its close was not.
func (w *historyWriter) during(b market.Bar) string {
	switch w.h.Interval {
	case market.Week:
		return "in the week from " + w.at(b)
	case market.Month:
		return "in the month from " + w.at(b)
	}
	return "on " + w.at(b)
}

func (w *historyWriter) period() string {
	first, last := w.at(w.first()), w.at(w.last())
	switch {
	case first == last:
		return first
	case w.h.Interval == market.Week:
		return first + " to the week from " + last
	case w.h.Interval == market.Month:
		return first + " to the month from " + last
	}
	return first + " to " + last
}

func (w *historyWriter) price(v float64) string { return fixed(v, w.places) }

// cell is a price in the table, empty where it was not sent.
func (w *historyWriter) cell(v float64) string {
	if v == 0 {
		return ""
	}
	return w.price(v)
}

// moved is the change between two prices, absolute and in per cent.
func (w *historyWriter) moved(from, to float64) string {
	s := signed(to-from, w.places)
	if from != 0 {
		s += " (" + percent((to-from)/math.Abs(from)*100) + ")"
	}
	return s
}

// brief is the change over the period: from the close before it, where that is
// known. One bar alone has none, so it shows its close.
func (w *historyWriter) brief() string { return w.change() + w.doubtful() }

func (w *historyWriter) change() string {
	from, last := w.first().Close, w.last().Close
	switch {
	case w.before != nil:
		from = w.before.Close
	case len(w.h.Bars) == 1:
		return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), w.price(last))
	}
	return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), w.moved(from, last))
}

func (w *historyWriter) write() string {
	w.text("Price history of " + titled(w.h.Name, w.h.Symbol))
	w.line("symbol", w.h.Symbol.String())
	w.currency()
	w.linef("period", "%s (%s, %s)%s", w.period(), plural(len(w.h.Bars), "bar"), w.h.Interval, w.reading())
	w.line("note", w.span.Note)
	w.line("note", w.stretch.note)
	if w.intraday {
		w.line("times", "start of the bar, exchange time, "+w.zoneName())
	}
	for _, d := range w.h.Doubts {
		w.line("doubt", d.Text)
	}
	w.figures()
	w.warnings()
	w.text("")
	w.table()
	return w.String()
}

func (w *historyWriter) currency() {
	w.line(currencyLabel(w.h.Kind), explained(w.h.Currency))
}

// zoneName names the zone by its IANA name and its abbreviation at the last bar.
func (w *historyWriter) zoneName() string {
	short := time.Unix(w.last().Time, 0).In(w.zone).Format("MST")
	if name := w.zone.String(); name != short {
		return name + " (" + short + ")"
	}
	return short
}

// changeBefore names the change from the close before: of one bar it is the only
// change from close to close.
func (w *historyWriter) changeBefore() string {
	if len(w.h.Bars) == 1 {
		return "change"
	}
	return "change from the close before"
}

// extreme picks, of the bars that have a price, the one whose price is the highest,
// or the lowest by a sign of -1; the earliest of equals. None has it: its price is 0.
func (w *historyWriter) extreme(sign float64, of func(market.Bar) float64) (best market.Bar) {
	for _, b := range w.h.Bars {
		if v := of(b); v != 0 && (of(best) == 0 || sign*v > sign*of(best)) {
			best = b
		}
	}
	return best
}

// doubtful marks what stands apart from the doubts.
func (s stretch) doubtful() string {
	if len(s.Doubts) == 0 {
		return ""
	}
	return ", doubtful"
}

func (w *historyWriter) figures() {
	first, last := w.first(), w.last()
	on := func(name string, v float64, b market.Bar) {
		if v != 0 {
			w.linef(name, "%s %s", w.price(v), w.during(b))
		}
	}
	if w.before != nil {
		w.linef("close before the period", "%s on %s", w.price(w.before.Close), w.at(*w.before)) // always of a day
		w.line(w.changeBefore(), w.moved(w.before.Close, last.Close)+", close before to last close")
	}
	on("first open", first.Open, first)
	if len(w.h.Bars) > 1 {
		on("first close", first.Close, first)
	}
	on("last close", last.Close, last)
	if len(w.h.Bars) > 1 {
		w.line("change", w.moved(first.Close, last.Close)+", first close to last close")
	}
	if first.Open != 0 {
		w.line("change from first open", w.moved(first.Open, last.Close)+", first open to last close")
	}
	high := w.extreme(1, func(b market.Bar) float64 { return b.High })
	on("highest high", high.High, high)
	low := w.extreme(-1, func(b market.Bar) float64 { return b.Low })
	on("lowest low", low.Low, low)
	if len(w.h.Bars) > 1 {
		top := w.extreme(1, func(b market.Bar) float64 { return b.Close })
		on("highest close", top.Close, top)
		bottom := w.extreme(-1, func(b market.Bar) float64 { return b.Close })
		on("lowest close", bottom.Close, bottom)
	}
	w.averageVolume()
}

func (w *historyWriter) averageVolume() {
	sum, n := 0.0, 0
	for _, b := range w.h.Bars {
		if b.Volume >= 0 {
			sum += b.Volume
			n++
		}
	}
	if n > 0 && sum > 0 { // indices and currencies trade no volume
		w.linef("average volume", "%s a bar", count(sum/float64(n)))
	}
}

func (w *historyWriter) warnings() {
	if w.h.Open {
		w.line("note", "the session of the last bar is still open: its figures, and the change, are not final")
	}
	if w.h.Gaps > 0 {
		w.linef("note", "%s came without a close and are left out", plural(w.h.Gaps, "bar"))
	}
	if w.h.Partial > 0 {
		w.linef("note", "%s came without an open, a high or a low: empty in the table, and in no figure", plural(w.h.Partial, "bar"))
	}
	if w.h.Stale {
		w.linef("stale", "the data source refuses us; this is what it said %s ago", age(w.h.Age))
	}
	if !w.h.AsOf.IsZero() {
		w.line("as of", instant(w.h.AsOf, w.zone))
	}
}
