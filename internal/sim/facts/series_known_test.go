package facts

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// The series of the README are what it says.
func TestKnownSeries(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| series | period | value |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")
	if len(rows) < 6 {
		t.Errorf("README.md holds %d series", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(row, " | ")
		if len(cells) != 3 {
			t.Fatalf("row %q", row)
		}
		id := strings.TrimPrefix(cells[0], "| ")
		d, err := ParseDay(cells[1])
		if err != nil {
			t.Fatal(err)
		}
		want, err := strconv.ParseFloat(strings.TrimSuffix(cells[2], " |"), 64)
		if err != nil || c.Series(id) == nil {
			t.Fatalf("row %q: %v", row, err)
		}
		got, err := strconv.ParseFloat(c.Series(id).Text(d), 64)
		if err != nil || got != want {
			t.Errorf("%s of %s is %v, README.md says %v", id, cells[1], got, want)
		}
	}
}
