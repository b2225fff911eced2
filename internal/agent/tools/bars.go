package tools

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// historyWriter shows bars and what they come to.
type historyWriter struct {
	builder
	*study.Bars
	figures  study.HistoryFigures
	h        *market.History
	zone     *time.Location
	intraday bool
}

func newHistoryWriter(b *study.Bars) *historyWriter {
	h := b.History
	return &historyWriter{Bars: b, figures: study.Summarize(h, b.Before), h: h, zone: cmp.Or(h.Location, time.UTC), intraday: !study.OfDays(h.Interval)}
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

// unit is that of its prices.
func (w *historyWriter) unit() exhibit.Unit { return priceUnit(w.h.Kind, w.h.Currency) }

// price is one without its unit, which stands at the top.
func (w *historyWriter) price(v float64) exhibit.Value {
	return exhibit.Number(v, exhibit.Fixed(w.figures.Places).Plain(), w.unit())
}

// cell is a price in the table, absent where it was not sent.
func (w *historyWriter) cell(v float64) exhibit.Value {
	if v == 0 {
		return exhibit.Value{}
	}
	return w.price(v)
}

// moved is a change, absolute and in per cent.
func (w *historyWriter) moved(field exhibit.Field, m study.Move) []exhibit.Value {
	change := cell(m.Difference, func(v float64) exhibit.Value {
		return exhibit.Number(v, exhibit.Signed(w.figures.Places).Plain(), w.unit())
	})
	return changeOf(change.Of(field), cell(m.Percent, percent).Of(field+"_percent"))
}

// brief is the change over the period: from the close before it, where that is
// known. One bar alone has none, so it shows its close.
func (w *historyWriter) brief() string {
	change := cmp.Or(written(w.moved("", w.figures.FromBefore)), written(w.moved("", w.figures.FromFirstClose)), w.price(w.last().Close).String())
	return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), change) + w.doubtful()
}

// written is values one after the other.
func written(values []exhibit.Value) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(v.String())
	}
	return b.String()
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

