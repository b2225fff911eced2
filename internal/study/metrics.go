package study

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer takes metrics.
type Registerer = prometheus.Registerer

// metrics tell whether analyses wait for each other.
type metrics struct {
	waited  prometheus.Observer
	refused prometheus.Counter
}

func newMetrics(reg Registerer) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	factory := promauto.With(reg)
	return &metrics{
		waited: factory.NewHistogram(prometheus.HistogramOpts{
			Name:                            "quotewire_analysis_wait_seconds",
			Help:                            "Wait of an analysis for its turn to be computed.",
			Buckets:                         []float64{.01, .05, .25, 1, 2.5, 5, 10, 30},
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  100,
			NativeHistogramMinResetDuration: time.Hour,
		}),
		refused: factory.NewCounter(prometheus.CounterOpts{
			Name: "quotewire_analyses_refused_total",
			Help: "Analyses for which there was no room to wait for their turn.",
		}),
	}
}
