package tools

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// historyWriter shows bars and what they come to.
type historyWriter struct {
	builder
	stretch
	h        *market.History
	zone     *time.Location
	intraday bool
	places   int
}

func newHistoryWriter(s stretch) *historyWriter {
	h := s.History
	w := &historyWriter{stretch: s, h: h, zone: h.Location}
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

// unit is that of its prices: the levels of an index are no money.
func (w *historyWriter) unit() exhibit.Unit {
	if w.h.Kind == market.KindIndex {
		return exhibit.In(exhibit.Points)
	}
	return exhibit.In(w.h.Currency)
}

// price is one without its unit, which stands at the top.
func (w *historyWriter) price(v float64) exhibit.Value {
	return exhibit.Number(v, exhibit.Fixed(w.places).Plain(), w.unit())
}

// cell is a price in the table, absent where it was not sent.
func (w *historyWriter) cell(v float64) exhibit.Value {
	if v == 0 {
		return exhibit.Value{}
	}
	return w.price(v)
}

// moved is the change between two prices, absolute and in per cent.
func (w *historyWriter) moved(field exhibit.Field, from, to float64) []exhibit.Value {
	change := exhibit.Number(to-from, exhibit.Signed(w.places).Plain(), w.unit()).Of(field)
	if from == 0 {
		return []exhibit.Value{change}
	}
	return changeOf(change, percent((to-from)/math.Abs(from)*100).Of(field+"_percent"))
}

// written is values one after the other.
func written(values []exhibit.Value) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(v.String())
	}
	return b.String()
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
		return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), w.price(last).String())
	}
	return fmt.Sprintf("%s %s: %s", w.h.Symbol, w.period(), written(w.moved("", from, last)))
}

func (w *historyWriter) build(page int) {
	w.Title = "Price history of " + titled(w.h.Name, w.h.Symbol)
	w.words("symbol", w.h.Symbol.String())
	w.words(currencyLabel(w.h.Kind), explained(w.h.Currency))
	w.wordsf("period", "%s (%s, %s)%s", w.period(), plural(len(w.h.Bars), "bar"), w.h.Interval, w.reading())
	w.words("note", w.span.Note)
	w.words("note", w.stretch.note)
	if w.intraday {
		w.words("times", "start of the bar, exchange time, "+w.zoneName())
	}
	for _, d := range w.h.Doubts {
		w.words("doubt", d.Text)
	}
	w.figures()
	w.warnings()
	w.table(page)
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
	first, last, top := w.first(), w.last(), w.top()
	on := func(name string, field exhibit.Field, v float64, b market.Bar) {
		if v != 0 {
			top.add(name, w.price(v).Of(field).During(w.time(b)), exhibit.Text(" "+w.during(b)))
		}
	}
	change := func(name string, field exhibit.Field, from, to float64, over string) {
		top.add(name, append(w.moved(field, from, to), exhibit.Text(over))...)
	}
	whole := exhibit.Span(w.day(first), w.day(last))
	if w.before != nil {
		top.add("close before the period", w.price(w.before.Close).Of("history.close").During(w.time(*w.before)), exhibit.Text(" on "+w.at(*w.before))) // always of a day
		change(w.changeBefore(), "history.change", w.before.Close, last.Close, ", close before to last close")
	}
	on("first open", "history.open", first.Open, first)
	if len(w.h.Bars) > 1 {
		on("first close", "history.close", first.Close, first)
	}
	on("last close", "history.close", last.Close, last)
	if len(w.h.Bars) > 1 {
		change("change", "history.change_of_closes", first.Close, last.Close, ", first close to last close")
	}
	if first.Open != 0 {
		change("change from first open", "history.change_from_open", first.Open, last.Close, ", first open to last close")
	}
	high := w.extreme(1, func(b market.Bar) float64 { return b.High })
	on("highest high", "history.high", high.High, high)
	low := w.extreme(-1, func(b market.Bar) float64 { return b.Low })
	on("lowest low", "history.low", low.Low, low)
	if len(w.h.Bars) > 1 {
		top := w.extreme(1, func(b market.Bar) float64 { return b.Close })
		on("highest close", "history.close", top.Close, top)
		bottom := w.extreme(-1, func(b market.Bar) float64 { return b.Close })
		on("lowest close", "history.close", bottom.Close, bottom)
	}
	w.averageVolume()
	for i := range w.Facts { // what names no day is of the whole period
		w.Facts[i].Period = whole
	}
}

// day is the date of a bar.
func (w *historyWriter) day(b market.Bar) market.Date {
	return market.DateOf(time.Unix(b.Time, 0).In(w.zone))
}

// time is that of a bar: its first day, or its moment within one.
func (w *historyWriter) time(b market.Bar) exhibit.Period {
	if w.intraday {
		return exhibit.At(time.Unix(b.Time, 0).In(w.zone))
	}
	return exhibit.On(w.day(b))
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
		w.top().add("average volume", shares(sum/float64(n)).Of("history.average_volume").Between("", " a bar"))
	}
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
	w.builder.top().stale(historyFreshness(w.h))
	w.builder.top().asOf(historyFreshness(w.h), w.zone)
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
	p := exhibit.Part{Head: exhibit.Head{Name: "Bars, newest last"}, Newest: true, Total: len(w.h.Bars), Chart: exhibit.Chart{Type: exhibit.Candles, Y: []int{1, 2, 3, 4}}}
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
		p.Chart.Y = append(p.Chart.Y, len(p.Columns))
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

// columns says which optional columns tell something; every page has the same.
func (w *historyWriter) columns() (volume, adjusted bool) {
	for _, b := range w.h.Bars {
		volume = volume || b.Volume > 0
		adjusted = adjusted || w.price(b.AdjClose).String() != w.price(b.Close).String()
	}
	return volume, adjusted
}

func (w *historyWriter) row(b market.Bar, volume, adjusted bool) exhibit.Row {
	at := exhibit.Day(w.day(b))
	if w.intraday {
		at = exhibit.Moment(time.Unix(b.Time, 0).In(w.zone), exhibit.Clock())
	}
	r := row(at, w.cell(b.Open), w.cell(b.High), w.cell(b.Low), w.price(b.Close))
	r.Period = w.time(b)
	if adjusted {
		r.Cells = append(r.Cells, w.price(b.AdjClose))
	}
	if volume {
		traded := exhibit.Value{}
		if b.Volume >= 0 {
			traded = sharesInDigits(b.Volume)
		}
		r.Cells = append(r.Cells, traded)
	}
	return r
}
