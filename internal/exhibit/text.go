package exhibit

import (
	"fmt"
	"strings"
)

// line is a line of the text with what stands in it.
type line struct {
	text   string
	source int            // 1 + index in Origins; 0: none of its own
	data   func() []Datum // nil: none. Most lines are only measured
}

// block is a part as lines: what stands above them on each page that has some, and
// the lines.
type block struct {
	above string
	lines []line
}

// blocks are the facts at the top, then the parts that are shown.
func (e *Exhibit) blocks() []block {
	blocks := []block{{lines: e.facts(e.Facts, Head{})}}
	for i := range e.Parts {
		if b := e.block(&e.Parts[i]); len(b.lines) > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

func (e *Exhibit) block(p *Part) block {
	b := block{above: "\n"}
	if p.Unwritten {
		return b
	}
	if p.Name != "" {
		b.above += p.Name + "\n"
	}
	if len(p.Columns) > 0 && (len(p.Rows) > 0 || p.Empty == "") {
		names := make([]string, len(p.Columns))
		for i, c := range p.Columns {
			names[i] = c.Name
		}
		b.above += strings.Join(names, " | ") + "\n"
	}
	b.lines = e.facts(p.Facts, p.Head)
	heads := e.heads(p)
	for _, r := range p.Rows {
		b.lines = append(b.lines, e.row(p, r, heads))
	}
	if len(p.Rows) == 0 && p.Empty != "" {
		b.lines = append(b.lines, line{text: p.Empty})
	}
	for _, paragraph := range p.Prose {
		b.lines = append(b.lines, line{text: paragraph})
	}
	return b
}

// facts are those that have something to say, a line each.
func (e *Exhibit) facts(facts []Fact, above Head) (lines []line) {
	above.Name = ""
	for _, f := range facts {
		h := f.under(above)
		var text strings.Builder
		for _, v := range f.Values {
			text.WriteString(v.write(h.under(e.Head)))
		}
		if text.Len() == 0 {
			continue
		}
		l := line{text: text.String(), source: h.Source, data: func() []Datum { return e.data(f.Values, h, nil) }}
		if f.Name != "" {
			l.text = f.Name + ": " + l.text
		}
		lines = append(lines, l)
	}
	return lines
}

// heads are what the cells of a part's columns stand under, the last what stands in none.
func (e *Exhibit) heads(p *Part) []Head {
	above := p.under(e.Head)
	heads := make([]Head, 0, len(p.Columns)+1)
	for _, c := range p.Columns {
		heads = append(heads, c.under(above))
	}
	return append(heads, above)
}

// cells are those of a row as they are written, its note in the last.
func cells(r Row, heads []Head) []string {
	cells := make([]string, len(r.Cells))
	for i, v := range r.Cells {
		cells[i] = v.write(r.under(heads[min(i, len(heads)-1)]))
	}
	if r.Note != "" && len(cells) > 0 {
		cells[len(cells)-1] += " (" + r.Note + ")"
	}
	return cells
}

func (e *Exhibit) row(p *Part, r Row, heads []Head) line {
	above := p.Head
	above.Name = ""
	l := line{text: strings.Join(cells(r, heads), " | "), source: r.under(above).Source}
	l.data = func() []Datum {
		heads := make([]Head, len(p.Columns))
		for i, c := range p.Columns {
			heads[i] = c.under(above)
		}
		h := r.Head
		if h.Name == "" && len(r.Cells) > 0 {
			h.Name = r.Cells[0].bare(r.Cells[0].head().under(above))
		}
		return e.data(r.Cells, h, heads)
	}
	return l
}

// title is what stands at the top of each page, before the facts.
func (e *Exhibit) title() string {
	if e.Above == "" {
		return e.Title + "\n"
	}
	return e.Above + "\n" + e.Title + "\n"
}

// notFitting tells of rows that found no room.
func notFitting(n int) string { return fmt.Sprintf("%d more do not fit: ask for fewer at once", n) }
