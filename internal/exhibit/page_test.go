package exhibit

import (
	"fmt"
	"strings"
	"testing"
)

// listed is an exhibit of n rows of some 30 bytes.
func listed(n int) *Exhibit {
	p := Part{Head: Head{Name: "Title"}, Columns: []Head{{Name: "day"}, {Name: "low", Field: "history.low"}, {Name: "high", Field: "history.high"}}}
	for i := range n {
		p.Rows = append(p.Rows, Row{Cells: []Value{Text(fmt.Sprintf("2025-11-%04d", i)), Number(301.21, Fixed(2), Unit{}), Number(305.06, Fixed(2), Unit{})}})
	}
	return &Exhibit{Title: "Head", Parts: []Part{p}}
}

// Whatever measures a page, each row is on one of them, below the columns, and no page
// is larger than its measure.
func TestPagesByAnotherMeasure(t *testing.T) {
	const most = 500 // bytes, by which a page is fourteen times as large as by bytes alone
	room := Room{Size: func(text string) int { return len(text) * PageSize / most }}
	e, seen, pages := listed(40), 0, 2
	for n := 1; n <= pages; n++ {
		p := e.Page(n, room)
		pages = p.Pages
		if len(p.Text) > most {
			t.Errorf("page %d has %d bytes, want at most %d", n, len(p.Text), most)
		}
		if want := fmt.Sprintf("Head\npage: %d of %d\n\nTitle\nday | low | high\n", n, pages); !strings.HasPrefix(p.Text, want) {
			t.Errorf("page %d begins %.60q, want %q", n, p.Text, want)
		}
		if rows := strings.Count(p.Text, "2025-11-"); len(p.Data) != 2*rows {
			t.Errorf("page %d has %d rows and %d data", n, rows, len(p.Data))
		} else {
			seen += rows
		}
	}
	if pages < 3 || seen != 40 {
		t.Errorf("%d rows on %d pages", seen, pages)
	}
	if p := e.Page(1, Room{}); p.Pages != 1 || strings.Contains(p.Text, "page:") {
		t.Errorf("by bytes: %d pages:\n%s", p.Pages, p.Text)
	}
}

func TestPagesOfLongRows(t *testing.T) {
	e := &Exhibit{Title: "Head"}
	if got := e.Page(0, Room{}).Text; got != "Head" {
		t.Errorf("an empty exhibit is %q", got)
	}
	words := func(cells ...string) (r Row) {
		for _, c := range cells {
			r.Cells = append(r.Cells, Text(c))
		}
		return r
	}
	e.Parts = []Part{{Head: Head{Name: "A"}, Columns: []Head{{Name: "x"}, {Name: "y"}}, Rows: []Row{words("1", "2")}}, {}, {Prose: []string{"3"}}}
	if got, want := e.Page(1, Room{}).Text, "Head\n\nA\nx | y\n1 | 2\n\n3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := e.Page(2, Room{}).Text; got != "Head\n\nThere is no page 2: pages are 1 to 1." {
		t.Errorf("page 2 is %q", got)
	}
	e.Parts = append(e.Parts, Part{Head: Head{Name: "B"}, Columns: []Head{{Name: "z"}}, Rows: []Row{words(strings.Repeat("b", 5000)), words(strings.Repeat("c", 5000))}})
	for page, want := range map[int]string{1: "Head\npage: 1 of 2\n\nA\nx | y\n1 | 2\n\n3\n\nB\nz\nbbb", 2: "Head\npage: 2 of 2\n\nB\nz\nccc"} {
		if got := e.Page(page, Room{}).Text; !strings.HasPrefix(got, want) {
			t.Errorf("page %d begins %.80q, want %q", page, got, want)
		}
	}
}
