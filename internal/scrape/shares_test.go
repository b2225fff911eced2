package scrape

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/fairqueue"
)

// One client's pages that never end leave the browser, and the way to their site,
// to another; what finds no room in the client's half of the queue is told so.
func TestOneClientLeavesTheBrowserToOthers(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	opts.HostConcurrency = 2
	opts.Browser.Queue = 4
	opts.Browser.Timeout = 2 * patience
	s := newScraper(t, opts)
	current(t, s.browser)
	ctx, cancel := context.WithCancel(fairqueue.WithClient(t.Context(), "alpha"))
	var endless sync.WaitGroup
	refused := make(chan error, 10)
	for i := range 10 {
		path := fmt.Sprint("/forever", i)
		w.page(path, `<div id="out"></div><script>for (;;) {}</script>`)
		endless.Go(func() {
			if _, err := s.Read(ctx, Request{URL: w.URL + path, Named: true}); ctx.Err() == nil {
				refused <- err
			}
		})
	}
	if err := await(t, refused, "refusal of a page that finds no room"); !errors.Is(err, ErrBusy) {
		t.Errorf("a page too many: %v, want ErrBusy", err)
	}
	other, end := context.WithTimeout(fairqueue.WithClient(t.Context(), "beta"), patience)
	defer end()
	p, err := s.Read(other, Request{URL: w.URL + "/script", Named: true})
	if err != nil {
		t.Errorf("another client's page: %v", err)
	}
	contains(t, p.Text, "Made by script")
	cancel()
	endless.Wait()
}

// One client's pages that do not come leave the site to another.
func TestOneClientLeavesASiteToOthers(t *testing.T) {
	w := newWeb(t)
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.HostConcurrency = 2
	opts.Timeout = 2 * patience
	s := newScraper(t, opts)
	ctx, cancel := context.WithCancel(fairqueue.WithClient(t.Context(), "alpha"))
	var slow sync.WaitGroup
	for i := range 4 {
		slow.Go(func() { _, _ = s.Read(ctx, Request{URL: fmt.Sprint(w.URL, "/slow?", i), Named: true}) }) // ended below
	}
	eventually(t, patience, "a request for the slow page", func() bool { return w.count("/slow") > 0 })
	other, end := context.WithTimeout(fairqueue.WithClient(t.Context(), "beta"), patience)
	defer end()
	if _, err := s.Read(other, Request{URL: w.URL + "/article", Named: true}); err != nil {
		t.Errorf("another client's page: %v", err)
	}
	cancel()
	slow.Wait()
}

// Few large bodies are in memory at once, however many are asked for: a place is
// free again when text was made of one. Small ones need none.
func TestLargeBodiesAreFew(t *testing.T) {
	w := newWeb(t)
	w.file("/large", "text/plain", strings.Repeat("Revenue rose. ", 200_000))
	opts := testOptions(t)
	opts.Browser.Off = true
	opts.Timeout = 500 * time.Millisecond
	s := newScraper(t, opts)
	fetch := func(path string) (*answer, error) {
		return s.fetcher.fetch(t.Context(), order{url: parsed(t, w.URL+path)})
	}
	var held []*answer
	for range largeBodies {
		a, err := fetch("/large")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, a)
	}
	if _, err := fetch("/large"); !errors.Is(err, ErrBusy) {
		t.Errorf("a large body too many: %v, want ErrBusy", err)
	}
	if _, err := fetch("/article"); err != nil {
		t.Errorf("a small body beside them: %v", err)
	}
	held[0].release()
	if _, err := fetch("/large"); err != nil {
		t.Errorf("a large body after one has gone: %v", err)
	}
	for _, a := range held[1:] {
		a.release()
	}
	for range 2 * largeBodies {
		if p := read(t, s, w.URL+"/large"); !strings.HasPrefix(p.Text, "Revenue rose.") {
			t.Errorf("text %.20q", p.Text)
		}
	}
}
