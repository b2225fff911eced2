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
)

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

func TestHundredThousandKeysStayUnderBothCaps(t *testing.T) {
	opts := options()
	opts.Entries, opts.Bytes = 1000, 4<<20
	c := newCache(t, opts)
	before := heap()
	var most int64
	for i := range 100_000 {
		size := 64 << (i % 10) // 64 bytes to 32 KiB
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
