package outbound

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Client registers its metrics.
type Registerer = prometheus.Registerer

type observer = prometheus.Observer

// metrics counts the requests that reached for one source.
type metrics struct {
	outcomes map[error]string
	requests map[string]prometheus.Counter // by outcome
	seconds  prometheus.Observer
	waited   prometheus.Observer // nil: there is no place to wait for
}

// newMetrics has them registered. held reports whether requests are held back now.
func newMetrics(o Options, held func() bool) *metrics {
	reg := o.Registerer
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	provider := prometheus.Labels{"provider": o.Provider}
	requests := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name:        "quotewire_upstream_requests_total",
		Help:        "Requests to the outside world by provider and outcome.",
		ConstLabels: provider,
	}, []string{"outcome"})
	histogram := func(name, help string, buckets ...float64) prometheus.Observer {
		return promauto.With(reg).NewHistogram(prometheus.HistogramOpts{
			Name: name, Help: help, ConstLabels: provider, Buckets: buckets,
			NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100, NativeHistogramMinResetDuration: time.Hour,
		})
	}
	promauto.With(reg).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "quotewire_upstream_held", Help: "1 while requests are held back because the provider refused them or was down.", ConstLabels: provider,
	}, func() float64 {
		if held() {
			return 1
		}
		return 0
	})
	m := &metrics{
		outcomes: map[error]string{
			ErrBlocked: "blocked", ErrUnauthorized: "unauthorized", ErrUnavailable: "unavailable", ErrMalformed: "malformed",
		},
		requests: map[string]prometheus.Counter{"ok": requests.WithLabelValues("ok"), "cancelled": requests.WithLabelValues("cancelled")},
		seconds: histogram("quotewire_upstream_request_duration_seconds", "Time to the end of an outside request.",
			.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300),
	}
	for kind, outcome := range o.Outcomes {
		m.outcomes[kind] = outcome
	}
	for _, outcome := range m.outcomes {
		m.requests[outcome] = requests.WithLabelValues(outcome)
	}
	if o.Concurrent > 0 {
		m.waited = histogram("quotewire_upstream_wait_seconds", "Wait for a place among the requests to the outside world, also in vain.",
			.01, .05, .25, 1, 2.5, 5, 10, 30)
	}
	return m
}

// ended counts one request that began at start and ended with err under ctx. What is
// no fault, or one of a kind without an outcome, is an answer.
func (m *metrics) ended(ctx context.Context, start time.Time, err error) {
	m.seconds.Observe(time.Since(start).Seconds())
	outcome := "ok"
	if f, ok := errors.AsType[*Fault](err); ok && m.outcomes[f.Kind] != "" {
		outcome = m.outcomes[f.Kind]
	}
	if err != nil && ctx.Err() != nil {
		outcome = "cancelled"
	}
	m.requests[outcome].Inc()
}
