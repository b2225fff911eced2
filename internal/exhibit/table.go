package exhibit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bounds of what is sent of an exhibit: MostRows of each table, MostBytes of all its
// tables together. RowsTotal and Link say what there is beyond.
const (
	MostRows  = 200
	MostBytes = 64 << 10
)

// Table is a part of an exhibit as programs read it: columns with units, rows of exact
// values. A list of facts is a table of them.
type Table struct {
	ID        string   `json:"id,omitempty"` // within the answer, given by who sends it
	N         int      `json:"n,omitempty"`  // number of its source, given by who sends it
	Title     string   `json:"title"`
	Subject   string   `json:"subject,omitempty"`
	Kind      string   `json:"kind"` // facts, table, or series: rows in the order of time
	Columns   []Column `json:"columns"`
	Rows      [][]any  `json:"rows"` // numbers, words, days as 2006-01-02, moments as RFC 3339, null
	RowsTotal int      `json:"rows_total"`
	Chart     *Drawing `json:"chart,omitempty"`
	// Sources are those of the rows, where they have several.
	Sources    []int     `json:"sources,omitempty"`
	AsOf       time.Time `json:"as_of,omitzero"`
	Stale      bool      `json:"stale,omitempty"`
	AgeSeconds int64     `json:"age_seconds,omitempty"` // when stale
	Provider   string    `json:"provider,omitempty"`
	Notes      []string  `json:"notes,omitempty"`
	Link       string    `json:"link,omitempty"` // path and query of the route that has all of it

	origins []int // 1 + index in the exhibit's Origins, for each row
}

