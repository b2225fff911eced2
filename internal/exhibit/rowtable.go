package exhibit

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// rowTable is the rows of a part. A series runs from old to new, whichever way the
// text does.
func (e *Exhibit) rowTable(p *Part) Table {
	t := Table{Kind: kindTable, Title: titled(e.Title, p.Name), Subject: p.Subject, RowsTotal: max(p.Total, len(p.Rows))}
	rows, overTime := inTime(p.Rows)
	if p.Newest || p.Chart.Type == Line || p.Chart.Type == Candles || p.Chart.Type == Bars && overTime {
		t.Kind = kindSeries
	} else {
		rows = p.Rows
	}
	if !p.Unwritten { // else no route has it either
		t.Link = e.Link
	}
	if t.Kind == kindSeries {
		t.Title = strings.Replace(t.Title, "newest first", "newest last", 1)
	}
	above := p.Head.under(e.Head)
	units := t.describe(p, rows, above)
	noted := slices.ContainsFunc(rows, func(r Row) bool { return p.remark(r) != "" })
	if noted {
		t.Columns = append(t.Columns, Column{Key: unique("note", t.Columns), Label: "note"})
	}
	for n, r := range rows {
		cells := make([]any, width(p), len(t.Columns))
		for i, v := range r.Cells {
			cells[i] = v
		}
		for _, of := range units {
			cells = append(cells, of[n].String())
		}
		if noted {
			cells = append(cells, p.remark(r))
		}
		t.add(r.under(p.Head).Source, cells...)
	}
	if p.Chart.Type != "" {
		t.Chart = p.Chart.drawing(t.Columns)
	}
	return t
}

// remark is the note of a row, and what stands around the figures in it: "price: last
// trade 2025-11-18".
func (p *Part) remark(r Row) string {
	var words []string
	if r.Note != "" {
		words = append(words, r.Note)
	}
	for i, v := range r.Cells[:min(len(r.Cells), len(p.Columns))] {
		if around := strings.Trim(v.Before+v.After, " :"); v.Kind == IsNumber && v.Next == nil && around != "" {
			words = append(words, p.Columns[i].Name+": "+around)
		}
	}
	return strings.Join(words, "; ")
}

// width is how many cells a row has: there are lists whose columns have no heads.
func width(p *Part) int {
	n := len(p.Columns)
	for _, r := range p.Rows {
		n = max(n, len(r.Cells))
	}
	return n
}

// describe gives t its columns. Those of a table come first, then the units of the
// columns whose cells differ in it and of which no cell beside them tells it.
func (t *Table) describe(p *Part, rows []Row, above Head) (units []map[int]Unit) {
	heads := make([]Head, width(p))
	copy(heads, p.Columns)
	var told []Column
	for i, c := range heads {
		if c.Source > 0 {
			t.heads = append(t.heads, c.Source)
		}
		h := c.under(above)
		column := Column{Label: c.Name, Field: h.Field, Period: c.Period.String(), Key: unique(keyOf(c, heads), t.Columns)}
		of := unitsOf(rows, i, h)
		if unit, ok := common(of); ok {
			column.Unit = unit.String()
			if unit.Money() {
				column.Currency = unit.Code
			}
		} else if len(of) > 0 && !unitsTold(rows, of) {
			units = append(units, of)
			told = append(told, Column{Key: column.Key + "_unit", Label: "unit of " + c.Name})
		}
		t.Columns = append(t.Columns, column)
	}
	t.Columns = append(t.Columns, told...)
	return units
}

// unitsOf are the units of the numbers of column i, by row.
func unitsOf(rows []Row, i int, h Head) map[int]Unit {
	units := map[int]Unit{}
	for n, r := range rows {
		if i < len(r.Cells) && r.Cells[i].Kind == IsNumber {
			units[n] = r.Cells[i].head().under(r.Head).under(h).Unit
		}
	}
	return units
}

// common is the one unit that all have.
func common(units map[int]Unit) (unit Unit, ok bool) {
	for _, u := range units {
		if ok && u != unit {
			return Unit{}, false
		}
		unit, ok = u, true
	}
	return unit, ok
}

// unitsTold says that there is a column of texts that name the units: "GBp (pence)".
func unitsTold(rows []Row, units map[int]Unit) bool {
	for i := range rows[0].Cells {
		told := true
		for n, u := range units {
			told = told && i < len(rows[n].Cells) && strings.HasPrefix(rows[n].Cells[i].Text+" ", u.String()+" ")
		}
		if told {
			return true
		}
	}
	return false
}

// inTime are rows from old to new where they run either way in time, and whether they
// do.
func inTime(rows []Row) ([]Row, bool) {
	byTime := func(a, b Row) int { return a.time().Compare(b.time()) }
	switch {
	case len(rows) < 2 || slices.ContainsFunc(rows, func(r Row) bool { return r.time().IsZero() }) || byTime(rows[0], rows[len(rows)-1]) == 0:
		return rows, false
	case slices.IsSortedFunc(rows, byTime):
		return rows, true
	}
	back := slices.Clone(rows)
	slices.Reverse(back)
	if slices.IsSortedFunc(back, byTime) {
		return back, true
	}
	return rows, false
}

// time is that of the row's period, else of its first cell.
func (r Row) time() time.Time {
	switch {
	case !r.Period.At.IsZero():
		return r.Period.At
	case !r.Period.To.IsZero():
		return r.Period.To.In(time.UTC)
	case len(r.Cells) == 0:
		return time.Time{}
	}
	first := r.Cells[0]
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} { // a month or a year is named by words
		if at, err := time.Parse(layout, first.Text); err == nil {
			return at
		}
	}
	return first.Time
}

func (c Chart) drawing(columns []Column) *Drawing {
	d := &Drawing{Type: c.Type, X: columns[c.X].Key, Y: []string{}, Unit: c.Unit, Rebased: c.Rebased}
	for _, y := range c.Y {
		d.Y = append(d.Y, columns[y].Key)
	}
	return d
}

// keyOf is a column's name for programs: its field's, where no other has it, or its
// label in small letters.
func keyOf(h Head, all []Head) string {
	alike := 0
	for _, other := range all {
		if other.Field == h.Field {
			alike++
		}
	}
	if h.Field != "" && alike == 1 {
		return h.Field.key()
	}
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(h.Name, "%", "percent")), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	if len(words) == 0 {
		return "value" // of a list
	}
	return strings.Join(words, "_")
}

func unique(key string, before []Column) string {
	taken := func(k string) bool { return slices.ContainsFunc(before, func(c Column) bool { return c.Key == k }) }
	name := key
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s_%d", key, n)
	}
	return name
}
