package scrape

import (
	"errors"
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
		got := split(c.text, c.size)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Each part of a table begins with the names of its columns.
func TestSplitTable(t *testing.T) {
	head := "| Year | Revenue |\n| --- | --- |\n"
	parts := split("Before.\n\n"+head+strings.Repeat("| 2024 | 391,035 |\n", 40)+"\nAfter.", 200)
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

// Long pages come in parts, and nothing is lost between them.
func TestParts(t *testing.T) {
	w := newWeb(t)
	w.page("/long", "<article><h1>Long</h1>"+prose(200)+"</article>")
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.PartBytes = 4096
	s := newScraper(t, opts)
	first := read(t, s, w.URL+"/long")
	if first.Number != 1 || first.Pages < 5 || first.Cut {
		t.Fatalf("part %d of %d, cut %v", first.Number, first.Pages, first.Cut)
	}
	var all strings.Builder
	for n := 1; n <= first.Pages; n++ {
		p, err := s.Read(t.Context(), Request{URL: w.URL + "/long", Number: n, Named: true})
		if err != nil || p.Number != n || len(p.Text) > opts.PartBytes {
			t.Fatalf("part %d: %d bytes, number %d, %v", n, len(p.Text), p.Number, err)
		}
		all.WriteString(p.Text + "\n\n")
	}
	for _, word := range []string{"Paragraph 0 ", "Paragraph 100 ", "Paragraph 199 "} {
		if strings.Count(all.String(), word) != 1 {
			t.Errorf("%q came %d times", word, strings.Count(all.String(), word))
		}
	}
	if _, err := s.Read(t.Context(), Request{URL: w.URL + "/long", Number: first.Pages + 1, Named: true}); !errors.Is(err, ErrPart) {
		t.Errorf("a part past the last: %v, want ErrPart", err)
	}
	if n := w.count("/long"); n != 1 {
		t.Errorf("%d requests for the parts of one page", n)
	}
}
