package tools

import (
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// writeReport has on each page what it rests on, then the figures of all sections,
// then their tables, the newest rows first.
func writeReport(r *study.Report) *builder {
	b := &builder{exhibit.Exhibit{Title: "Analysis, period: " + r.Span.String()}}
	b.words("note", r.Span.Note)
	mixed := several(inputOrigins(r)...)
	for _, in := range r.Inputs {
		b.input(in, mixed)
	}
	for _, f := range r.Failures {
		b.words("failed", f.Symbol.String()+": "+lacking(f.Err))
	}
	for _, s := range r.Sections {
		var list factList
		list.words("none", s.Missing)
		list.figures(s)
		title := titleOf(s)
		if s.About != "" {
			title += " (" + s.About + ")"
		}
		b.list(title, list)
		if len(list) > 0 {
			b.about(s, r)
		}
	}
	for _, s := range r.Sections {
		if s.Table != nil && len(s.Table.Rows) > 0 {
			title := titleOf(s) + ", " + plural(len(s.Table.Rows), "row")
			if s.Figures == nil && s.About != "" {
				title += " (" + s.About + ")"
			}
			b.table(title, tableColumns(s.Table), tableRows(s.Table)).Chart = tableChart(s)
			b.about(s, r)
		}
	}
	b.compare(r)
	return b
}

// about says of the last part whose figures it has and where they came from. Of a
// ranking each row has a symbol of its own.
func (b *builder) about(s study.Section, r *study.Report) {
	p := &b.Parts[len(b.Parts)-1]
	if s.Table != nil && s.Table.Ranked && len(p.Rows) > 0 {
		for i := range p.Rows {
			p.Rows[i].Subject = p.Rows[i].Cells[0].Text
			p.Rows[i].Source = inputOf(r, p.Rows[i].Subject)
		}
		return
	}
	if len(s.Symbols) == 0 {
		return
	}
	if len(s.Symbols) == 1 || s.Measure == study.Beta { // a correlation is of no one symbol
		p.Subject = s.Symbols[0].String()
	}
	if p.Source = inputOf(r, s.Symbols[0].String()); p.Source > 0 {
		in := r.Inputs[p.Source-1]
		p.Period = exhibit.Span(in.First, in.Last)
	}
}

// inputOf is 1 + the index of the bars of a symbol, 0 where there are none.
func inputOf(r *study.Report, symbol string) int {
	return 1 + slices.IndexFunc(r.Inputs, func(in study.Input) bool { return in.Symbol.String() == symbol })
}

// compare adds what draws several symbols as lines; their figures are in the sections.
func (b *builder) compare(r *study.Report) {
	t := r.Comparison
	if t == nil {
		return
	}
	title := "Closes by day"
	if t.Left > 0 {
		title = fmt.Sprintf("Closes by day, %d of %d days", len(t.Rows), len(t.Rows)+t.Left)
	}
	p := b.table(title, tableColumns(t), tableRows(t))
	p.Unwritten, p.Chart = true, exhibit.Chart{Type: exhibit.Line, Rebased: true}
	for i := range p.Columns[1:] {
		c := &p.Columns[i+1]
		c.Source = inputOf(r, c.Subject)
		p.Chart.Y = append(p.Chart.Y, i+1)
	}
}

func titleOf(s study.Section) string {
	return string(s.Measure) + " of " + listed(s.Symbols, " and ", market.Symbol.String)
}

// lacking says why a symbol has no figures.
func lacking(err error) string {
	if study.Missing(err) {
		return err.Error() + "."
	}
	return studyAdvice(err)
}

// figures adds one a line, two of one name together: a change and what it is in
// per cent.
func (l *factList) figures(s study.Section) {
	for i := 0; i < len(s.Figures); i++ {
		f := s.Figures[i]
		values := []exhibit.Value{shown(f)}
		if i+1 < len(s.Figures) && s.Figures[i+1].Name == f.Name {
			i++
			values = append(values, shown(s.Figures[i]).Between(" (", ")"))
		}
		l.add(f.Name, append(values, exhibit.Text(when(f)))...)
	}
}

// shown is a figure with its unit.
func shown(f study.Figure) exhibit.Value {
	if f.Value.IsZero() {
		return exhibit.Missing("not known")
	}
	how := exhibit.Fixed(f.Places)
	if f.Move {
		how = exhibit.Signed(f.Places)
	}
	write := func(v float64) exhibit.Value { return exhibit.Number(v, how.Explained(), exhibit.In(string(f.Unit))) }
	v := cell(f.Value, write)
	if exact := cell(f.Exact, write); exact.String() == v.String() { // else its twelve digits are not enough to round it again
		v = exact
	}
	v = v.Of(exhibit.Field(f.Field))
	switch {
	case !f.Until.IsZero():
		v.Period = exhibit.Span(f.Date, f.Until)
	case !f.Date.IsZero():
		v.Period = exhibit.On(f.Date)
	}
	return v
}

// when says on which days a figure was.
func when(f study.Figure) string {
	switch {
	case !f.Until.IsZero() && f.Until != f.Date:
		return fmt.Sprintf(", %s to %s", f.Date, f.Until)
	case !f.Date.IsZero():
		return " on " + f.Date.String()
	}
	return ""
}

// tableColumns are the columns of a section's table.
func tableColumns(t *study.Table) []exhibit.Head {
	heads := make([]exhibit.Head, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = exhibit.Head{Name: c.Name, Field: exhibit.Field(c.Field), Unit: exhibit.In(string(c.Unit)), Subject: c.Symbol.String()}
	}
	return heads
}

// tableRows are the rows of a table, the newest first where it is one over time.
func tableRows(t *study.Table) []exhibit.Row {
	rows := make([]exhibit.Row, len(t.Rows))
	for i, r := range t.Rows {
		one := row(exhibit.Text(r.Name))
		one.Subject, one.Period = r.Symbol.String(), exhibit.Span(r.From, r.To)
		for k, c := range r.Cells {
			unit := exhibit.Unit{} // the column's
			if t.Columns[k+1].Unit == "" {
				unit = exhibit.In(string(r.Unit))
			}
			one.Cells = append(one.Cells, cell(c, func(v float64) exhibit.Value {
				return exhibit.Number(v, exhibit.Fixed(r.Places[k]).Plain(), unit)
			}))
		}
		for _, text := range r.Texts {
			one.Cells = append(one.Cells, exhibit.Text(text))
		}
		one.Note = r.Note
		rows[i] = one
	}
	if !t.Ranked {
		slices.Reverse(rows)
	}
	return rows
}

// tableChart draws the columns of one unit: of a ranking the values, of months and years
// the changes in per cent, both as bars; of days what was computed, as lines. The
// patterns of candles are words.
func tableChart(s study.Section) exhibit.Chart {
	columns := s.Table.Columns[1 : 1+len(s.Table.Rows[0].Cells)]
	c, unit := exhibit.Chart{Type: exhibit.Bars}, study.Percent
	switch s.Measure {
	case study.Candles:
		return exhibit.Chart{}
	case study.MarketValue:
		unit = "USD"
	case study.Months, study.Years, study.Uptrend, study.Outperformed:
	default:
		c.Type, unit = exhibit.Line, columns[len(columns)-1].Unit
	}
	for i, column := range columns {
		if column.Unit == unit {
			c.Y = append(c.Y, i+1)
		}
	}
	return c
}

// reportInBrief is a report in a line: the first change of each section, or its
// first figure, as far as they fit.
func reportInBrief(r *study.Report) string {
	parts := []string{r.Span.String()}
	for _, s := range r.Sections {
		if len(s.Figures) == 0 || len(s.Symbols) == 0 {
			continue
		}
		i := max(0, slices.IndexFunc(s.Figures, func(f study.Figure) bool { return f.Move }))
		text := shown(s.Figures[i]).String()
		if i+1 < len(s.Figures) && s.Figures[i+1].Name == s.Figures[i].Name {
			text += " (" + shown(s.Figures[i+1]).String() + ")"
		}
		if s.Doubtful {
			text += ", doubtful"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", s.Symbols[0], s.Figures[i].Name, text+when(s.Figures[i])))
	}
	return strings.Join(parts, "; ")
}
