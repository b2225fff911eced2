package exhibit

import (
	"slices"
	"strings"
)

func factColumns() []Column {
	return []Column{
		{Key: "label", Label: "label"}, {Key: "value", Label: "value"}, {Key: "unit", Label: "unit"}, {Key: "field", Label: "field"},
		{Key: "period", Label: "period"}, {Key: "text", Label: "as written"},
	}
}

// topTable is the figures that stand at the top; what is words alone there is a note.
func (e *Exhibit) topTable() Table {
	figures := slices.DeleteFunc(slices.Concat(e.Told, e.Facts), func(f Fact) bool { return !f.hasNumber() })
	return e.factTable(figures, Head{})
}

// hasNumber says that a fact is not words alone.
func (f Fact) hasNumber() bool {
	return slices.ContainsFunc(f.Values, func(v Value) bool { return v.Kind == IsNumber })
}

// factTable has a row for each number, of words alone one for each fact.
func (e *Exhibit) factTable(facts []Fact, above Head) Table {
	t := Table{Kind: kindFacts, Title: titled(e.Title, above.Name), Subject: above.Subject, Columns: factColumns(), Rows: [][]any{}, Link: e.Link}
	above.Name = ""
	for _, f := range facts {
		h := f.under(above)
		lines := e.facts([]Fact{f}, above)
		if len(lines) == 0 {
			continue
		}
		text := strings.TrimPrefix(lines[0].text, f.Name+": ")
		for _, v := range f.numbers() {
			vh := v.head().under(h).under(e.Head)
			t.add(h.Source, f.Name, v, vh.Unit.String(), string(vh.Field), vh.Period.String(), text)
		}
		if !f.hasNumber() {
			t.add(h.Source, f.Name, f.Values[0], "", "", "", text)
		}
	}
	t.RowsTotal = len(t.Rows)
	return t
}

// numbers are the figures of a fact, each alone.
func (f Fact) numbers() (all []Value) {
	for _, v := range f.Values {
		for next := &v; next != nil; next = next.Next {
			if one := *next; one.Kind == IsNumber {
				one.Next = nil
				all = append(all, one)
			}
		}
	}
	return all
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
