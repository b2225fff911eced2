package exhibit

import "testing"

func TestFieldsAreAClosedList(t *testing.T) {
	seen := map[Field]bool{}
	for _, f := range Fields() {
		if !f.Known() || seen[f] {
			t.Errorf("%s is not known, or twice on the list", f)
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
