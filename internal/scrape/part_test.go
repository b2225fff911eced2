package scrape

import (
	"errors"
	"strings"
	"testing"
)

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
