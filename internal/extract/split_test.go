package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		size int
		want []string
	}{
		"short":      {"abc", 10, []string{"abc"}},
		"empty":      {"", 10, []string{""}},
		"paragraphs": {"first one\n\nsecond one\n\nthird", 14, []string{"first one", "second one", "third"}},
		"words":      {"one two three four", 10, []string{"one two", "three four"}},
		"one word":   {strings.Repeat("x", 25), 10, []string{"xxxxxxxxxx", "xxxxxxxxxx", "xxxxx"}},
		"runes":      {strings.Repeat("€", 5), 8, []string{"€€", "€€", "€"}},
	} {
		got := Split(c.text, c.size)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Each part of a table begins with the names of its columns.
func TestSplitTable(t *testing.T) {
	head := "| Year | Revenue |\n| --- | --- |\n"
	parts := Split("Before.\n\n"+head+strings.Repeat("| 2024 | 391,035 |\n", 40)+"\nAfter.", 200)
	if len(parts) < 4 {
		t.Fatalf("%d parts", len(parts))
	}
	for i, part := range parts {
		if len(part) > 200 || !strings.Contains(part, head) {
			t.Errorf("part %d has no head:\n%s", i+1, part)
		}
	}
	all := strings.Join(parts, "\n")
	if n := strings.Count(all, "391,035"); n != 40 || !strings.HasSuffix(all, "After.") {
		t.Errorf("%d rows came of 40", n)
	}
}

// Groups of columns and what they group are both repeated.
func TestSplitGroups(t *testing.T) {
	head := "|  | Half year |  |\n| --- | --- | --- |\n|  | 2031 | 2030 |\n"
	parts := Split(head+strings.Repeat("| Sales | 391,035 | 383,285 |\n", 40), 400)
	if len(parts) < 3 {
		t.Fatalf("%d parts", len(parts))
	}
	for i, part := range parts {
		if !strings.HasPrefix(part, head+"| Sales") || strings.Count(part, "2031") != 1 {
			t.Errorf("part %d has no head:\n%s", i+1, part)
		}
	}
}
