package extract

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxCells is how many cells the tables of a page may have as they are
	// written, blank ones with them.
	maxCells = 200_000
	// maxColumns is how many columns a table may have as it is written, minColumns
	// how many it keeps however many rows there are.
	maxColumns, minColumns = 100, 8
	// maxGrid is how many columns of a table are read, maxRowspan how many rows a
	// cell may span.
	maxGrid, maxRowspan = 1000, 1000
	// maxSpanned is how many columns all cells of a table together may span.
	maxSpanned = 1_000_000
	// maxLabel is how long a cell may be that is repeated in each row it spans, in
	// bytes.
	maxLabel = 100
	// maxHeads is how many rows may name columns.
	maxHeads = 4
)

// grid is a table with its spans resolved: each text is at its row and column, and
// what spans several stands in the first. Only cells that hold text are kept.
type grid struct {
	rows  []gridRow
	width int // columns, with those that were not read
}

type gridRow struct {
	cells []gridCell // by column
	head  bool       // it is of the head, or all its cells are
}

type gridCell struct {
	column, span int
	text         string
	repeated     bool // it stands here because a cell above spans this row
}

// gridOf lays out the rows of a table. How a cell is written is cellText's.
func gridOf(ctx context.Context, rows []*html.Node, cellText func(*html.Node) string) *grid {
	g := &grid{}
	var until []int     // by column: the row before which a cell from above ends
	var above []spanned // by column: what is repeated in the rows below
	budget := maxSpanned
	for i, tr := range rows {
		if i%256 == 0 && ctx.Err() != nil {
			break
		}
		if i > 0 && tr.Parent != rows[i-1].Parent {
			clear(until) // no cell spans more than its part of the table
		}
		row := gridRow{head: tr.Parent != nil && tr.Parent.DataAtom == atom.Thead}
		only := true
		column := 0
		for cell := tr.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
				continue
			}
			for column < len(until) && until[column] > i {
				row.repeat(above, column, i)
				column++
			}
			only = only && cell.DataAtom == atom.Th
			if column >= maxGrid {
				column++
				continue
			}
			text := cellText(cell)
			columns, down := span(cell, "colspan", maxGrid-column), span(cell, "rowspan", maxRowspan)
			if budget -= columns; budget < 0 {
				columns, down = 1, 1
			}
			first := column
			for range columns {
				if column == len(until) {
					until, above = append(until, 0), append(above, spanned{})
				}
				until[column] = i + down
				column++
			}
			if text == "" {
				continue
			}
			row.cells = append(row.cells, gridCell{column: first, span: columns, text: text})
			if down > 1 && len(text) <= maxLabel {
				above[first] = spanned{text: text, span: columns, until: i + down, head: row.head || cell.DataAtom == atom.Th}
			}
		}
		g.width = max(g.width, column)
		for ; column < len(until); column++ {
			if until[column] > i {
				row.repeat(above, column, i)
			}
		}
		row.head = row.head || only && len(row.cells) > 0
		if len(row.cells) > 0 {
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// spanned is a cell that spans rows.
type spanned struct {
	text        string
	span, until int
	head        bool
}

// year is a label although it is made of digits.
var year = regexp.MustCompile(`^(FY|CY|[QH][1-4])?[ /]?(19|20)\d\d$`)

// repeat puts what spans row i at column from above into it: labels and heads, so
// that each row says whose it is. Figures stand once, as a total does.
func (r *gridRow) repeat(above []spanned, column, i int) {
	s := &above[column]
	if i < s.until && (column == 0 || s.head || year.MatchString(s.text) || !strings.ContainsAny(s.text, "0123456789")) {
		r.cells = append(r.cells, gridCell{column: column, span: s.span, text: s.text, repeated: true})
	}
}

// span is how many columns or rows a cell takes, at most limit: 0 rows are all that
// are left of its part of the table.
func span(n *html.Node, key string, limit int) int {
	for _, a := range n.Attr {
		if a.Key != key && a.Key != "aria-"+key {
			continue
		}
		if count, err := strconv.Atoi(strings.TrimSpace(a.Val)); err == nil {
			if count == 0 && key == "rowspan" {
				return limit
			}
			return min(max(count, 1), limit)
		}
	}
	return 1
}

// titles takes the first rows that are one text over all columns out of the grid:
// they are the table's title and name no column.
func (g *grid) titles() (titles []string) {
	for len(g.rows) > 1 && len(g.rows[0].cells) == 1 {
		cell := g.rows[0].cells[0]
		if cell.span < 2 || cell.span < g.width {
			break
		}
		titles = append(titles, cell.text)
		g.rows = g.rows[1:]
	}
	return titles
}

// closing is what filings put into a cell of its own behind a figure.
var closing = regexp.MustCompile(`^(\) ?%?|%)( \[note [^]]+\])*$`)

// close joins a bracket or percent sign that has a cell of its own to the figure
// that it belongs to.
func (g *grid) close() {
	for i := range g.rows {
		cells := g.rows[i].cells
		kept := cells[:0]
		for _, cell := range cells {
			if last := len(kept) - 1; last >= 0 && (cell.text[0] == ')' || cell.text[0] == '%') && closing.MatchString(cell.text) {
				figure := kept[last].text
				open := strings.HasPrefix(strings.TrimLeft(figure, "$€£ "), "(") && !strings.Contains(figure, ")")
				if open == (cell.text[0] == ')') && !year.MatchString(figure) && strings.Trim(figure, "$€£ (0123456789.,)+-−—–") == "" {
					kept[last].text += strings.Replace(cell.text, ") %", ")%", 1)
					continue
				}
			}
			kept = append(kept, cell)
		}
		g.rows[i].cells = kept
	}
}

// heads is how many rows at the top name columns.
func (g *grid) heads() int {
	count := 0
	for count < min(len(g.rows), maxHeads) && g.rows[count].head {
		count++
	}
	if count > 0 || len(g.rows) == 0 {
		return count
	}
	// Rows of groups are followed by rows of what is grouped, which have no label.
	for count = 1; count < min(len(g.rows), maxHeads); count++ {
		groups := false
		for _, cell := range g.rows[count-1].cells {
			groups = groups || cell.span > 1
		}
		if !groups || len(g.rows[count].cells) == 0 || g.rows[count].cells[0].column == 0 {
			break
		}
	}
	return count
}

// complete names each column in each row of the head from the one below, where a
// group beside it would else be read to hold for it too.
func (g *grid) complete(heads int) {
	for i := heads - 2; i >= 0; i-- {
		covered, grouped := 0, false
		var cells []gridCell
		own := g.rows[i].cells
		for _, below := range g.rows[i+1].cells {
			for len(own) > 0 && own[0].column <= below.column {
				covered, grouped = own[0].column+own[0].span, grouped || own[0].span > 1
				cells = append(cells, own[0])
				own = own[1:]
			}
			if grouped && below.column >= covered {
				cells = append(cells, gridCell{column: below.column, span: below.span, text: below.text})
				covered = below.column + below.span
			}
		}
		g.rows[i].cells = append(cells, own...)
	}
}

// write writes the grid as Markdown in at most room cells. It says how many it
// wrote, and what was left out.
func (g *grid) write(room int) (text string, cells int, left string) {
	filled := map[int]bool{}
	for _, row := range g.rows {
		for _, cell := range row.cells {
			filled[cell.column] = true
		}
	}
	place := make([]int, min(g.width, maxGrid)) // by column of the grid: the one that is written
	columns := 0
	most := min(max(room/max(len(g.rows), 1), minColumns), maxColumns)
	beyond := g.width - len(place)
	for i := range place {
		place[i] = -1
		if filled[i] && columns < most {
			place[i] = columns
			columns++
		} else if filled[i] {
			beyond++
		}
	}
	var b strings.Builder
	rows := 0
	for _, row := range g.rows {
		if cells+columns > room {
			break
		}
		cells += columns
		at := 0
		b.WriteByte('|')
		for _, cell := range row.cells {
			if place[cell.column] < 0 {
				continue
			}
			for ; at < place[cell.column]; at++ {
				b.WriteString("  |")
			}
			b.WriteString(" " + cell.text + " |")
			at++
		}
		for ; at < columns; at++ {
			b.WriteString("  |")
		}
		b.WriteByte('\n')
		if rows == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", columns) + "\n")
		}
		rows++
	}
	if beyond > 0 {
		left = fmt.Sprintf("(The table goes on to the right: %s more columns are left out.)", thousands(beyond))
	}
	if missing := len(g.rows) - rows; missing > 0 {
		left = strings.TrimSpace(left + fmt.Sprintf(" (The table goes on: %s more rows are left out.)", thousands(missing)))
	}
	return strings.TrimSuffix(b.String(), "\n"), cells, left
}

// thousands is n as people read it.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
