package market

import (
	"strings"
	"sync/atomic"

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
	roles     *prometheus.GaugeVec
}

// counts are those of one source.
type counts struct {
	asked, answered, refused, malformed *tally
	confirmed, disagreed, stale         *tally
	lost                                prometheus.Gauge
}

// tally is a counter that can be read.
type tally struct {
	n     atomic.Int64
	shown prometheus.Counter
}

func (t *tally) Inc() {
	t.n.Add(1)
	t.shown.Inc()
}

// now are the counts so far.
func (c counts) now() SourceCounts {
	return SourceCounts{
		Asked: c.asked.n.Load(), Answered: c.answered.n.Load(), Refused: c.refused.n.Load(), Malformed: c.malformed.n.Load(),
		Stale: c.stale.n.Load(), Confirmed: c.confirmed.n.Load(), Disagreed: c.disagreed.n.Load(),
	}
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
		roles: with.NewGaugeVec(prometheus.GaugeOpts{
			Name: "quotewire_market_source_role", Help: "Constant 1, for each kind of answer that a source of market data can be asked for.",
		}, []string{"source", "role"}),
	}
}

// has shows what a source can be asked for, each by the first word.
func (m metrics) has(source string, roles []string) {
	for _, role := range roles {
		word, _, _ := strings.Cut(role, " ")
		m.roles.WithLabelValues(source, word).Set(1)
	}
}

func (m metrics) of(source string) counts {
	question := func(outcome string) *tally { return &tally{shown: m.questions.WithLabelValues(source, outcome)} }
	compared := func(verdict string) *tally { return &tally{shown: m.compared.WithLabelValues(source, verdict)} }
	return counts{
		asked: question("asked"), answered: question("answered"), refused: question("refused"), malformed: question("malformed"),
		confirmed: compared("confirmed"), disagreed: compared("disagreed"),
		stale: &tally{shown: m.stale.WithLabelValues(source)}, lost: m.lost.WithLabelValues(source),
	}
}
