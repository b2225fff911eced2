package cache_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestStaleServesOnlyWhileRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		want(t, c, "AAPL", "v1", false, gives("v1"))
		time.Sleep(2 * time.Minute)

		refused := fmt.Errorf("fetch quote: %w", errRefused)
		if item := want(t, c, "AAPL", "v1", true, fails(refused)); item.Age != 2*time.Minute {
			t.Errorf("Age = %v, want 2m", item.Age)
		}
		if _, err := c.Get(t.Context(), "AAPL", fails(errBroken)); !errors.Is(err, errBroken) {
			t.Errorf("a source that is broken but does not refuse gave %v, want its error", err)
		}
		if _, err := c.Get(t.Context(), "AAPL", func(context.Context) (blob, error) { panic("bug") }); err == nil {
			t.Error("a load that panicked was covered up by a stale value")
		}
		if _, err := c.Get(t.Context(), "MSFT", fails(refused)); !errors.Is(err, errRefused) {
			t.Errorf("without an old value Get gave %v, want the refusal", err)
		}
		want(t, c, "AAPL", "v2", false, gives("v2")) // and each Get tried again

		time.Sleep(66*time.Minute + time.Second)
		if _, err := c.Get(t.Context(), "AAPL", fails(refused)); !errors.Is(err, errRefused) {
			t.Errorf("past StaleFor Get gave %v, want the refusal", err)
		}
		if c.Len() != 0 || c.Bytes() != 0 {
			t.Errorf("Len, Bytes = %d, %d past StaleFor, want 0, 0", c.Len(), c.Bytes())
		}
	})
}

func TestStaleEndsDuringTheLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.StaleFor = time.Second
		opts.LoadTimeout = time.Minute
		opts.TTL = func(blob) time.Duration { return 10 * time.Nanosecond }
		c := newCache(t, opts)
		want(t, c, "k", "v", false, gives("v"))
		time.Sleep(time.Millisecond)
		_, err := c.Get(t.Context(), "k", func(context.Context) (blob, error) {
			time.Sleep(2 * time.Second)
			return nil, errRefused
		})
		if !errors.Is(err, errRefused) {
			t.Errorf("Get = %v: a value was served past StaleFor", err)
		}
	})
}

// The time past the TTL is not extended by reads either, fresh or stale.
func TestReadsDoNotExtendStaleness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		want(t, c, "k", "v", false, gives("v"))
		for range 6 {
			time.Sleep(9 * time.Second)
			want(t, c, "k", "v", false, fails(errBroken))
		}
		for range 5 {
			time.Sleep(10 * time.Minute)
			want(t, c, "k", "v", true, fails(errRefused))
		}
		time.Sleep(11 * time.Minute)
		if _, err := c.Get(t.Context(), "k", fails(errRefused)); !errors.Is(err, errRefused) {
			t.Errorf("Get = %v: a value was served past StaleFor", err)
		}
	})
}

func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		if _, ok := c.Kept("k"); ok {
			t.Error("Kept found a value in an empty cache")
		}
		want(t, c, "k", "v", false, gives("v"))
		time.Sleep(2 * time.Minute)
		want := func() {
			t.Helper()
			if item, ok := c.Kept("k"); !ok || string(item.Value) != "v" || !item.Stale || item.Age != 2*time.Minute {
				t.Errorf("Kept = %q stale %v, %v old, %v: want the stale value", item.Value, item.Stale, item.Age, ok)
			}
		}
		want()
		// A load may ask for it: that is what it is for.
		if _, err := c.Get(t.Context(), "k", func(context.Context) (blob, error) { want(); return nil, errBroken }); !errors.Is(err, errBroken) {
			t.Errorf("Get = %v, want the load's error", err)
		}
		time.Sleep(2 * time.Hour)
		if _, ok := c.Kept("k"); ok {
			t.Error("Kept found a value past StaleFor")
		}
	})
}
