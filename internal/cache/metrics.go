package cache

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer takes metrics.
type Registerer = prometheus.Registerer

type metrics struct {
	hits        prometheus.Counter
	misses      prometheus.Counter
	evictions   prometheus.Counter
	staleServes prometheus.Counter
}

// newMetrics registers what is counted, and entries and bytes, which are read when
// metrics are collected.
func newMetrics(reg Registerer, name string, entries func() int, bytes func() int64) metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	labels := prometheus.Labels{"cache": name}
	factory := promauto.With(reg)
	counter := func(name, help string) prometheus.Counter {
		return factory.NewCounter(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels})
	}
	gauge := func(name, help string, read func() float64) {
		factory.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help, ConstLabels: labels}, read)
	}
	gauge("quotewire_cache_entries", "Values held in a cache.", func() float64 { return float64(entries()) })
	gauge("quotewire_cache_bytes", "Estimated memory of the values held in a cache.", func() float64 { return float64(bytes()) })
	return metrics{
		hits:        counter("quotewire_cache_hits_total", "Reads answered at once by a fresh value."),
		misses:      counter("quotewire_cache_misses_total", "Reads that had to wait for a load, a shared one included."),
		evictions:   counter("quotewire_cache_evictions_total", "Values dropped before their time to keep a cache under its caps."),
		staleServes: counter("quotewire_cache_stale_serves_total", "Reads answered by an old value because the source refused a new one."),
	}
}
