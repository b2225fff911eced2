package scrape

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkBrowser reads pages by two readers at once, in the pool's browser and,
// in the same run to compare with, in a browser of its own each. It reports pages
// a second, and the middle and the 95th percentile of the time that one takes.
func BenchmarkBrowser(b *testing.B) {
	w := newWeb(b)
	page := parsed(b, w.URL+"/script")
	b.Run("pool", func(b *testing.B) {
		s := newScraper(b, testOptions(b))
		current(b, s.browser) // it is started once, and not for a page
		readAll(b, func() error {
			_, err := s.browser.page(context.Background(), page)
			return err
		})
	})
	b.Run("fresh", func(b *testing.B) {
		readAll(b, func() error {
			s, err := New(testOptions(b))
			if err != nil {
				return err
			}
			if _, err := s.browser.page(context.Background(), page); err != nil {
				return err
			}
			return s.Close()
		})
	})
}

// readAll calls read b.N times, two at once.
func readAll(b *testing.B, read func() error) {
	var (
		mu    sync.Mutex
		took  []time.Duration
		left  atomic.Int64
		group sync.WaitGroup
	)
	left.Store(int64(b.N))
	b.ResetTimer()
	for range 2 {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				start := time.Now()
				if err := read(); err != nil {
					b.Error(err)
					return
				}
				mu.Lock()
				took = append(took, time.Since(start))
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(took) == 0 {
		return
	}
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(took[len(took)/2].Seconds()*1e3, "p50-ms")
	b.ReportMetric(took[min(len(took)-1, len(took)*95/100)].Seconds()*1e3, "p95-ms")
}

// BenchmarkPlain reads one page after another by HTTP, from the socket to the
// text.
func BenchmarkPlain(b *testing.B) {
	w := newWeb(b)
	opts := testOptions(b)
	opts.Browser.Off = true
	s := newScraper(b, opts)
	page := parsed(b, w.URL+"/article")
	read(b, s, page.String()) // the process that reads is started once, and not for a page
	for b.Loop() {
		if _, err := s.load(context.Background(), order{url: page}); err != nil {
			b.Fatal(err)
		}
	}
}
