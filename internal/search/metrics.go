package search

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Registerer is where a Research registers its metrics.
type Registerer = prometheus.Registerer

// researchMetrics counts what research does.
type researchMetrics struct {
	rounds    prometheus.Counter
	questions map[kind]prometheus.Counter
	pages     map[bool]prometheus.Counter // by whether it was read
	stops     map[error]prometheus.Counter
}

func newResearchMetrics(reg Registerer) *researchMetrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	counters := func(name, help, label string) *prometheus.CounterVec {
		return promauto.With(reg).NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	}
	questions := counters("quotewire_research_questions_total", "Questions that research asked itself, by kind.", "kind")
	pages := counters("quotewire_research_pages_total", "Pages that research opened, by outcome.", "outcome")
	stops := counters("quotewire_research_stopped_total", "Research that ended before it was done, by the reason.", "reason")
	m := &researchMetrics{
		rounds: promauto.With(reg).NewCounter(prometheus.CounterOpts{
			Name: "quotewire_research_rounds_total",
			Help: "Rounds of questions that research asked.",
		}),
		questions: map[kind]prometheus.Counter{},
		pages:     map[bool]prometheus.Counter{true: pages.WithLabelValues("read"), false: pages.WithLabelValues("failed")},
		stops: map[error]prometheus.Counter{
			errTime: stops.WithLabelValues("time"), errTokens: stops.WithLabelValues("tokens"), errCost: stops.WithLabelValues("cost"), errFinish: stops.WithLabelValues("finish"),
		},
	}
	for _, k := range []kind{numerical, qualitative, derived, unsaid} {
		m.questions[k] = questions.WithLabelValues(string(k))
	}
	return m
}

func (m *researchMetrics) round()          { m.rounds.Inc() }
func (m *researchMetrics) question(k kind) { m.questions[k].Inc() }
func (m *researchMetrics) page(err error)  { m.pages[err == nil].Inc() }

// stopped counts why gathering ended early; nil: it did not.
func (m *researchMetrics) stopped(why error) {
	if c := m.stops[why]; c != nil {
		c.Inc()
	}
}
