package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quotewire/internal/search/engine"
	"quotewire/internal/sim"
	"quotewire/internal/sim/web"
	"quotewire/internal/sim/wire"
)

// world is a simulated world, and a Searcher that asks its search engine in two
// forms, one after the other.
func world(t *testing.T) (*sim.World, *engine.Searcher) {
	t.Helper()
	now := func() time.Time { return time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC) }
	w, err := sim.Start(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := engine.New(engine.Options{
		Engines: []string{engine.SearXNG, engine.DuckDuckGo},
		URLs:    map[string]string{engine.SearXNG: w.SearchURL, engine.DuckDuckGo: w.SearchURL}, Rate: 100, Enough: 2, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return w, s
}

func addresses(r engine.Results) string {
	var all []string
	for _, x := range r.Results {
		all = append(all, x.Engine+" "+x.URL)
	}
	return strings.Join(all, "\n")
}

func TestSimulatedSearch(t *testing.T) {
	w, s := world(t)
	r, err := s.Search(t.Context(), engine.Query{Text: "Apple results", Limit: 3})
	want := "searxng " + w.PageURL("/news/apple-results") + "\nsearxng " + w.PageURL("/analysis/apple-and-microsoft") + "\nsearxng " + w.PageURL("/news/apple-call")
	if got := addresses(r); got != want || err != nil || len(r.Failures) != 0 {
		t.Errorf("%v, failures %v, found:\n%s\nwant:\n%s", err, r.Failures, got, want)
	}
	if first := r.Results[0]; !first.Published.Equal(time.Date(2025, 11, 16, 13, 30, 0, 0, time.UTC)) || !strings.HasPrefix(first.Title, "Apple reports") || first.Snippet == "" {
		t.Errorf("%+v", first)
	}
	// One page, though the engine has it twice; asked in both forms, as two are wanted.
	r, err = s.Search(t.Context(), engine.Query{Text: "Apple", Domains: []string{"127.0.0.2"}})
	if got := addresses(r); got != "searxng "+w.PageURL("/analysis/apple-and-microsoft") || err != nil || len(r.Asked) != 2 {
		t.Errorf("%v, asked %v, found:\n%s", err, r.Asked, got)
	}
	r, err = s.Search(t.Context(), engine.Query{Text: "quantum biscuits"})
	if err != nil || len(r.Results)+len(r.Failures) != 0 || len(r.Asked) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSimulatedFailover(t *testing.T) {
	for kind, want := range map[wire.Kind]error{
		wire.RateLimited: engine.ErrBlocked, wire.Status: engine.ErrUnavailable, wire.HTML: engine.ErrMalformed, web.Unresponsive: engine.ErrUnavailable,
		wire.NullResult: engine.ErrMalformed, wire.Truncate: engine.ErrMalformed, wire.Cut: engine.ErrUnavailable, wire.Reset: engine.ErrUnavailable,
		wire.Redirect: engine.ErrMalformed, wire.Oversized: engine.ErrMalformed,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w, s := world(t)
			if err := w.Engine.Set(wire.Fault{Match: wire.Match{Path: "/search"}, Kind: kind}); err != nil {
				t.Fatal(err)
			}
			r, err := s.Search(t.Context(), engine.Query{Text: "Apple results", Limit: 1})
			if got := addresses(r); err != nil || got != "duckduckgo "+w.PageURL("/news/apple-results") {
				t.Fatalf("%v, found:\n%s", err, got)
			}
			if len(r.Failures) != 1 || r.Failures[0].Engine != engine.SearXNG || !errors.Is(r.Failures[0].Err, want) {
				t.Errorf("failures %v; want %v", r.Failures, want)
			}
			if n := w.Engine.Requests("/sim/elsewhere"); n != 0 {
				t.Error("a redirect was followed")
			}
		})
	}
	w, s := world(t)
	if err := w.Engine.Set(wire.Fault{Match: wire.Match{Path: "/search"}, Kind: wire.EmptyResult}, wire.Fault{Match: wire.Match{Path: "/html/"}, Kind: web.Challenge}); err != nil {
		t.Fatal(err)
	}
	r, err := s.Search(t.Context(), engine.Query{Text: "Apple"})
	if err != nil || len(r.Results) != 0 || len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, engine.ErrBlocked) {
		t.Errorf("%+v, %v; want nothing, and the puzzle named", r, err)
	}
}

func TestLeavingEndsTheSimulatedSearch(t *testing.T) {
	w, s := world(t)
	if err := w.Engine.Set(wire.Fault{Kind: wire.Hang}); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := s.Search(ctx, engine.Query{Text: "Apple"})
		done <- err
	}()
	soon, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	if err := w.Engine.WaitOpen(soon, 1); err != nil {
		t.Fatal(err)
	}
	leave()
	if err := errors.Join(w.Engine.WaitCancelled(soon, 1), w.Engine.WaitOpen(soon, 0)); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := w.Engine.Total(); n != 1 {
		t.Errorf("%d requests; who left is not searched on for", n)
	}
}
