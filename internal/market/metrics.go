package market

import (
	"errors"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

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
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return shared(reg, prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, append([]string{"source"}, labels...)))
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return shared(reg, prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, append([]string{"source"}, labels...)))
	}
	return metrics{
		questions: counter("quotewire_market_source_questions_total", "Questions to sources of market data and series by what became of them; asked counts all of them.", "outcome"),
		lost:      gauge("quotewire_market_source_lost", "1 from the failure of a source of market data or series until it answers again."),
		compared:  counter("quotewire_market_source_compared_total", "Quotes held against those of another source, by the source whose quote it was and the verdict.", "verdict"),
		stale:     counter("quotewire_market_source_stale_total", "Answers that were old ones because the sources refused us, by the source that had given them."),
		roles:     gauge("quotewire_market_source_role", "Constant 1, for each kind of answer that a source of market data or series can be asked for.", "role"),
	}
}

// shared is c, or the one like it that is registered: all who ask sources show them
// together.
func shared[C prometheus.Collector](reg cache.Registerer, c C) C {
	err := reg.Register(c)
	if before, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		return before.ExistingCollector.(C)
	}
	if err != nil {
		panic(err) // two metrics of ours have one name
	}
	return c
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
