package store

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where metrics go.
type Registerer = prometheus.Registerer

// metrics count what goes to a store and comes from it.
type metrics struct {
	written, dropped, large, unwritten prometheus.Counter
	found, none, unread                prometheus.Counter
	up                                 prometheus.Gauge
}

func newMetrics(reg Registerer) metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	factory := promauto.With(reg)
	writes := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_store_writes_total", Help: "Answers of sources that were to be kept for longer than the process.",
	}, []string{"outcome"})
	reads := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_store_reads_total", Help: "Answers that were looked for in the store because every source refused.",
	}, []string{"outcome"})
	m := metrics{
		written: writes.WithLabelValues("kept"), dropped: writes.WithLabelValues("dropped"),
		large: writes.WithLabelValues("too_large"), unwritten: writes.WithLabelValues("failed"),
		found: reads.WithLabelValues("found"), none: reads.WithLabelValues("none"), unread: reads.WithLabelValues("failed"),
		up: factory.NewGauge(prometheus.GaugeOpts{
			Name: "quotewire_store_up", Help: "Whether the store answers: 0 from its first failure until it works again.",
		}),
	}
	m.up.Set(1)
	return m
}
