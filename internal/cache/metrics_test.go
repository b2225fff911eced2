package cache_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestMetricsLint(t *testing.T) {
	reg := prometheus.NewRegistry()
	for _, name := range []string{"quotes", "history"} { // several caches share a registry
		opts := options()
		opts.Name, opts.Registerer = name, reg
		newCache(t, opts)
	}
	problems, err := testutil.GatherAndLint(reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	if n, err := testutil.GatherAndCount(reg); n != 12 || err != nil {
		t.Errorf("%d series, %v; want 12 that show at 0", n, err)
	}
}

func TestMetricsCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewRegistry()
		opts := options()
		opts.Entries, opts.Registerer = 2, reg
		c := newCache(t, opts)
		want(t, c, "a", "v", false, gives("v"))         // miss
		want(t, c, "a", "v", false, gives("v"))         // hit
		want(t, c, "b", "v", false, gives("v"))         // miss
		want(t, c, "c", "v", false, gives("v"))         // miss, evicts a
		c.Delete("never there")                         //
		time.Sleep(2 * time.Minute)                     //
		want(t, c, "c", "v", true, fails(errRefused))   // miss, stale
		want(t, c, "c", "value", false, gives("value")) // miss
		c.Delete("b")                                   // not an eviction
		wantMetrics(t, reg, `
# HELP quotewire_cache_bytes Estimated memory of the values held in a cache.
# TYPE quotewire_cache_bytes gauge
quotewire_cache_bytes{cache="test"} 6
# HELP quotewire_cache_entries Values held in a cache.
# TYPE quotewire_cache_entries gauge
quotewire_cache_entries{cache="test"} 1
# HELP quotewire_cache_evictions_total Values dropped before their time to keep a cache under its caps.
# TYPE quotewire_cache_evictions_total counter
quotewire_cache_evictions_total{cache="test"} 1
# HELP quotewire_cache_hits_total Reads answered at once by a fresh value.
# TYPE quotewire_cache_hits_total counter
quotewire_cache_hits_total{cache="test"} 1
# HELP quotewire_cache_misses_total Reads that had to wait for a load, a shared one included.
# TYPE quotewire_cache_misses_total counter
quotewire_cache_misses_total{cache="test"} 5
# HELP quotewire_cache_stale_serves_total Reads answered by an old value because the source refused a new one.
# TYPE quotewire_cache_stale_serves_total counter
quotewire_cache_stale_serves_total{cache="test"} 1
`)
	})
}

func wantMetrics(t *testing.T, reg prometheus.Gatherer, text string) {
	t.Helper()
	if err := testutil.GatherAndCompare(reg, strings.NewReader(text)); err != nil {
		t.Error(err)
	}
}
