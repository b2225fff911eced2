package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// writeReport writes a page of a study's report: on each what it rests on, then
// the figures of all sections, then their tables, the newest rows first.
func writeReport(ctx context.Context, r *study.Report, page int) string {
	var p paper
	p.text("Analysis, period: " + r.Span.String())
	p.line("note", r.Span.Note)
	for _, in := range r.Inputs {
		p.input(in)
	}
	for _, f := range r.Failures {
		p.line("failed", f.Symbol.String()+": "+lacking(f.Err))
	}
	for _, s := range r.Sections {
		var figures sheet
		figures.line("none", s.Missing)
		figures.figures(s.Figures)
		title := titleOf(s)
		if s.About != "" {
			title += " (" + s.About + ")"
		}
		p.list(title, &figures)
	}
	for _, s := range r.Sections {
		if s.Table != nil {
			title := titleOf(s) + ", " + plural(len(s.Table.Rows), "row")
			if s.Figures == nil && s.About != "" {
				title += " (" + s.About + ")"
			}
			p.add(title, tableHeader(s.Table), tableRows(s.Table))
		}
	}
	return p.write(ctx, page)
}

func titleOf(s study.Section) string {
	names := make([]string, len(s.Symbols))
	for i, symbol := range s.Symbols {
		names[i] = symbol.String()
	}
	return string(s.Measure) + " of " + strings.Join(names, " and ")
}

// lacking says why a symbol has no figures.
func lacking(err error) string {
	if study.Missing(err) {
		return err.Error() + "."
	}
	return studyAdvice(err)
}

// extent says which bars there are.
func extent(in study.Input) string {
	if in.Bars == 1 {
		return plural(in.Bars, "bar") + ", " + in.First.String()
	}
	return fmt.Sprintf("%s, %s to %s", plural(in.Bars, "bar"), in.First, in.Last)
}

// input names what the figures rest on.
func (s *sheet) input(in study.Input) {
	text := extent(in)
	if !in.Before.IsZero() {
		text += ", the close before on " + in.Before.String()
	}
	text += ", adjusted for splits"
	if in.Adjusted {
		text += " and dividends"
	}
	switch {
	case in.Kind == market.KindIndex:
		text += ", in points"
	case in.Currency != "":
		text += ", in " + explained(in.Currency)
	}
	s.line(titled(in.Name, in.Symbol), text)
	for _, d := range in.Doubts {
		s.line("doubt", in.Symbol.String()+": "+d.Text)
	}
	if in.Note != "" {
		s.linef("note", "%s: %s", in.Symbol, in.Note)
	}
	if in.Open {
		s.linef("note", "the session of %s on %s is still open: its last bar is not final", in.Symbol, in.Last)
	}
	if in.Gaps > 0 {
		s.linef("note", "%s of %s came without a close and are left out", plural(in.Gaps, "bar"), in.Symbol)
	}
	if in.Partial > 0 {
		s.linef("note", "%s of %s came without an open, a high or a low, which are in no figure", plural(in.Partial, "bar"), in.Symbol)
	}
	if in.Stale {
		s.linef("stale", "the data source refuses us; the bars of %s are what it said %s ago", in.Symbol, age(in.Age))
	}
}

// figures writes one a line, two of one name together: a change and what it is in
// per cent.
func (s *sheet) figures(all []study.Figure) {
	for i := 0; i < len(all); i++ {
		f, also := all[i], ""
		if i+1 < len(all) && all[i+1].Name == f.Name {
			i++
			also = " (" + shown(all[i]) + ")"
		}
		s.line(f.Name, shown(f)+also+when(f))
	}
}

// shown is a figure with its unit.
func shown(f study.Figure) string {
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
	return s + " " + string(f.Unit) + inMajor(v, string(f.Unit))
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

func tableHeader(t *study.Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return row(names...)
}

// tableRows are the rows of a table, the newest first where it is one over time.
func tableRows(t *study.Table) []string {
	rows := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		cells := []string{r.Name}
		for k, c := range r.Cells {
			cells = append(cells, cell(c, func(v float64) string { return fixed(v, r.Places[k]) }))
		}
		rows[i] = row(append(cells, r.Texts...)...)
		if r.Note != "" {
			rows[i] += " (" + r.Note + ")"
		}
	}
	if !t.Ranked {
		slices.Reverse(rows)
	}
	return rows
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
		text := shown(s.Figures[i])
		if i+1 < len(s.Figures) && s.Figures[i+1].Name == s.Figures[i].Name {
			text += " (" + shown(s.Figures[i+1]) + ")"
		}
		if s.Doubtful {
			text += ", doubtful"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", s.Symbols[0], s.Figures[i].Name, text+when(s.Figures[i])))
	}
	return strings.Join(parts, "; ")
}
