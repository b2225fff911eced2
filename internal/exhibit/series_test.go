package exhibit

import (
	"encoding/json"
	"fmt"
	"testing"

	"quotewire/internal/calendar"
)

// daily is a table by day that stands newest first, as models read it.
func daily(days int) Part {
	p := Part{Columns: []Head{{Name: "day"}, {Name: "close", Field: "history.close", Source: 2}}, Chart: Chart{Type: Bars, Y: []int{1}}}
	for i := range days {
		day := calendar.Date{Year: 2025, Month: 1, Day: 1}.AddDays(days - i)
		p.Rows = append(p.Rows, Row{Cells: []Value{Day(day), Number(float64(days-i), Fixed(2), In("USD"))}})
	}
	return p
}

// A series runs from old to new, however its text does, and what is left out of it is
// the oldest.
func TestSeriesRunFromOldToNew(t *testing.T) {
	e := &Exhibit{Title: "t", Parts: []Part{daily(300)}, Origins: []Origin{{Provider: "a"}, {Provider: "b"}}}
	for _, table := range e.Bounded() {
		first, last := fmt.Sprint(table.Rows[0][1]), fmt.Sprint(table.Rows[len(table.Rows)-1][1])
		if table.Kind != "series" || len(table.Rows) != MostRows || table.RowsTotal != 300 || first != "101.00 USD" || last != "300.00 USD" {
			t.Errorf("%s of %d of %d rows, %s to %s", table.Kind, len(table.Rows), table.RowsTotal, first, last)
		}
		if got := fmt.Sprint(table.Sources); got != "[2 1]" {
			t.Errorf("sources %s", got)
		}
	}
	e.Parts[0].Rows[7].Cells[0] = Text("last month")
	if got := e.Tables()[0]; got.Kind != "table" || fmt.Sprint(got.Rows[0][1]) != "300.00 USD" {
		t.Errorf("a table that not time orders is a %s that begins with %v", got.Kind, got.Rows[0])
	}
}

// A list without columns has one for programs, and what is unwritten is theirs alone.
func TestListsAndUnwrittenParts(t *testing.T) {
	e := &Exhibit{Title: "t", Parts: []Part{{Rows: []Row{{Cells: []Value{Text("AAPL")}}}}, daily(2)}}
	e.Parts[1].Unwritten = true
	if text := e.Page(0, Room{}).Text; text != "t\n\nAAPL" || len(e.Data()) != 0 {
		t.Errorf("the text is %q, with %d data", text, len(e.Data()))
	}
	b, err := json.Marshal(e.Tables())
	const want = `[{"title":"t","kind":"table","columns":[{"key":"value","label":""}],"rows":[["AAPL"]],"rows_total":1},` +
		`{"title":"t","kind":"series","columns":[{"key":"day","label":"day"},{"key":"close","label":"close","field":"history.close","unit":"USD","currency":"USD"}],` +
		`"rows":[["2025-01-02",1],["2025-01-03",2]],"rows_total":2,"chart":{"type":"bars","x":"day","y":["close"]}}]`
	if err != nil || string(b) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, b, want)
	}
}
