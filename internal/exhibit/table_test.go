package exhibit

import (
	"strings"
	"testing"
)

// A series runs from old to new, and a unit that differs from row to row is told, as is
// what stands around a figure.
func TestATableOfRows(t *testing.T) {
	p := Part{Columns: []Head{{Name: "year"}, {Name: "close", Field: "history.close"}, {Name: "high close", Field: "history.close"}}, Chart: Chart{Type: Bars, Y: []int{1}}}
	for i, code := range []string{"USD", "GBp"} {
		r := Row{Head: Head{Period: On(dayOf(2025-i, 1, 1)), Unit: In(code)}, Cells: []Value{Text("y"), Number(float64(i), Fixed(2), Unit{}).Between("last trade: ", "*"), Number(3, Fixed(2), In("EUR"))}}
		p.Rows = append(p.Rows, r)
	}
	p.Rows[0].Note = "not final"
	e := &Exhibit{Title: "T", Parts: []Part{p, {Rows: p.Rows[:1]}}}
	var b strings.Builder
	tables := e.Tables()
	if err := tables[0].WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	if want := "year,close,high_close,close_unit,note\ny,1,3,GBp,close: last trade: *\ny,0,3,USD,not final; close: last trade: *\n"; b.String() != want || tables[0].Kind != kindSeries || tables[0].Chart.Y[0] != "close" {
		t.Errorf("%s of %+v, want %s", b.String(), tables[0], want)
	}
	if got := len(tables[1].Columns); got != 4 { // with the note
		t.Errorf("rows without heads have %d columns", got)
	}
}
