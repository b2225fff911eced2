package api

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"quotewire/internal/api/fault"
)

// Registerer is where a Server's metrics go.
type Registerer = prometheus.Registerer

type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	chat     *modeMetrics
	advanced *modeMetrics
}

// modeMetrics is bound to its mode once: a delta must not look up labels.
type modeMetrics struct {
	mode       string
	open       prometheus.Gauge
	firstDelta prometheus.Observer
	deltas     prometheus.Counter
	outcomes   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
}

func newMetrics(reg Registerer) *metrics {
	auto := promauto.With(reg)
	bind := newModes(reg)
	return &metrics{
		requests: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "quotewire_http_requests_total", Help: "HTTP requests by route, method and status; 499 is a client that left.",
		}, []string{"route", "method", "code"}),
		duration: auto.NewHistogramVec(histogram("quotewire_http_request_duration_seconds", "Time to the end of an HTTP request by route."), []string{"route"}),
		chat:     bind(modeChat), advanced: bind(modeAdvanced),
	}
}

func histogram(name, help string) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{
		Name: name, Help: help,
		Buckets:                        []float64{.005, .025, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300},
		NativeHistogramBucketFactor:    1.1,
		NativeHistogramMaxBucketNumber: 100,
	}
}

// newModes makes the metrics of answers, and binds them to a mode at a time.
func newModes(reg Registerer) (bind func(mode string) *modeMetrics) {
	auto := promauto.With(reg)
	open := auto.NewGaugeVec(prometheus.GaugeOpts{
		Name: "quotewire_streams_open", Help: "Answers being given now, by mode.",
	}, []string{"mode"})
	firstDelta := auto.NewHistogramVec(histogram("quotewire_stream_first_delta_seconds", "Time from a question to the first text of its answer, by mode."), []string{"mode"})
	duration := auto.NewHistogramVec(histogram("quotewire_stream_duration_seconds", "Time from a question to the end of its answer, by mode and outcome."), []string{"mode", "outcome"})
	deltas := auto.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_stream_deltas_total", Help: "Pieces of text sent, by mode.",
	}, []string{"mode"})
	outcomes := auto.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_streams_total", Help: "Answers that ended, by mode and outcome.",
	}, []string{"mode", "outcome"})
	return func(mode string) *modeMetrics {
		for _, outcome := range []string{outcomeDone, outcomeClientGone, outcomeTimeout, outcomeShutdown} {
			outcomes.WithLabelValues(mode, outcome)
			duration.WithLabelValues(mode, outcome)
		}
		for _, c := range fault.Codes() {
			if c != fault.Shutdown && c != fault.Timeout { // outcomes of their own
				outcomes.WithLabelValues(mode, errorOutcome(c))
			}
		}
		return &modeMetrics{
			mode: mode, open: open.WithLabelValues(mode), firstDelta: firstDelta.WithLabelValues(mode),
			deltas: deltas.WithLabelValues(mode), outcomes: outcomes, durations: duration,
		}
	}
}

func (m *modeMetrics) ended(outcome string, took time.Duration) {
	m.outcomes.WithLabelValues(m.mode, outcome).Inc()
	m.durations.WithLabelValues(m.mode, outcome).Observe(took.Seconds())
}

func (m *metrics) request(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, methodName(method), strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}
