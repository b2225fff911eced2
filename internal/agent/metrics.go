package agent

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where metrics are registered.
type Registerer = prometheus.Registerer

// outcome is how a tool call ended.
type outcome string

const (
	outcomeOK        outcome = "ok"
	outcomeFailed    outcome = "failed"  // by a fault of the tool, or of what it asks
	outcomeRefused   outcome = "refused" // it made no sense, or asked for what there is not
	outcomePanic     outcome = "panic"
	outcomeCancelled outcome = "cancelled"
)

// unknownTool is the label of every tool that does not exist: a model can make
// up any number of names.
const unknownTool = "unknown"

// metrics counts tool calls. All label values are bound at the start, so that
// they show at 0.
type metrics struct {
	calls map[string]map[outcome]prometheus.Counter
	took  map[string]map[outcome]prometheus.Observer
}

func newMetrics(reg Registerer, tools []string) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	calls := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_tool_calls_total",
		Help: "Tool calls that the model made, by tool and outcome.",
	}, []string{"tool", "outcome"})
	took := promauto.With(reg).NewHistogramVec(prometheus.HistogramOpts{
		Name:                           "quotewire_tool_duration_seconds",
		Help:                           "Time that tool calls ran, by tool and outcome.",
		Buckets:                        []float64{.005, .025, .1, .25, .5, 1, 2.5, 5, 10, 30},
		NativeHistogramBucketFactor:    1.1,
		NativeHistogramMaxBucketNumber: 100,
	}, []string{"tool", "outcome"})
	m := &metrics{map[string]map[outcome]prometheus.Counter{}, map[string]map[outcome]prometheus.Observer{}}
	for _, tool := range append([]string{unknownTool}, tools...) {
		m.calls[tool], m.took[tool] = map[outcome]prometheus.Counter{}, map[outcome]prometheus.Observer{}
		for _, o := range []outcome{outcomeOK, outcomeFailed, outcomeRefused, outcomePanic, outcomeCancelled} {
			m.calls[tool][o] = calls.WithLabelValues(tool, string(o))
			m.took[tool][o] = took.WithLabelValues(tool, string(o))
		}
	}
	return m
}

func outcomeOf(r Result) outcome {
	switch {
	case !r.Failed:
		return outcomeOK
	case r.Err == nil:
		return outcomeRefused
	}
	return outcomeFailed
}

// refused counts a call that was not run because it made no sense.
func (m *metrics) refused(tool string) { m.calls[tool][outcomeRefused].Inc() }

// ran counts a call that was run.
func (m *metrics) ran(tool string, o outcome, took time.Duration) {
	m.calls[tool][o].Inc()
	m.took[tool][o].Observe(took.Seconds())
}