// Column is what a column holds. A unit that differs from row to row is in a column of
// its own.
type Column struct {
	Key      string `json:"key"` // a name for programs, unique in its table
	Label    string `json:"label"`
	Field    Field  `json:"field,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Currency string `json:"currency,omitempty"` // of money: ISO 4217, or a minor unit such as GBp
	Period   string `json:"period,omitempty"`   // of what stands in it
}

// Drawing says how a table is drawn, by the keys of its columns.
type Drawing struct {
	Type    ChartType `json:"type"`
	X       string    `json:"x"`
	Y       []string  `json:"y"`
	Rebased bool      `json:"rebased,omitempty"`
}

// The kinds of table.
const (
	kindFacts  = "facts"
	kindTable  = "table"
	kindSeries = "series"
)

// Tables are all parts of the exhibit that hold something, whole.
func (e *Exhibit) Tables() []Table {
	var tables []Table
	notes := e.notes()
	if t, ok := e.factTable("", slices.Concat(e.Told, e.Facts), Head{}); ok {
		tables = append(tables, t)
	}
	for i := range e.Parts {
		p := &e.Parts[i]
		if t, ok := e.factTable(p.Name, p.Facts, p.Head); ok {
			tables = append(tables, t)
		}
		if len(p.Rows) > 0 {
			tables = append(tables, e.rowTable(p))
		}
		notes = append(notes, p.Prose...)
	}
	if len(tables) == 0 && len(notes) > 0 {
		tables = []Table{{Kind: kindFacts, Title: e.Title, Columns: factColumns(), Rows: [][]any{}}}
	}
	for i := range tables {
		t := &tables[i]
		if t.Subject == "" {
			t.Subject = e.Subject
		}
		t.Link = e.Link
		e.credit(t)
	}
	if len(tables) > 0 {
		tables[0].Notes = notes
	}
	return tables
}

// credit names where a table's rows came from.
func (e *Exhibit) credit(t *Table) {
	for _, n := range t.origins {
		if n == 0 {
			n = 1
		}
		if n <= len(e.Origins) && !slices.Contains(t.Sources, n) {
			t.Sources = append(t.Sources, n)
		}
	}
	if len(t.Sources) == 0 && len(e.Origins) > 0 {
		t.Sources = []int{1}
	}
	for _, n := range t.Sources {
		o := e.Origins[n-1]
		if t.Provider == "" {
			t.Provider = o.Provider
		}
		if t.AsOf.IsZero() || !o.AsOf.IsZero() && o.AsOf.Before(t.AsOf) {
			t.AsOf = o.AsOf.UTC()
		}
		if o.Stale {
			t.Stale, t.AgeSeconds = true, max(t.AgeSeconds, int64(o.Age/time.Second))
		}
	}
}

// notes are the facts at the top that are words alone.
func (e *Exhibit) notes() (notes []string) {
	if e.Above != "" {
		notes = append(notes, e.Above)
	}
	for _, f := range e.Facts {
		if slices.ContainsFunc(f.Values, func(v Value) bool { return v.Kind == IsNumber }) {
			continue
		}
		if lines := e.facts([]Fact{f}, Head{}); len(lines) > 0 {
			notes = append(notes, lines[0].text)
		}
	}
	return notes
}

func factColumns() []Column {
	return []Column{
		{Key: "label", Label: "label"}, {Key: "value", Label: "value"}, {Key: "unit", Label: "unit"}, {Key: "field", Label: "field"},
		{Key: "period", Label: "period"}, {Key: "text", Label: "as written"},
	}
}

// factTable has a row for each value, of words alone one for each fact.
func (e *Exhibit) factTable(name string, facts []Fact, above Head) (Table, bool) {
	t := Table{Kind: kindFacts, Title: titled(e.Title, name), Subject: above.Subject, Columns: factColumns(), Rows: [][]any{}}
	above.Name = ""
	for _, f := range facts {
		h := f.under(above)
		lines := e.facts([]Fact{f}, above)
		if len(lines) == 0 {
			continue
		}
		text := strings.TrimPrefix(lines[0].text, f.Name+": ")
		numbers := 0
		for _, v := range f.Values {
			if v.Kind != IsNumber {
				continue
			}
			numbers++
			vh := v.head().under(h).under(e.Head)
			t.add(h.Source, f.Name, v, vh.Unit.String(), string(vh.Field), vh.Period.String(), text)
		}
		if numbers == 0 && name != "" {
			t.add(h.Source, f.Name, f.Values[0], "", string(f.Field), "", text)
		}
	}
	t.RowsTotal = len(t.Rows)
	return t, len(t.Rows) > 0
}

func (t *Table) add(source int, cells ...any) {
	for i, c := range cells {
		if c == "" {
			cells[i] = nil
		}
	}
	t.Rows, t.origins = append(t.Rows, cells), append(t.origins, source)
}

func titled(title, name string) string {
	if name == "" {
		return title
	}
	return title + ": " + name
}

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

// String is the period for programs: a day, a span as from/to, the end of a fiscal
// period with its months as 2024-09-30/P12M, a moment as RFC 3339.
func (p Period) String() string {
	switch {
	case !p.At.IsZero():
		return p.At.UTC().Format(time.RFC3339)
	case p.Months > 0:
		return fmt.Sprintf("%s/P%dM", p.To, p.Months)
	case p.From.IsZero() || p.From == p.To:
		return p.To.String()
	}
	return p.From.String() + "/" + p.To.String()
}

// Bounded are the tables with at most MostRows each, of a series the newest, and
// MostBytes together. A table of which no row fits is left out.
func (e *Exhibit) Bounded() []Table {
	left := MostBytes
	var bounded []Table
	for _, t := range e.Tables() {
		if n := len(t.Rows) - MostRows; n > 0 {
			t.cut(n, t.Kind == kindSeries)
		}
		size := t.size()
		for size > left && len(t.Rows) > 0 {
			t.cut(max(1, len(t.Rows)/8), t.Kind == kindSeries)
			size = t.size()
		}
		for size > left && len(t.Notes) > 0 {
			t.Notes = t.Notes[:len(t.Notes)-1]
			size = t.size()
		}
		if size > left {
			continue
		}
		left -= size
		bounded = append(bounded, t)
	}
	return bounded
}

// cut takes n rows away, the oldest of a series, else the last.
func (t *Table) cut(n int, oldest bool) {
	if oldest {
		t.Rows = t.Rows[n:]
		return
	}
	t.Rows = t.Rows[:len(t.Rows)-n]
}

// size is how many bytes a table takes on the wire.
func (t *Table) size() int {
	b, err := json.Marshal(t)
	if err != nil {
		return MostBytes + 1
	}
	return len(b)
}
