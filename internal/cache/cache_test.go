package cache_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

var (
	errRefused = errors.New("source refuses us")
	errBroken  = errors.New("source is broken")
)

// blob is a value that knows its size.
type blob []byte

func options() cache.Options[blob] {
	return cache.Options[blob]{
		Name:        "test",
		Entries:     1000,
		Bytes:       1 << 20,
		Cost:        func(key string, v blob) int64 { return int64(len(key) + len(v)) },
		TTL:         func(blob) time.Duration { return time.Minute },
		StaleFor:    time.Hour,
		Refused:     func(err error) bool { return errors.Is(err, errRefused) },
		LoadTimeout: 10 * time.Second,
	}
}

func newCache[V any](t testing.TB, opts cache.Options[V]) *cache.Cache[V] {
	t.Helper()
	c, err := cache.New(opts)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// gives is a load that succeeds with s.
func gives(s string) func(context.Context) (blob, error) {
	return func(context.Context) (blob, error) { return blob(s), nil }
}

// fails is a load that fails with err.
func fails(err error) func(context.Context) (blob, error) {
	return func(context.Context) (blob, error) { return nil, err }
}

// hangs is a load that ends with its ctx only, saying that it began and why it ended.
func hangs(began chan<- struct{}, cause chan<- error) func(context.Context) (blob, error) {
	return func(ctx context.Context) (blob, error) {
		if began != nil {
			began <- struct{}{}
		}
		<-ctx.Done()
		if cause != nil {
			cause <- context.Cause(ctx)
		}
		return nil, ctx.Err()
	}
}

// want fails t unless key is answered by value with the given staleness.
func want(t *testing.T, c *cache.Cache[blob], key, value string, stale bool, load func(context.Context) (blob, error)) cache.Item[blob] {
	t.Helper()
	item, err := c.Get(t.Context(), key, load)
	if err != nil {
		t.Fatalf("Get(%q): %v", key, err)
	}
	if string(item.Value) != value || item.Stale != stale {
		t.Fatalf("Get(%q) = %q stale %v, want %q stale %v", key, item.Value, item.Stale, value, stale)
	}
	return item
}

func TestOptionsNameEveryFault(t *testing.T) {
	_, err := cache.New(cache.Options[blob]{Entries: -3, Bytes: 0, StaleFor: time.Second})
	if err == nil {
		t.Fatal("New took empty options")
	}
	for _, field := range []string{"Name", "Entries", "Bytes", "Cost", "TTL", "Refused", "LoadTimeout"} {
		if !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s:\n%v", field, err)
		}
	}
	if !strings.Contains(err.Error(), "is -3") {
		t.Errorf("error does not say the value found:\n%v", err)
	}
}

func TestExpiryIsByAgeWithJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		const keys = 500
		for i := range keys {
			want(t, c, fmt.Sprint(i), "old", false, gives("old"))
		}
		// Reads all along: none may extend a life.
		for range 53 {
			time.Sleep(time.Second)
			for i := range keys {
				want(t, c, fmt.Sprint(i), "old", false, fails(errBroken))
			}
		}
		time.Sleep(7 * time.Second)
		expired := 0
		for i := range keys {
			item, err := c.Get(t.Context(), fmt.Sprint(i), gives("new"))
			if err != nil {
				t.Fatal(err)
			}
			if string(item.Value) == "new" {
				expired++
			} else if item.Age != time.Minute {
				t.Fatalf("Age = %v, want 1m", item.Age)
			}
		}
		if expired < keys/3 || expired > keys*2/3 {
			t.Errorf("%d of %d expired within their TTL: the jitter is not centred", expired, keys)
		}
		time.Sleep(66*time.Second + time.Millisecond)
		for i := range keys {
			want(t, c, fmt.Sprint(i), "third", false, gives("third"))
		}
	})
}

func TestEachValueHasItsTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.TTL = func(v blob) time.Duration {
			d, err := time.ParseDuration(string(v))
			if err != nil {
				t.Errorf("TTL of %q: %v", v, err)
			}
			return d
		}
		c := newCache(t, opts)
		for _, ttl := range []string{"15s", "5m", "0s", "-1s", "2562047h"} { // the last would overflow with StaleFor
			want(t, c, ttl, ttl, false, gives(ttl))
		}
		if got := c.Len(); got != 3 {
			t.Errorf("Len = %d, want 3: a value without a time to live was stored", got)
		}
		time.Sleep(time.Minute)
		if _, err := c.Get(t.Context(), "15s", fails(errBroken)); !errors.Is(err, errBroken) {
			t.Errorf("after a minute the 15s value gave %v, want its load's error", err)
		}
		want(t, c, "5m", "5m", false, fails(errBroken))
		want(t, c, "2562047h", "2562047h", false, fails(errBroken))
	})
}

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

func TestOversizeIsServedNotStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.Bytes = 100
		c := newCache(t, opts)
		want(t, c, "small", "x", false, gives("x"))
		want(t, c, "k", "v", false, gives("v"))
		big := strings.Repeat("b", 101)
		want(t, c, "big", big, false, gives(big))
		if c.Len() != 2 || c.Bytes() != 8 {
			t.Errorf("Len, Bytes = %d, %d, want 2, 8: the large value pushed others out", c.Len(), c.Bytes())
		}
		// An older value that a large one supersedes must not come back.
		time.Sleep(2 * time.Minute)
		want(t, c, "k", big, false, gives(big))
		if _, err := c.Get(t.Context(), "k", fails(errRefused)); !errors.Is(err, errRefused) {
			t.Errorf("Get = %v, want the refusal: a superseded value came back", err)
		}
	})
}

func TestLeastRecentlyReadGoesFirst(t *testing.T) {
	opts := options()
	opts.Entries = 3
	c := newCache(t, opts)
	for _, k := range []string{"a", "b", "c", "a", "d"} {
		want(t, c, k, "v", false, gives("v"))
	}
	want(t, c, "a", "v", false, fails(errBroken))
	if _, err := c.Get(t.Context(), "b", fails(errBroken)); !errors.Is(err, errBroken) {
		t.Errorf("b was kept, though read least recently: %v", err)
	}
}

func TestTheDeadGoBeforeTheLiving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.Entries, opts.StaleFor = 2, 0
		opts.TTL = func(v blob) time.Duration { return time.Duration(len(v)) * time.Second }
		c := newCache(t, opts)
		want(t, c, "living", "vvvvvvvvvvvvvvvvvvvv", false, gives("vvvvvvvvvvvvvvvvvvvv"))
		want(t, c, "dead", "v", false, gives("v"))
		time.Sleep(2 * time.Second)
		want(t, c, "new", "vv", false, gives("vv"))
		want(t, c, "living", "vvvvvvvvvvvvvvvvvvvv", false, fails(errBroken))
	})
}

func TestFailureIsNotStored(t *testing.T) {
	c := newCache(t, options())
	if _, err := c.Get(t.Context(), "k", fails(errBroken)); !errors.Is(err, errBroken) {
		t.Fatalf("Get = %v, want %v", err, errBroken)
	}
	want(t, c, "k", "v", false, gives("v"))
}

func TestDelete(t *testing.T) {
	c := newCache(t, options())
	want(t, c, "k", "v1", false, gives("v1"))
	c.Delete("k")
	c.Delete("never there")
	want(t, c, "k", "v2", false, gives("v2"))
}

func TestHundredThousandKeysStayUnderBothCaps(t *testing.T) {
	opts := options()
	opts.Entries, opts.Bytes = 1000, 8<<20
	c := newCache(t, opts)
	before := heap()
	var most int64
	for i := range 100_000 {
		size := 64 << (i % 12) // 64 bytes to 128 KiB
		item, err := c.Get(t.Context(), fmt.Sprint("key-", i), func(context.Context) (blob, error) { return make(blob, size), nil })
		if err != nil || len(item.Value) != size {
			t.Fatalf("Get %d = %d bytes, %v", i, len(item.Value), err)
		}
		if i%1000 != 0 {
			continue
		}
		if n := c.Len(); n > opts.Entries {
			t.Fatalf("after %d keys %d entries, cap %d", i, n, opts.Entries)
		}
		if most = max(most, c.Bytes()); most > opts.Bytes {
			t.Fatalf("after %d keys %d bytes, cap %d", i, most, opts.Bytes)
		}
	}
	if most < opts.Bytes/2 {
		t.Errorf("at most %d of %d bytes were used: the cap was never near", most, opts.Bytes)
	}
	if grown := heap() - before; grown > 2*opts.Bytes {
		t.Errorf("heap grew by %d bytes under a cap of %d", grown, opts.Bytes)
	}
	runtime.KeepAlive(c)
}

func TestManySmallKeysStayUnderTheEntryCap(t *testing.T) {
	opts := options()
	opts.Entries = 50
	c := newCache(t, opts)
	for i := range 5000 {
		want(t, c, fmt.Sprint(i), "v", false, gives("v"))
		if n := c.Len(); n > 50 {
			t.Fatalf("%d entries, cap 50", n)
		}
	}
	if n := c.Len(); n != 50 {
		t.Errorf("Len = %d, want 50", n)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestHitDoesNotAllocate(t *testing.T) {
	c := newCache(t, options())
	load := gives("v")
	ctx := t.Context()
	want(t, c, "k", "v", false, load)
	if n := testing.AllocsPerRun(1000, func() { _, _ = c.Get(ctx, "k", load) }); n != 0 {
		t.Errorf("a hit allocates %v times", n)
	}
}

func BenchmarkHit(b *testing.B) {
	c := newCache(b, options())
	load := gives("v")
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = c.Get(ctx, "k", load)
	}
}

func BenchmarkHitParallel(b *testing.B) {
	c := newCache(b, options())
	load := gives("v")
	ctx := b.Context()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, _ = c.Get(ctx, "k", load)
		}
	})
}

func BenchmarkMiss(b *testing.B) {
	c := newCache(b, options())
	load := gives("v")
	ctx := b.Context()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = c.Get(ctx, fmt.Sprint(i), load)
	}
}
