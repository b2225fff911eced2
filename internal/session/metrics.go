package session

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer takes metrics.
type Registerer = prometheus.Registerer

// registerMetrics registers gauges that read size when they are collected.
func registerMetrics(reg Registerer, size func() (conversations, bytes int)) {
	factory := promauto.With(reg)
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "quotewire_sessions",
		Help: "Conversations held.",
	}, func() float64 { n, _ := size(); return float64(n) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "quotewire_session_bytes",
		Help: "Text of questions and answers held in conversations.",
	}, func() float64 { _, bytes := size(); return float64(bytes) })
}
