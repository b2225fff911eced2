package cache_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

// memory is a Backing in memory.
type memory struct {
	mu       sync.Mutex
	kept     []string
	recalled []string
	has      map[string]cache.Old[blob]
}

func (s *memory) Keep(key string, v blob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = append(s.kept, key+"="+string(v))
}

func (s *memory) Recall(_ context.Context, key string) (cache.Old[blob], bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recalled = append(s.recalled, key)
	old, ok := s.has[key]
	return old, ok
}

func backed(t *testing.T) (*cache.Cache[blob], *memory) {
	s := &memory{has: map[string]cache.Old[blob]{
		"old":  {Value: blob("v"), Age: 5 * time.Hour, Lasts: 2 * time.Hour},
		"over": {Value: blob("v"), Age: 7 * time.Hour},
		"huge": {Value: make(blob, 2<<20), Age: time.Hour, Lasts: time.Hour},
	}}
	opts := options()
	opts.Backing = s
	return newCache(t, opts), s
}

func TestBackingIsAskedOnlyWhereNothingElseIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := backed(t)
		want(t, c, "a", "v1", false, gives("v1"))
		time.Sleep(2 * time.Minute)
		want(t, c, "a", "v1", true, fails(errRefused)) // memory goes first
		for _, key := range []string{"none", "over"} {
			if _, err := c.Get(t.Context(), key, fails(errRefused)); !errors.Is(err, errRefused) {
				t.Errorf("%s: %v, want the refusal", key, err)
			}
		}
		if _, err := c.Get(t.Context(), "old", fails(errBroken)); !errors.Is(err, errBroken) {
			t.Errorf("a source that is broken but does not refuse gave %v, want its error", err)
		}
		if !slices.Equal(s.kept, []string{"a=v1"}) || !slices.Equal(s.recalled, []string{"none", "over"}) {
			t.Errorf("kept %q, recalled %q", s.kept, s.recalled)
		}
	})
}

// What the backing had is held for as long as it lasts, and each read asks the
// source first.
func TestRecalledIsStaleAndHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := backed(t)
		if item := want(t, c, "old", "v", true, fails(errRefused)); item.Age != 5*time.Hour {
			t.Errorf("Age = %v, want 5h", item.Age)
		}
		time.Sleep(time.Hour)
		if item := want(t, c, "old", "v", true, fails(errRefused)); item.Age != 6*time.Hour {
			t.Errorf("Age = %v, want 6h", item.Age)
		}
		if !slices.Equal(s.recalled, []string{"old"}) {
			t.Errorf("recalled %q, want it once", s.recalled)
		}
		s.has = nil
		time.Sleep(time.Hour + time.Second)
		if _, err := c.Get(t.Context(), "old", fails(errRefused)); !errors.Is(err, errRefused) {
			t.Errorf("past its time: %v, want the refusal", err)
		}
		want(t, c, "old", "v2", false, gives("v2"))
	})
}

// A value that is larger than the cache is served and not held.
func TestRecalledRespectsTheCaps(t *testing.T) {
	c, s := backed(t)
	for range 2 {
		if item, err := c.Get(t.Context(), "huge", fails(errRefused)); err != nil || len(item.Value) != 2<<20 || !item.Stale {
			t.Fatalf("%d bytes, stale %v, %v", len(item.Value), item.Stale, err)
		}
	}
	if c.Len() != 0 || len(s.recalled) != 2 {
		t.Errorf("%d values held, recalled %q", c.Len(), s.recalled)
	}
}

// A group of keys of which some are refused: each has its own.
func TestRecallOfSeveral(t *testing.T) {
	c, s := backed(t)
	items, errs := c.GetAll(t.Context(), []string{"new", "old", "none"}, func(context.Context, []string) ([]blob, []error) {
		return []blob{blob("n"), nil, nil}, []error{nil, errRefused, errRefused}
	})
	if errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], errRefused) || string(items[0].Value) != "n" || items[0].Stale || string(items[1].Value) != "v" || !items[1].Stale {
		t.Errorf("%+v, %v", items, errs)
	}
	if !slices.Equal(s.kept, []string{"new=n"}) {
		t.Errorf("kept %q", s.kept)
	}
}

// Nobody waits for a load that was told to end: the backing is left alone.
func TestRecallOfALoadThatEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := backed(t)
		_, err := c.Get(t.Context(), "old", func(ctx context.Context) (blob, error) {
			<-ctx.Done()
			return nil, errRefused
		})
		if !errors.Is(err, cache.ErrLoadTimeout) || len(s.recalled) > 0 {
			t.Errorf("%v, recalled %q", err, s.recalled)
		}
	})
}
