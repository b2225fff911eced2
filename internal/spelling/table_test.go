package spelling

import "testing"

// A row is found by its first field as by looking at each row, and nothing else is found.
func TestRowsAreFoundByTheirKey(t *testing.T) {
	for name, table := range map[string]string{"venues": venues, "named": named, "american": american, "pairs": pairs, "coins": coins} {
		first := map[string]row{}
		for r := range rows(table) {
			if key := r.field(0); first[key] == "" {
				first[key] = r
			}
		}
		for key, want := range first {
			if got, ok := find(table, 0, key); !ok || got != want {
				t.Errorf("%s: %q is %q, want %q", name, key, got, want)
			}
			if r, ok := find(table, 0, key+"|"+want.field(1)); ok {
				t.Errorf("%s: two fields are taken for one: %q", name, r)
			}
		}
		for _, none := range []string{"# symbol", "# suffix", "# yahoo", "# source", "# base quote", "no such", "\n"} {
			if r, ok := find(table, 0, none); ok {
				t.Errorf("%s: %q is %q", name, none, r)
			}
		}
	}
}
