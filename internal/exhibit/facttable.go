package exhibit

import "strings"

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
