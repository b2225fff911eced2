package llm

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer takes the package's metrics.
type Registerer = prometheus.Registerer

// Outcomes of a request; the other half of the label's values stands in outcomeOf.
const (
	outcomeOK        = "ok"
	outcomeCancelled = "cancelled"
)

type metrics struct {
	requests         map[string]prometheus.Counter
	seconds          prometheus.Observer
	promptTokens     prometheus.Counter
	completionTokens prometheus.Counter
}

func newMetrics(reg Registerer) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	provider := prometheus.Labels{"provider": "llm"}
	requests := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name:        "quotewire_upstream_requests_total",
		Help:        "Requests to the outside world by provider and outcome.",
		ConstLabels: provider,
	}, []string{"outcome"})
	tokens := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_llm_tokens_total",
		Help: "Tokens as the model server counts them, estimated where it does not.",
	}, []string{"kind"})
	m := &metrics{
		requests:         map[string]prometheus.Counter{},
		promptTokens:     tokens.WithLabelValues("prompt"),
		completionTokens: tokens.WithLabelValues("completion"),
		seconds: promauto.With(reg).NewHistogram(prometheus.HistogramOpts{
			Name:                           "quotewire_upstream_request_duration_seconds",
			Help:                           "Time to the end of an outside request.",
			ConstLabels:                    provider,
			Buckets:                        []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300},
			NativeHistogramBucketFactor:    1.1,
			NativeHistogramMaxBucketNumber: 100,
		}),
	}
	for _, outcome := range []string{outcomeOK, outcomeCancelled, "rate_limited", "unauthorized", "refused",
		"unavailable", "malformed", "truncated", "idle"} {
		m.requests[outcome] = requests.WithLabelValues(outcome)
	}
	return m
}

func (m *metrics) observe(outcome string, took time.Duration) {
	m.requests[outcome].Inc()
	m.seconds.Observe(took.Seconds())
}

func (m *metrics) count(u Usage) {
	m.promptTokens.Add(float64(u.PromptTokens))
	m.completionTokens.Add(float64(u.CompletionTokens))
}

// outcomeOf names how a request ended. What is not an *Error is the caller's
// own cancellation.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return outcomeOK
	case errors.Is(err, ErrRateLimited):
		return "rate_limited"
	case errors.Is(err, ErrUnauthorized): // apart from the others that SetUp names
		return "unauthorized"
	case errors.Is(err, ErrRefused), SetUp(err):
		return "refused"
	case errors.Is(err, ErrUnavailable):
		return "unavailable"
	case errors.Is(err, ErrMalformed):
		return "malformed"
	case errors.Is(err, ErrTruncated):
		return "truncated"
	case errors.Is(err, ErrIdle):
		return "idle"
	}
	return outcomeCancelled
}
