package llm

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer takes the package's metrics.
type Registerer = prometheus.Registerer

// Outcomes of a request that are no failure.
const (
	outcomeOK        = "ok"
	outcomeCancelled = "cancelled"
)

// failures are the outcomes of requests that failed. What SetUp names is refused,
// but for what is apart here.
func failures() map[error]string {
	return map[error]string{
		ErrRateLimited: "rate_limited", ErrUnauthorized: "unauthorized", ErrRefused: "refused", ErrUnavailable: "unavailable",
		ErrMalformed: "malformed", ErrTruncated: "truncated", ErrIdle: "idle",
	}
}

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
	for _, outcome := range slices.AppendSeq([]string{outcomeOK, outcomeCancelled}, maps.Values(failures())) {
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
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return outcomeOK
	case !ok:
		return outcomeCancelled
	}
	return cmp.Or(failures()[e.Kind], "refused") // the others are those that SetUp names
}
