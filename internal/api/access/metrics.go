package access

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Control's metrics go.
type Registerer = prometheus.Registerer

// rejectedMetrics counts those who were turned away unheard.
type rejectedMetrics struct{ full, clientFull, rateLimited prometheus.Counter }

func newRejectedMetrics(reg Registerer) *rejectedMetrics {
	rejected := promauto.With(reg).NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_streams_rejected_total", Help: "Questions turned away for want of room or rate, by reason.",
	}, []string{"reason"})
	return &rejectedMetrics{
		full: rejected.WithLabelValues("full"), clientFull: rejected.WithLabelValues("client_full"), rateLimited: rejected.WithLabelValues("rate_limited"),
	}
}
