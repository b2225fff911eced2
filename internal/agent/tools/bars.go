package tools

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// pageRows is how many bars a page of the table holds at most: a page, with the
// summary above it, fits a tool result. fewRows are shown however little fits.
const (
	pageRows = 60
	fewRows  = 5
)

type historyWriter struct {
	sheet
	*study.Bars
	figures  study.HistoryFigures
	h        *market.History
	zone     *time.Location
	intraday bool
	page     int // from 1
	size     sizer
}

func newHistoryWriter(ctx context.Context, b *study.Bars, page int) *historyWriter {
	h := b.History
	w := &historyWriter{
		Bars: b, figures: study.Summarize(h, b.Before), h: h, zone: h.Location,
		intraday: !study.OfDays(h.Interval), page: max(1, page), size: sizerOf(ctx),
	}
	if w.zone == nil {
		w.zone = time.UTC
	}
	return w
}

func (w *historyWriter) last() market.Bar { return w.h.Bars[len(w.h.Bars)-1] }

// start is when a bar begins, at the exchange.
func (w *historyWriter) start(b market.Bar) time.Time { return time.Unix(b.Time, 0).In(w.zone) }

// at is the time of a bar: a day, or to the minute within one.
func (w *historyWriter) at(t time.Time) string {
	if w.intraday {
		return t.Format("2006-01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// during is at with its preposition. A bar of a week or a month is named after the
// first day in it, on which its close was not.
func (w *historyWriter) during(t time.Time) string {
	switch w.h.Interval {
	case market.Week:
		return "in the week from " + w.at(t)
	case market.Month:
		return "in the month from " + w.at(t)
	}
	return "on " + w.at(t)
}

func (w *historyWriter) period() string {
	first, last := w.at(w.start(w.h.Bars[0])), w.at(w.start(w.last()))
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

func (w *historyWriter) price(v float64) string { return fixed(v, w.figures.Places) }

// cell is a price in the table, empty where it was not sent.
func (w *historyWriter) cell(v float64) string {
	if v == 0 {
		return ""
	}
	return w.price(v)
}

// moved is a change, absolute and in per cent; empty: there is none.
func (w *historyWriter) moved(m study.Move) string {
	s := cell(m.Difference, func(v float64) string { return signed(v, w.figures.Places) })
	if v, ok := m.Percent.Get(); ok {
		s += " (" + percent(v) + ")"
	}
	return s
}

// brief is the change over the period: from the close before it, where that is
// known. One bar alone has none, so it shows its close.
func (w *historyWriter) brief() string {
	change := cmp.Or(w.moved(w.figures.FromBefore), w.moved(w.figures.FromFirstClose), w.price(w.last().Close))
	return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), change) + w.doubtful()
}

// reading says how words about time were read.
func (w *historyWriter) reading() string {
	if w.Span.Reading == "" {
		return ""
	}
	return "; read as " + w.Span.Reading
}

// doubtful marks what stands apart from the doubts.
func (w *historyWriter) doubtful() string {
	if len(w.h.Doubts) == 0 {
		return ""
	}
	return ", doubtful"
}

func (w *historyWriter) write() string {
	w.text("Price history of " + titled(w.h.Name, w.h.Symbol))
	w.line("symbol", w.h.Symbol.String())
	w.currency()
	w.linef("period", "%s (%s, %s)%s", w.period(), plural(len(w.h.Bars), "bar"), w.h.Interval, w.reading())
	w.line("note", w.Span.Note)
	w.line("note", w.Note)
	if w.intraday {
		w.line("times", "start of the bar, exchange time, "+w.zoneName())
	}
	for _, d := range w.h.Doubts {
		w.line("doubt", d.Text)
	}
	w.sums()
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
	short := w.start(w.last()).Format("MST")
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

// sums writes what sums up the bars.
func (w *historyWriter) sums() {
	f := w.figures
	on := func(name string, p study.Price) {
		w.number(name, p.Value, func(v float64) string { return w.price(v) + " " + w.during(p.At) })
	}
	moved := func(name string, m study.Move, between string) {
		if text := w.moved(m); text != "" {
			w.line(name, text+", "+between)
		}
	}
	w.number("close before the period", f.Before.Value, func(v float64) string { return w.price(v) + " on " + w.at(f.Before.At) }) // always of a day
	moved(w.changeBefore(), f.FromBefore, "close before to last close")
	on("first open", f.FirstOpen)
	on("first close", f.FirstClose)
	on("last close", f.LastClose)
	moved("change", f.FromFirstClose, "first close to last close")
	moved("change from first open", f.FromFirstOpen, "first open to last close")
	on("highest high", f.HighestHigh)
	on("lowest low", f.LowestLow)
	on("highest close", f.HighestClose)
	on("lowest close", f.LowestClose)
	w.number("average volume", f.AverageVolume, func(v float64) string { return count(v) + " a bar" })
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
