package engine

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Searcher registers its metrics.
type Registerer = prometheus.Registerer

// metrics counts searches, and the requests to each engine.
type metrics struct {
	searches map[string]prometheus.Counter // by outcome
	engines  map[string]*engineMetrics
}

// engineMetrics counts what one engine was asked.
type engineMetrics struct {
	engine   string
	requests map[string]prometheus.Counter // by outcome
	seconds  prometheus.Observer
	held     prometheus.Counter
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
	m := &metrics{searches: map[string]prometheus.Counter{}, engines: map[string]*engineMetrics{}}
	for _, outcome := range []string{"ok", "failed_over", "nothing", "failed", "cancelled", "refused"} {
		m.searches[outcome] = searches.WithLabelValues(outcome)
	}
	for _, name := range engines {
		m.engines[name] = newEngineMetrics(reg, name)
		m.engines[name].held = held.WithLabelValues(name)
	}
	return m
}

func newEngineMetrics(reg Registerer, engine string) *engineMetrics {
	provider := prometheus.Labels{"provider": "search_" + engine}
	requests := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name:        "quotewire_upstream_requests_total",
		Help:        "Requests to the outside world by provider and outcome.",
		ConstLabels: provider,
	}, []string{"outcome"})
	m := &engineMetrics{
		engine:   engine,
		requests: map[string]prometheus.Counter{},
		seconds: promauto.With(reg).NewHistogram(prometheus.HistogramOpts{
			Name:                            "quotewire_upstream_request_duration_seconds",
			Help:                            "Time to the end of an outside request.",
			ConstLabels:                     provider,
			Buckets:                         []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300},
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  100,
			NativeHistogramMinResetDuration: time.Hour,
		}),
	}
	for _, outcome := range []string{"ok", "cancelled", "blocked", "unauthorized", "unavailable", "malformed", "refused"} {
		m.requests[outcome] = requests.WithLabelValues(outcome)
	}
	return m
}

func (m *metrics) of(engine string) *engineMetrics { return m.engines[engine] }

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

// ended counts one request that began at start and ended with err under ctx.
func (m *engineMetrics) ended(ctx context.Context, start time.Time, err error) {
	m.seconds.Observe(time.Since(start).Seconds())
	m.requests[outcomeOf(ctx, err)].Inc()
}

func outcomeOf(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return "ok"
	case ctx.Err() != nil:
		return "cancelled"
	case errors.Is(err, ErrBlocked):
		return "blocked"
	case errors.Is(err, ErrUnauthorized):
		return "unauthorized"
	case errors.Is(err, ErrMalformed):
		return "malformed"
	case errors.Is(err, ErrQuery):
		return "refused"
	}
	return "unavailable"
}
