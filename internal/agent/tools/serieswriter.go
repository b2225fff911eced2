package tools

import (
	"math"

	"quotewire/internal/exhibit"
	"quotewire/internal/macro"
	"quotewire/internal/market"
)

// seriesWriter shows the values of a series.
type seriesWriter struct {
	builder
	*macro.Answer
}

// unit is that of values that are shown: whole dollars and persons, not thousands.
func seriesUnit(u macro.Unit) exhibit.Unit {
	return exhibit.Unit{Code: u.Code, Per: u.Per}
}

// field is what a value is, by what was computed.
func (w *seriesWriter) field() exhibit.Field {
	if w.Averaged && w.Transform == macro.Level {
		return "series.average"
	}
	return exhibit.Field("series." + string(w.Transform))
}

// value is one as it is shown, with the decimals that it was published with.
func (w *seriesWriter) value(o macro.Observation) exhibit.Value {
	v := w.Unit.Whole(o.Value)
	return exhibit.Number(v, w.form(w.signed()), seriesUnit(w.Unit)).Of(w.field()).During(exhibit.Span(o.Date, w.through(o)))
}

// through is the last day that a value is of.
func (w *seriesWriter) through(o macro.Observation) market.Date {
	if w.single() {
		return w.To
	}
	return w.Through(o.Date)
}

// single says that there is one value, an average of the whole period.
func (w *seriesWriter) single() bool { return w.Transform == macro.Average && !w.Averaged }

// when is how the time of a value is called.
func (w *seriesWriter) when(o macro.Observation) string {
	if w.single() {
		return w.period()
	}
	return w.Label(o.Date)
}

// period is that of all values.
func (w *seriesWriter) period() string {
	first, last := w.Label(w.Values[0].Date), w.Label(w.Last().Date)
	if w.single() {
		last = w.Label(w.To)
	}
	if first == last {
		return first
	}
	return first + " to " + last
}

// signed says that values are changes.
func (w *seriesWriter) signed() bool {
	switch w.Transform {
	case macro.YearOnYear, macro.Change, macro.ChangePercent:
		return true
	}
	return false
}

func (w *seriesWriter) form(signed bool) exhibit.Form {
	places := w.Places - int(math.Log10(w.Unit.Scale))
	switch {
	case w.Unit.Code == macro.Percent && signed:
		return exhibit.Signed(2)
	case signed:
		return exhibit.Signed(max(0, places))
	case w.Unit.Scale > 1:
		return exhibit.Words()
	case len(w.Unit.Code) == 3:
		return exhibit.Fixed(places)
	case w.Unit.Code == macro.Percent && w.Unit.Per == "year":
		return exhibit.Fixed(max(2, places))
	}
	return exhibit.Grouped()
}

// build puts it together, the table's page as it is asked for.
func (w *seriesWriter) build(page int) {
	s := w.Series
	w.Exhibit.Title, w.Exhibit.Subject = w.Title(), s.ID
	w.words("series", s.ID)
	w.words("published by", s.Agency)
	w.words("unit", w.unitWords())
	w.words("frequency", string(w.Frequency))
	w.words("adjustment", s.Adjustment)
	w.figures()
	w.wordsf("period", "%s (%s)", w.period(), plural(len(w.Values), "value"))
	for _, note := range w.Notes {
		w.words("note", note)
	}
	w.freshness(w.Answer.Origin)
	w.Exhibit.Origins = []exhibit.Origin{origin(w.Answer.Origin, w.Title()+", "+w.period())}
	if d := w.Deflator; d != nil {
		w.wordsf("deflated by", "%s (%s)", d.Series.Title, d.Series.ID)
		w.Exhibit.Origins = append(w.Exhibit.Origins, origin(d.Origin, d.Series.Title))
	}
	w.table(page)
}

// unitWords is the unit, with what whole values were published in.
func (w *seriesWriter) unitWords() string {
	words := w.Unit.String()
	if w.Unit.Scale > 1 {
		words = "published in " + words + ", here in whole ones"
	}
	return words
}

// figures are the latest value, the one before it, and the extremes.
func (w *seriesWriter) figures() {
	top, last := w.top(), w.Last()
	dated := func(o macro.Observation) exhibit.Value { return w.value(o).Between("", " ("+w.when(o)+")") }
	name := "latest"
	if w.single() {
		name = "average"
	}
	top.add(name, dated(last))
	if !last.Since.IsZero() {
		w.words("compared with", w.Label(last.Since))
	}
	if last.Count > 0 {
		w.wordsf("average of", "%s", plural(last.Count, "value"))
	}
	if v, unit, ok := w.Change(); ok {
		top.add("previous", dated(w.Previous))
		change := exhibit.Number(unit.Whole(v), w.form(true), seriesUnit(unit))
		top.add("change from the previous", change.Of("series.change").During(exhibit.Span(w.Previous.Date, w.through(last))))
	}
	low, high := w.Values[0], w.Values[0]
	for _, o := range w.Values {
		if o.Value > high.Value {
			high = o
		}
		if o.Value < low.Value {
			low = o
		}
	}
	if len(w.Values) < 3 || high.Value == low.Value {
		return
	}
	top.add("highest of the period", dated(high))
	top.add("lowest of the period", dated(low))
}

// table is the values, the newest last.
func (w *seriesWriter) table(page int) {
	if w.single() {
		return
	}
	values := w.Values
	if most := max(exhibit.MostRows, max(1, page)*mostShown); len(values) > most {
		values = values[len(values)-most:]
	}
	p := exhibit.Part{
		Head: exhibit.Head{Name: "Values, newest last"}, Newest: true, Total: len(w.Values), Chart: exhibit.Chart{Type: exhibit.Line, Y: []int{1}},
		Columns: []exhibit.Head{column(w.span(), ""), {Name: "value", Field: w.field(), Unit: seriesUnit(w.Unit)}},
	}
	for _, o := range values {
		r := row(w.at(o.Date), w.value(o))
		r.Period = exhibit.Span(o.Date, w.through(o))
		switch {
		case o.Unfinished:
			r.Note = "not complete"
		case o.Revised:
			r.Note = "revised"
		}
		p.Rows = append(p.Rows, r)
	}
	w.Parts = append(w.Parts, p)
}

// span names the column of days, months or longer.
func (w *seriesWriter) span() string {
	switch w.Frequency {
	case macro.Monthly:
		return "month"
	case macro.Quarterly:
		return "quarter"
	case macro.Annual:
		return "year"
	}
	return "date"
}

func (w *seriesWriter) at(d market.Date) exhibit.Value {
	if label := w.Label(d); label != d.String() {
		return exhibit.Text(label)
	}
	return exhibit.Day(d)
}
