package market

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"quotewire/internal/cache"
)

// metrics are those of all sources.
type metrics struct {
	questions *prometheus.CounterVec
	lost      *prometheus.GaugeVec
	compared  *prometheus.CounterVec
	stale     *prometheus.CounterVec
}

// counts are those of one source.
type counts struct {
	asked, answered, refused, malformed prometheus.Counter
	confirmed, disagreed, stale         prometheus.Counter
	lost                                prometheus.Gauge
}

func newMetrics(reg cache.Registerer) metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	with := promauto.With(reg)
	return metrics{
		questions: with.NewCounterVec(prometheus.CounterOpts{
			Name: "quotewire_market_source_questions_total",
			Help: "Questions to sources of market data by what became of them; asked counts all of them.",
		}, []string{"source", "outcome"}),
		lost: with.NewGaugeVec(prometheus.GaugeOpts{
			Name: "quotewire_market_source_lost", Help: "1 while a source of market data is left alone because it failed.",
		}, []string{"source"}),
		compared: with.NewCounterVec(prometheus.CounterOpts{
			Name: "quotewire_market_source_compared_total",
			Help: "Quotes held against those of another source, by the source whose quote it was and the verdict.",
		}, []string{"source", "verdict"}),
		stale: with.NewCounterVec(prometheus.CounterOpts{
			Name: "quotewire_market_source_stale_total", Help: "Answers that were old ones because the sources refused us, by the source that had given them.",
		}, []string{"source"}),
	}
}

func (m metrics) of(source string) counts {
	question := func(outcome string) prometheus.Counter { return m.questions.WithLabelValues(source, outcome) }
	return counts{
		asked: question("asked"), answered: question("answered"), refused: question("refused"), malformed: question("malformed"),
		confirmed: m.compared.WithLabelValues(source, "confirmed"), disagreed: m.compared.WithLabelValues(source, "disagreed"),
		stale: m.stale.WithLabelValues(source), lost: m.lost.WithLabelValues(source),
	}
}

// shelfMetrics count what goes to a store and comes from it.
type shelfMetrics struct {
	written, dropped, large, unwritten prometheus.Counter
	found, none, unread                prometheus.Counter
	up                                 prometheus.Gauge
}

func newShelfMetrics(reg prometheus.Registerer) shelfMetrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	factory := promauto.With(reg)
	writes := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_store_writes_total", Help: "Answers of sources that were to be kept for longer than the process.",
	}, []string{"outcome"})
	reads := factory.NewCounterVec(prometheus.CounterOpts{
		Name: "quotewire_store_reads_total", Help: "Answers that were looked for in the store because every source refused.",
	}, []string{"outcome"})
	m := shelfMetrics{
		written: writes.WithLabelValues("kept"), dropped: writes.WithLabelValues("dropped"),
		large: writes.WithLabelValues("too_large"), unwritten: writes.WithLabelValues("failed"),
		found: reads.WithLabelValues("found"), none: reads.WithLabelValues("none"), unread: reads.WithLabelValues("failed"),
		up: factory.NewGauge(prometheus.GaugeOpts{
			Name: "quotewire_store_up", Help: "Whether the store answers: 0 from its first failure until it works again.",
		}),
	}
	m.up.Set(1)
	return m
}
