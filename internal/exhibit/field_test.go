package exhibit

import (
	"strings"
	"testing"
)

func TestFieldsAreAClosedList(t *testing.T) {
	seen := map[Field]bool{}
	for line := range strings.Lines(fields) {
		name, _, told := strings.Cut(line, " ")
		f := Field(name)
		if !told || !f.Known() || seen[f] {
			t.Errorf("%s is not known, twice on the list, or without words for readers", f)
		}
		seen[f] = true
	}
	for _, f := range []Field{"", "quote", "quote.", "price", "quote.price\n", "statement.", "quote.price price"} {
		if f.Known() {
			t.Errorf("%q is known", f)
		}
	}
	if !Field("statement.TotalRevenue").Known() {
		t.Error("a line of a statement is not known")
	}
}
