// Package sourcetest holds clients of sources against the simulated ones.
package sourcetest

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// Serve starts the simulated source of a name, and gives its base URL.
func Serve(t *testing.T, name string, now func() time.Time) (*sources.Server, string) {
	t.Helper()
	s, err := sources.New(name, wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return s, wiretest.Serve(t, "127.0.0.1", s)
}

// wants is what becomes of a question under each fault; nil: an answer.
func wants() map[wire.Kind]error {
	return map[wire.Kind]error{
		wire.Hang: market.ErrUnavailable, wire.Stall: market.ErrUnavailable, wire.Slow: nil, wire.Late: nil, wire.ContentType: nil, wire.Gzip: nil, sources.Disagree: nil,
		wire.Status: market.ErrUnavailable, wire.Reset: market.ErrUnavailable, wire.Cut: market.ErrUnavailable, wire.HTML: market.ErrBlocked, wire.Redirect: market.ErrBlocked,
		wire.RateLimited: market.ErrBlocked, sources.Denied: market.ErrBlocked, wire.Truncate: market.ErrMalformed, wire.Oversized: market.ErrMalformed,
		wire.EmptyResult: market.ErrNoData, wire.NullResult: market.ErrMalformed,
	}
}

// Faults puts a question to the simulated source of a name under each of its faults, with
// a client that ask makes before the base URL. What it wants otherwise than most sources
// do stands in but. Each error is a *market.Error, and none takes longer than patience.
func Faults(t *testing.T, name string, now func() time.Time, but map[wire.Kind]error, ask func(t *testing.T, base string) error) {
	t.Helper()
	want := wants()
	maps.Copy(want, but)
	if kinds := slices.Sorted(maps.Keys(want)); !slices.Equal(kinds, slices.Sorted(slices.Values(sources.Kinds()))) {
		t.Fatalf("faults %q, want those of %q", kinds, sources.Kinds())
	}
	for kind, want := range want {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			server, base := Serve(t, name, now)
			if err := server.Set(wire.Fault{Kind: kind, Delay: wire.Duration(time.Millisecond)}); err != nil {
				t.Fatal(err)
			}
			const patience = 40 * time.Second
			done := make(chan error, 1)
			go func() { done <- ask(t, base) }()
			select {
			case err := <-done:
				if _, typed := errors.AsType[*market.Error](err); !errors.Is(err, want) || typed != (want != nil) {
					t.Errorf("%v, want %v", err, want)
				}
			case <-time.After(patience):
				t.Errorf("no end within %s", patience)
			}
		})
	}
}
