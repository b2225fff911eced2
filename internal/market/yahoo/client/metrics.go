package client

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"quotewire/internal/market"
)

// Registerer is where a Market registers its metrics.
type Registerer = prometheus.Registerer

// metrics counts the requests that reached for Yahoo, cookie and crumb included.
type metrics struct {
	requests map[string]prometheus.Counter // by outcome
	seconds  prometheus.Observer
	waited   prometheus.Observer
}

func newMetrics(reg Registerer) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	provider := prometheus.Labels{"provider": "yahoo"}
	requests := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name:        "quotewire_upstream_requests_total",
		Help:        "Requests to the outside world by provider and outcome.",
		ConstLabels: provider,
	}, []string{"outcome"})
	m := &metrics{
		requests: make(map[string]prometheus.Counter),
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
	m.waited = promauto.With(reg).NewHistogram(prometheus.HistogramOpts{
		Name:                            "quotewire_upstream_wait_seconds",
		Help:                            "Wait for a place among the requests to the outside world, also in vain.",
		ConstLabels:                     provider,
		Buckets:                         []float64{.01, .05, .25, 1, 2.5, 5, 10, 30},
		NativeHistogramBucketFactor:     1.1,
		NativeHistogramMaxBucketNumber:  100,
		NativeHistogramMinResetDuration: time.Hour,
	})
	for _, outcome := range []string{"ok", "cancelled", "unknown", "blocked", "unavailable", "malformed"} {
		m.requests[outcome] = requests.WithLabelValues(outcome)
	}
	return m
}

// ended counts one request that began at start and ended with err under ctx.
func (m *metrics) ended(ctx context.Context, start time.Time, err error) {
	m.seconds.Observe(time.Since(start).Seconds())
	m.requests[outcomeOf(ctx, err)].Inc()
}

func outcomeOf(ctx context.Context, err error) string {
	switch {
	case err == nil, errors.Is(err, market.ErrNoData), errors.Is(err, market.ErrQuery):
		return "ok"
	case ctx.Err() != nil:
		return "cancelled"
	case errors.Is(err, market.ErrUnknownSymbol):
		return "unknown"
	case errors.Is(err, market.ErrBlocked):
		return "blocked"
	case errors.Is(err, market.ErrMalformed):
		return "malformed"
	}
	return "unavailable"
}
