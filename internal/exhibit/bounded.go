package exhibit

import "encoding/json"

// Bounds of what is sent of an exhibit: MostRows of each table, MostBytes of all its
// tables together. RowsTotal and Link say what there is beyond.
const (
	MostRows  = 200
	MostBytes = 64 << 10
)

// Bounded are the tables with at most MostRows each, of a series the newest, and
// MostBytes together, notes a quarter of it. A table of which no row fits is left out.
func (e *Exhibit) Bounded() []Table {
	left := MostBytes
	var bounded []Table
	for _, t := range e.Tables() {
		for size(t.Notes) > MostBytes/4 {
			t.Notes = t.Notes[:len(t.Notes)-1]
		}
		had := len(t.Rows)
		t.keep(MostRows)
		taken := size(t)
		for taken > left && len(t.Rows) > 0 {
			t.keep(len(t.Rows) * 7 / 8)
			taken = size(t)
		}
		if taken > left || had > 0 && len(t.Rows) == 0 {
			continue
		}
		e.credit(&t)
		left -= taken
		bounded = append(bounded, t)
	}
	return bounded
}

// keep leaves the newest n rows of a series, else the first.
func (t *Table) keep(n int) {
	n = min(n, len(t.Rows))
	from := 0
	if t.Kind == kindSeries {
		from = len(t.Rows) - n
	}
	t.Rows, t.origins = t.Rows[from:from+n], t.origins[from:from+n]
}

// size is how many bytes something takes on the wire.
func size(v any) int {
	b, err := json.Marshal(v)
	if err != nil {
		return MostBytes + 1
	}
	return len(b)
}
