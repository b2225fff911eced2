package exhibit

import (
	"fmt"
	"slices"
	"strings"
)

func (e *Exhibit) rowTable(p *Part) Table {
	t := Table{Kind: kindTable, Title: titled(e.Title, p.Name), Subject: p.Subject, RowsTotal: max(p.Total, len(p.Rows))}
	if p.Newest || p.Chart.Type == Line || p.Chart.Type == Candles {
		t.Kind = kindSeries
	}
	above := p.Head
	above.Name = ""
	for i, c := range p.Columns {
		t.Columns = append(t.Columns, column(c, c.under(above).under(e.Head), p.Rows, i, t.Columns))
	}
	noted := slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Note != "" })
	if noted {
		t.Columns = append(t.Columns, Column{Key: "note", Label: "note"})
	}
	for _, r := range p.Rows {
		cells := make([]any, 0, len(t.Columns))
		for _, v := range r.Cells {
			cells = append(cells, v)
		}
		for len(cells) < len(p.Columns) {
			cells = append(cells, nil)
		}
		if noted {
			cells = append(cells, r.Note)
		}
		t.add(r.under(above).Source, cells...)
	}
	if p.Chart.Type != "" {
		t.Chart = p.Chart.drawing(t.Columns)
	}
	return t
}

func (c Chart) drawing(columns []Column) *Drawing {
	d := &Drawing{Type: c.Type, X: columns[c.X].Key, Y: []string{}, Rebased: c.Rebased}
	for _, y := range c.Y {
		d.Y = append(d.Y, columns[y].Key)
	}
	return d
}

// column describes column i: the unit is that of its cells where all have one.
func column(own, h Head, rows []Row, i int, before []Column) Column {
	c := Column{Label: own.Name, Field: h.Field, Period: own.Period.String()}
	unit, agreed, any := Unit{}, true, false
	for _, r := range rows {
		if i >= len(r.Cells) || r.Cells[i].Kind != IsNumber {
			continue
		}
		u := r.Cells[i].head().under(r.Head).under(h).Unit
		agreed, unit, any = agreed && (!any || u == unit), u, true
	}
	if any && agreed {
		c.Unit = unit.String()
		if unit.Money() {
			c.Currency = unit.Code
		}
	}
	c.Key = unique(keyOf(own), before)
	return c
}

// keyOf is a column's name for programs: its field's, or its label in small letters.
func keyOf(h Head) string {
	if h.Field != "" {
		return h.Field.key()
	}
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(h.Name, "%", "percent")), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	if len(words) == 0 {
		return "column"
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
