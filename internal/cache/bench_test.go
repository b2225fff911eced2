package cache_test

import (
	"fmt"
	"testing"
)

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
