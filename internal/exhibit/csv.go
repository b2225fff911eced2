package exhibit

import (
	"encoding/csv"
	"fmt"
	"io"
)

// WriteCSV writes a table: the keys of its columns, then its rows with exact values,
// absent ones empty.
func (t *Table) WriteCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = c.Key
	}
	if err := w.Write(record); err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	for _, r := range t.Rows {
		for i, cell := range r {
			record[i] = exact(cell)
		}
		if err := w.Write(record); err != nil {
			return fmt.Errorf("write row: %w", err)
		}
	}
	w.Flush()
	return w.Error()
}

func exact(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case Value:
		return c.Exact()
	default:
		return fmt.Sprint(c)
	}
}
