package exhibit

import (
	"strings"
	"testing"
)

// sized is an exhibit whose only table takes so many bytes on the wire.
func sized(bytes int) *Exhibit {
	p := Part{Columns: []Head{{Name: "words"}}}
	for range 100 {
		p.Rows = append(p.Rows, Row{Cells: []Value{Text(strings.Repeat("x", 600))}})
	}
	e := &Exhibit{Title: "t", Parts: []Part{p}}
	p.Rows[99].Cells[0].Text += strings.Repeat("x", bytes-size(e.Tables()[0]))
	return e
}

// What is sent of an exhibit is 64 KiB: to the byte it is whole, past it rows go.
func TestBytesOfAnExhibit(t *testing.T) {
	for bytes, whole := range map[int]bool{65536: true, 65537: false} {
		if got := sized(bytes).Bounded(); len(got) != 1 || (len(got[0].Rows) == 100) != whole || got[0].RowsTotal != 100 {
			t.Errorf("of %d bytes there are %d tables: %+v", bytes, len(got), got[0].RowsTotal)
		}
	}
}

// However little fits, a page of a series holds five rows.
func TestFewRowsOfASeries(t *testing.T) {
	e := listed(40)
	e.Parts[0].Newest = true
	room := Room{Size: func(string) int { return PageSize }}
	if p := e.Page(1, room); strings.Count(p.Text, "2025-11-") != 5 || p.Pages != 8 {
		t.Errorf("%d pages of:\n%s", p.Pages, p.Text)
	}
}

// A number is said in the words that it rounds to: from 999.5 thousand on in millions.
func TestWordsBeginWhereNumbersRoundToThem(t *testing.T) {
	for v, want := range map[float64]string{
		999_499: "999,499", 999_500: "1.00 million (999,500)", -999_500: "-1.00 million (-999,500)",
		999_499_000: "999.50 million (999,499,000)", 999_500_000: "1.00 billion (999,500,000)",
	} {
		if got := Number(v, Words(), Unit{}).String(); got != want {
			t.Errorf("%f is %q, want %q", v, got, want)
		}
	}
}
