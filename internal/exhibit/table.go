package exhibit

import (
	"cmp"
	"slices"
	"time"
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

	// 1 + index in the exhibit's Origins, of columns that have one and of each row.
	heads, origins []int
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
	Unit    string    `json:"unit,omitempty"` // of the rows that are drawn, in the column of that key
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
	add := func(t Table) {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	add(e.topTable())
	for i := range e.Parts {
		p := &e.Parts[i]
		add(e.factTable(p.Facts, p.Head))
		if len(p.Rows) > 0 {
			add(e.rowTable(p))
		}
		notes = append(notes, p.Prose...)
	}
	if len(tables) == 0 && len(notes) > 0 {
		tables = []Table{{Kind: kindFacts, Title: e.Title, Link: e.Link, Columns: factColumns(), Rows: [][]any{}}}
	}
	for i := range tables {
		t := &tables[i]
		t.Subject = cmp.Or(t.Subject, e.Subject)
		e.credit(t)
	}
	if len(tables) > 0 {
		tables[0].Notes = notes
	}
	return tables
}

// credit names where a table's rows came from.
func (e *Exhibit) credit(t *Table) {
	t.Sources, t.Provider, t.AsOf, t.Stale, t.AgeSeconds = nil, "", time.Time{}, false, 0
	for _, n := range slices.Concat(t.heads, t.origins) {
		n = max(n, 1)
		if n <= len(e.Origins) && !slices.Contains(t.Sources, n) {
			t.Sources = append(t.Sources, n)
		}
	}
	if len(t.Sources) == 0 && len(e.Origins) > 0 {
		t.Sources = []int{1}
	}
	for _, n := range t.Sources {
		o := e.Origins[n-1]
		t.Provider = cmp.Or(t.Provider, o.Provider)
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
		if f.hasNumber() {
			continue
		}
		if lines := e.facts([]Fact{f}, Head{}); len(lines) > 0 {
			notes = append(notes, lines[0].text)
		}
	}
	return notes
}