func (w *historyWriter) build(page int) {
	w.Title = "Price history of " + titled(w.h.Name, w.h.Symbol)
	w.words("symbol", w.h.Symbol.String())
	w.words(currencyLabel(w.h.Kind), explained(w.h.Currency))
	w.wordsf("period", "%s (%s, %s)%s", w.period(), plural(len(w.h.Bars), "bar"), w.h.Interval, w.reading())
	w.words("note", w.Span.Note)
	w.words("note", w.Note)
	if w.intraday {
		w.words("times", "start of the bar, exchange time, "+w.zoneName())
	}
	for _, d := range w.h.Doubts {
		w.words("doubt", d.Text)
	}
	if w.h.Adjusted == market.AdjustedForSplits && !w.intraday {
		w.words("adjusted", "for splits, not for dividends: no total return can be told of it")
	}
	w.sums()
	w.warnings()
	w.table(page)
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

// sums are what sums up the bars.
func (w *historyWriter) sums() {
	f, top := w.figures, w.top()
	priced := func(name string, field exhibit.Field, p study.Price, during exhibit.Period, when string) {
		top.add(name, cell(p.Value, w.price).Of(field).During(during).Between("", when))
	}
	on := func(name string, field exhibit.Field, p study.Price) {
		priced(name, field, p, w.time(p.At), " "+w.during(p.At))
	}
	moved := func(name string, field exhibit.Field, m study.Move, between string) {
		if !m.Difference.IsZero() {
			top.add(name, append(w.moved(field, m), exhibit.Text(", "+between))...)
		}
	}
	priced("close before the period", "history.close", f.Before, exhibit.On(market.DateOf(f.Before.At)), " on "+w.at(f.Before.At)) // always of a day
	moved(w.changeBefore(), "history.change", f.FromBefore, "close before to last close")
	on("first open", "history.open", f.FirstOpen)
	on("first close", "history.close", f.FirstClose)
	on("last close", "history.close", f.LastClose)
	moved("change", "history.change_of_closes", f.FromFirstClose, "first close to last close")
	moved("change from first open", "history.change_from_open", f.FromFirstOpen, "first open to last close")
	on("highest high", "history.high", f.HighestHigh)
	on("lowest low", "history.low", f.LowestLow)
	on("highest close", "history.close", f.HighestClose)
	on("lowest close", "history.close", f.LowestClose)
	top.add("average volume", cell(f.AverageVolume, traded(w.h.Kind, w.h.Currency, exhibit.Words())).Of("history.average_volume").Between("", " a bar"))
	whole := exhibit.Span(market.DateOf(w.start(w.h.Bars[0])), market.DateOf(w.start(w.last())))
	for i := range w.Facts { // what names no day is of the whole period
		w.Facts[i].Period = whole
	}
}

// time is that of a bar: its days, or its moment within one.
func (w *historyWriter) time(start time.Time) exhibit.Period {
	first := market.DateOf(start)
	switch {
	case w.intraday:
		return exhibit.At(start)
	case w.h.Interval == market.Week:
		return exhibit.Span(first, first.AddDays(6))
	case w.h.Interval == market.Month:
		return exhibit.Span(first, market.Date{Year: first.Year, Month: first.Month + 1}.AddDays(0))
	}
	return exhibit.On(first)
}

func (w *historyWriter) warnings() {
	if w.h.Open {
		w.words("note", "the session of the last bar is still open: its figures, and the change, are not final")
	}
	if w.h.Gaps > 0 {
		w.wordsf("note", "%s came without a close and are left out", plural(w.h.Gaps, "bar"))
	}
	if w.h.Partial > 0 {
		w.wordsf("note", "%s came without an open, a high or a low: empty in the table, and in no figure", plural(w.h.Partial, "bar"))
	}
	w.builder.top().stale(w.h.Origin)
	w.builder.top().asOf(w.h.Origin, w.zone)
}

// mostShown is how many bars a page of the text holds at most; beyond the pages asked
// for, as many as are sent of an exhibit are of use.
const mostShown = 60

// table is the bars, the newest last.
func (w *historyWriter) table(page int) {
	bars := w.h.Bars
	if most := max(exhibit.MostRows, max(1, page)*mostShown); len(bars) > most {
		bars = bars[len(bars)-most:]
	}
	volume, adjusted := w.columns()
	p := exhibit.Part{Head: exhibit.Head{Name: "Bars, newest last"}, Newest: true, Total: len(w.h.Bars), Chart: w.chart()}
	p.Columns = []exhibit.Head{
		column("date", ""), column("open", "history.open"), column("high", "history.high"), column("low", "history.low"), column("close", "history.close"),
	}
	if w.intraday {
		p.Columns[0].Name = "time"
	}
	if adjusted {
		p.Columns = append(p.Columns, column("adjusted close", "history.adjusted_close"))
	}
	if volume {
		if p.Chart.Type == exhibit.Candles {
			p.Chart.Y = append(p.Chart.Y, len(p.Columns))
		}
		p.Columns = append(p.Columns, column("volume", "history.volume"))
	}
	for i, b := range bars {
		r := w.row(b, volume, adjusted)
		if w.h.Open && i == len(bars)-1 {
			r.Note = "session still open, not final"
		}
		p.Rows = append(p.Rows, r)
	}
	w.Parts = append(w.Parts, p)
}

// chart draws candles, and a line of closes where there is nothing else: the value of a
// fund has no range within a day.
func (w *historyWriter) chart() exhibit.Chart {
	if slices.ContainsFunc(w.h.Bars, func(b market.Bar) bool { return b.Open != 0 && b.Low != 0 && b.High > b.Low }) {
		return exhibit.Chart{Type: exhibit.Candles, Y: []int{1, 2, 3, 4}}
	}
	return exhibit.Chart{Type: exhibit.Line, Y: []int{4}}
}

// columns says which optional columns tell something; every page has the same.
func (w *historyWriter) columns() (volume, adjusted bool) {
	for _, b := range w.h.Bars {
		volume = volume || b.Volume > 0
		adjusted = adjusted || w.h.Adjusted != market.AdjustedForSplits && w.price(b.AdjClose).String() != w.price(b.Close).String()
	}
	return volume, adjusted
}

func (w *historyWriter) row(b market.Bar, volume, adjusted bool) exhibit.Row {
	at := exhibit.Day(market.DateOf(w.start(b)))
	if w.intraday {
		at = exhibit.Moment(w.start(b), exhibit.Clock())
	}
	r := row(at, w.cell(b.Open), w.cell(b.High), w.cell(b.Low), w.price(b.Close))
	r.Period = w.time(w.start(b))
	if adjusted {
		r.Cells = append(r.Cells, w.price(b.AdjClose))
	}
	if volume {
		volume := exhibit.Value{}
		if b.Volume >= 0 {
			volume = traded(w.h.Kind, w.h.Currency, exhibit.Fixed(0))(b.Volume)
		}
		r.Cells = append(r.Cells, volume)
	}
	return r
}
