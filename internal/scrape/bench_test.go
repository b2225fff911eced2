package scrape

import (
	"context"
	"testing"
)

// BenchmarkBrowser reads one page after another in the pool's browser, and, to
// compare, in a browser of its own each.
func BenchmarkBrowser(b *testing.B) {
	w := newWeb(b)
	page := parsed(b, w.URL+"/script")
	b.Run("pool", func(b *testing.B) {
		s := newScraper(b, testOptions(b))
		current(b, s.browser)
		for b.Loop() {
			if _, err := s.browser.page(context.Background(), page); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("fresh", func(b *testing.B) {
		for b.Loop() {
			s := newScraper(b, testOptions(b))
			if _, err := s.browser.page(context.Background(), page); err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPlain reads one page after another by HTTP, from the socket to the
// text.
func BenchmarkPlain(b *testing.B) {
	w := newWeb(b)
	opts := testOptions(b)
	opts.Browser.Off = true
	s := newScraper(b, opts)
	page := parsed(b, w.URL+"/article")
	for b.Loop() {
		if _, err := s.load(context.Background(), order{url: page}); err != nil {
			b.Fatal(err)
		}
	}
}
