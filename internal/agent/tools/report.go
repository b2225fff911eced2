package tools

import (
	"fmt"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// reportRows is how many rows of all tables together one page has: with the
// figures they fit a tool result.
const reportRows = 60

// reportWriter writes a study's report.
type reportWriter struct {
	sheet
	report *study.Report
	page   int // from 1
}

func (w *reportWriter) write() string {
	w.text("Analysis, period: " + w.report.Span.String())
	w.line("note", w.report.Span.Note)
	for _, in := range w.report.Inputs {
		w.input(in)
	}
	for _, f := range w.report.Failures {
		w.line("failed", f.Symbol.String()+": "+failure(f.Err))
	}
	each := max(5, reportRows/max(1, w.tables()))
	for _, s := range w.report.Sections {
		w.section(s, each)
	}
	return w.String()
}

func (w *reportWriter) tables() (n int) {
	for _, s := range w.report.Sections {
		if s.Table != nil {
			n++
		}
	}
	return n
}

// failure says why a symbol has no figures.
func failure(err error) string {
	if hint := advice(err); hint != "" {
		return hint
	}
	return "the number of its shares is not reported."
}

// extent says which bars there are.
func extent(in study.Input) string {
	if in.Bars == 1 {
		return "1 bar, " + in.First.String()
	}
	return fmt.Sprintf("%d bars, %s to %s", in.Bars, in.First, in.Last)
}

// input names what the figures rest on.
func (w *reportWriter) input(in study.Input) {
	s := extent(in)
	if !in.Before.IsZero() {
		s += ", the close before on " + in.Before.String()
	}
	s += ", adjusted for splits"
	if in.Adjusted {
		s += " and dividends"
	}
	if in.Currency != "" {
		s += ", in " + label(in.Currency)
		if majorUnit, name, ok := minorUnit(in.Currency); ok {
			s += fmt.Sprintf(" (%s: 100 are 1 %s)", name, majorUnit)
		}
	}
	w.line(titled(in.Name, in.Symbol), s)
	if in.Open {
		w.linef("note", "the session of %s on %s is still open: its last bar is not final", in.Symbol, in.Last)
	}
	if in.Gaps > 0 {
		w.linef("note", "%d bars of %s came without prices and are left out", in.Gaps, in.Symbol)
	}
	if in.Stale {
		w.linef("stale", "the data source refuses us; the bars of %s are what it said %s ago", in.Symbol, age(in.Age))
	}
}

func (w *reportWriter) section(s study.Section, rows int) {
	names := make([]string, len(s.Symbols))
	for i, symbol := range s.Symbols {
		names[i] = symbol.String()
	}
	w.text("")
	head := string(s.Measure) + " of " + strings.Join(names, " and ")
	if s.About != "" {
		head += " (" + s.About + ")"
	}
	w.text(head)
	w.line("none", s.Missing)
	w.figures(s.Figures)
	if s.Table != nil {
		w.table(s.Table, rows)
	}
}

// figures writes one a line, two of one name together: a change and what it is in
// per cent.
func (w *reportWriter) figures(all []study.Figure) {
	for i := 0; i < len(all); i++ {
		f, also := all[i], ""
		if i+1 < len(all) && all[i+1].Name == f.Name {
			i++
			also = " (" + amount(all[i]) + ")"
		}
		w.line(f.Name, amount(f)+also+when(f))
	}
}

// amount is a figure with its unit.
func amount(f study.Figure) string {
	v, ok := f.Value.Get()
	if !ok {
		return "not known"
	}
	s := fixed(v, f.Places)
	if f.Move {
		s = signed(v, f.Places)
	}
	switch f.Unit {
	case study.Count, study.Ratio:
		return s
	}
	if majorUnit, name, ok := minorUnit(string(f.Unit)); ok {
		return fmt.Sprintf("%s %s (%s; %s %s)", s, f.Unit, name, fixed(v/100, 4), majorUnit)
	}
	return s + " " + string(f.Unit)
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

// table writes one page, page 1 the newest rows, the newest of a page last.
func (w *reportWriter) table(t *study.Table, rows int) {
	pages := (len(t.Rows) + rows - 1) / rows
	if w.page > pages {
		w.text(fmt.Sprintf("There is no page %d of this table: pages are 1 (newest) to %d.", w.page, pages))
		return
	}
	end := len(t.Rows) - (w.page-1)*rows
	start := max(0, end-rows)
	if !chronological(t) { // best first: its first page is its beginning
		start, end = (w.page-1)*rows, min(len(t.Rows), w.page*rows)
	}
	if pages > 1 {
		w.text(fmt.Sprintf("page %d of %d, %d rows in all", w.page, pages, len(t.Rows)))
	}
	w.text(strings.Join(t.Columns, " | "))
	for _, r := range t.Rows[start:end] {
		w.text(cells(r))
	}
}

// chronological tells tables over time from rankings.
func chronological(t *study.Table) bool { return t.Columns[0] != "symbol" }

func cells(r study.Row) string {
	parts := []string{r.Name}
	for i, c := range r.Cells {
		parts = append(parts, cell(c, r.Places[i]))
	}
	parts = append(parts, r.Texts...)
	s := strings.Join(parts, " | ")
	if r.Note != "" {
		s += " (" + r.Note + ")"
	}
	return s
}

func cell(n market.Number, places int) string {
	v, ok := n.Get()
	if !ok {
		return ""
	}
	return fixed(v, places)
}

// brief is the report in a line: the first figure of each section, as far as they
// fit.
func (w *reportWriter) brief() string {
	parts := []string{w.report.Span.String()}
	for _, s := range w.report.Sections {
		if len(s.Figures) > 0 && len(s.Symbols) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s %s", s.Symbols[0], s.Figures[0].Name, amount(s.Figures[0])+when(s.Figures[0])))
		}
	}
	return strings.Join(parts, "; ")
}
