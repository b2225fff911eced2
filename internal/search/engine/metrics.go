package engine

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Searcher registers its metrics.
type Registerer = prometheus.Registerer

// metrics counts searches, and those that an engine was spared.
type metrics struct {
	searches map[string]prometheus.Counter // by outcome
	held     map[string]prometheus.Counter // by engine
}

func newMetrics(reg Registerer, engines []string) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	searches := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_searches_total",
		Help: "Searches of the web by outcome; failed_over: found by another engine than the first.",
	}, []string{"outcome"})
	held := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_search_held_back_total",
		Help: "Questions that an engine was spared, by its breaker or our own limit on its rate.",
	}, []string{"engine"})
	m := &metrics{searches: map[string]prometheus.Counter{}, held: map[string]prometheus.Counter{}}
	for _, outcome := range []string{"ok", "failed_over", "nothing", "failed", "cancelled", "refused"} {
		m.searches[outcome] = searches.WithLabelValues(outcome)
	}
	for _, name := range engines {
		m.held[name] = held.WithLabelValues(name)
	}
	return m
}

// searched counts one search that ended with err under ctx.
func (m *metrics) searched(ctx context.Context, r Results, err error) {
	outcome := "ok"
	switch {
	case ctx.Err() != nil:
		outcome = "cancelled"
	case err != nil && len(r.Failures) == 0:
		outcome = "refused"
	case err != nil:
		outcome = "failed"
	case len(r.Results) == 0:
		outcome = "nothing"
	case len(r.Failures) > 0:
		outcome = "failed_over"
	}
	m.searches[outcome].Inc()
}
