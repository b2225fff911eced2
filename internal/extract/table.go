package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

const (
	// longCell is how much text makes a cell a part of the page rather than of a
	// table, in bytes: with paragraphs in it, and in any case.
	longCell, proseCell = 3000, 500
	// nestedCell is how much text a cell with a table in it may have to be one line.
	nestedCell = 80
)

// table writes a table. What lays out the page is written as what it holds.
func (w *writer) table(n *html.Node) {
	prefix := w.prefix
	w.prefix, w.lead = "", ""
	defer func() { w.prefix = prefix }()
	var rows []*html.Node
	for _, tr := range tableRows(n) {
		if !layout(tr) {
			rows = append(rows, tr)
			continue
		}
		w.grid(rows)
		rows = nil
		w.wait(newParagraph)
		if tr.DataAtom == atom.Tr {
			w.below(tr)
		} else {
			w.node(tr)
		}
		w.wait(newParagraph)
	}
	w.grid(rows)
}

// tableRows are the rows of a table in the order in which they are shown. What
// stands between them is shown before the table.
func tableRows(table *html.Node) (rows []*html.Node) {
	var before, head, foot []*html.Node
	for part := range table.ChildNodes() {
		switch part.DataAtom {
		case atom.Tr:
			rows = append(rows, part)
		case atom.Thead:
			head = append(head, rowsOf(part)...)
		case atom.Tfoot:
			foot = append(foot, rowsOf(part)...)
		case atom.Colgroup, atom.Col:
		default:
			if part.Type == html.ElementNode {
				if within := rowsOf(part); len(within) > 0 {
					rows = append(rows, within...)
					continue
				}
			}
			if dom.TextOf(part, 1) != "" {
				before = append(before, part)
			}
		}
	}
	return slices.Concat(before, head, rows, foot)
}

func rowsOf(part *html.Node) (rows []*html.Node) {
	for n := range part.ChildNodes() {
		if n.DataAtom == atom.Tr {
			rows = append(rows, n)
		}
	}
	return rows
}

// layout says whether a row is one of the page's layout: its cells hold more than
// a line of a table can.
func layout(tr *html.Node) bool {
	if tr.DataAtom != atom.Tr {
		return true // a caption
	}
	tables, lines := 0, 0 // cells with a table of their own, and other cells of the row
	for cell := range tr.ChildNodes() {
		if cell.FirstChild == nil || cell.FirstChild == cell.LastChild && cell.FirstChild.Type == html.TextNode && len(cell.FirstChild.Data) < longCell {
			if dom.TextOf(cell, 1) != "" {
				lines++
			}
			continue
		}
		text, prose, within := 0, 0, false
		for n := range cell.Descendants() {
			switch n.DataAtom {
			case atom.Table:
				if len(dom.TextOf(cell, nestedCell)) >= nestedCell {
					return true
				}
				within = within || severalRows(n)
			case atom.P, atom.Article, atom.H1, atom.H2, atom.Main, atom.Section:
				prose++
			}
			if n.Type == html.TextNode {
				text += len(strings.TrimSpace(n.Data))
			}
			if text > longCell || prose > 1 && text > proseCell {
				return true
			}
		}
		if within {
			tables++
		} else if text > 0 {
			lines++
		}
	}
	return tables > 0 && lines == 0
}

// severalRows says whether a table has rows of several cells.
func severalRows(table *html.Node) bool {
	count := 0
	for _, tr := range tableRows(table) {
		cells := 0
		for cell := range tr.ChildNodes() {
			if cell.DataAtom == atom.Td || cell.DataAtom == atom.Th {
				cells++
			}
		}
		if cells > 1 {
			count++
		}
	}
	return count > 1
}

// grid writes rows as a table of Markdown, or as lines where they have but one
// column.
func (w *writer) grid(rows []*html.Node) {
	if len(rows) == 0 {
		return
	}
	cell := &writer{ctx: w.ctx, flat: 1}
	g := gridOf(w.ctx, rows, cell.cellText)
	w.cut = w.cut || cell.cut
	g.close()
	for _, title := range g.titles() {
		w.lineOf(title)
	}
	if g.lone() {
		for _, row := range g.rows {
			w.lineOf(row.cells[0].text)
		}
		return
	}
	g.complete(g.heads())
	text, cells, left := g.write(w.room)
	w.room -= cells
	if text != "" {
		w.wait(newParagraph)
		w.begin("|")
		w.out = append(w.out, text...)
		w.begun = true
		w.wait(newParagraph)
	}
	if left != "" {
		w.cut = true
		w.lineOf(left)
	}
}

// lone says whether all rows are one cell in the first column, and no head.
func (g *grid) lone() bool {
	for _, row := range g.rows {
		if len(row.cells) != 1 || row.cells[0].column != g.rows[0].cells[0].column || row.head && len(g.rows) > 1 {
			return false
		}
	}
	return true
}

func (w *writer) lineOf(text string) {
	w.wait(newParagraph)
	w.begin(text)
	w.out = append(w.out, text...)
	w.begun = true
	w.wait(newParagraph)
}

// cellText is what a cell holds, as one line. w writes cells and nothing else.
func (w *writer) cellText(n *html.Node) string {
	if n.FirstChild == nil || len(w.out) > MaxText {
		return ""
	}
	*w = writer{ctx: w.ctx, flat: 1, out: w.out[:0], cut: w.cut}
	w.below(n)
	w.finish()
	text := strings.TrimSpace(string(w.out))
	if text == "" && elementBefore(n) == nil {
		return pictureOf(n)
	}
	return text
}

// pictureOf is what the picture in a cell shows, as the logo does that names a row.
func pictureOf(cell *html.Node) string {
	for n := range cell.Descendants() {
		if n.DataAtom == atom.Img {
			return strings.ReplaceAll(tidyLine(dom.Attr(n, "alt"), maxLabel), "|", "¦")
		}
	}
	return ""
}
