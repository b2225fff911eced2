package exhibit

import "encoding/json"

// Bounds of what is sent of an exhibit: MostRows of each table, MostBytes of all its
// tables together. RowsTotal and Link say what there is beyond.
const (
	MostRows  = 200
	MostBytes = 64 << 10
)

// Bounded are the tables with at most MostRows each, of a series the newest, and
// MostBytes together. A table of which no row fits is left out.
func (e *Exhibit) Bounded() []Table {
	left := MostBytes
	var bounded []Table
	for _, t := range e.Tables() {
		if n := len(t.Rows) - MostRows; n > 0 {
			t.cut(n, t.Kind == kindSeries)
		}
		size := t.size()
		for size > left && len(t.Rows) > 0 {
			t.cut(max(1, len(t.Rows)/8), t.Kind == kindSeries)
			size = t.size()
		}
		for size > left && len(t.Notes) > 0 {
			t.Notes = t.Notes[:len(t.Notes)-1]
			size = t.size()
		}
		if size > left {
			continue
		}
		left -= size
		bounded = append(bounded, t)
	}
	return bounded
}

// cut takes n rows away, the oldest of a series, else the last.
func (t *Table) cut(n int, oldest bool) {
	if oldest {
		t.Rows = t.Rows[n:]
		return
	}
	t.Rows = t.Rows[:len(t.Rows)-n]
}

// size is how many bytes a table takes on the wire.
func (t *Table) size() int {
	b, err := json.Marshal(t)
	if err != nil {
		return MostBytes + 1
	}
	return len(b)
}
