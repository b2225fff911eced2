package market

import (
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	// patience is how long a source may take to answer while another could be asked.
	patience = 2 * time.Second
	// firstAnswer is how long a question waits for the last source that is left where the
	// others are known to fail: then it has the old answer, or the error.
	firstAnswer = 3 * time.Second
	// haste is that of those asked after one that was silent, while another could be. One
	// that was lost by haste is tried again at the next question.
	haste = 700 * time.Millisecond
	// firstPause is how long a source that failed is left alone while another can be
	// asked, unless Options say; each further failure in a row doubles it, up to
	// longestPause times as long.
	firstPause   = 15 * time.Second
	longestPause = 8
	// oddAnswers is how many answers in a row may be malformed: one may be of its symbol.
	oddAnswers = 3
)

// errSlow is the cause of a question that took longer than patience.
var errSlow = errors.New("no answer in time, and another source can be asked")

// monitor is one source at the desk, and whether it answers at present: as a whole, and in
// each of its roles, since an address that refuses quotes may well give prices.
type monitor struct {
	source Source
	name   string
	// decides says that what the source does not know nobody does: see Decider.
	decides bool
	first   time.Duration // the first pause
	logger  *slog.Logger
	counts  counts

	mu       sync.Mutex
	whole    outage            // it is down, or silent
	roles    map[string]outage // by what was asked: it refuses, or sends what is none
	since    time.Time         // when it was first lost; zero: it is not
	answered time.Time         // when it last answered
	rests    time.Time         // until when no quote is held against its
}

// outage is a time in which a source, or a role of it, does not answer.
type outage struct {
	err     error         // why it is lost; nil: it is not
	at      time.Time     // when it was found so last
	until   time.Time     // it is left alone till then
	pause   time.Duration // the last
	back    time.Time     // when it was back from that
	odd     int           // malformed answers in a row
	probing bool          // somebody tries it again
}

// Decider is a source whose word about a symbol is final: one that it does not know, or
// has nothing of, no other is asked for.
type Decider interface{ Decides() bool }

func newMonitor(s Source, o Options, counts counts) *monitor {
	one := &monitor{source: s, name: s.Name(), first: o.Pause, logger: o.Logger, counts: counts, roles: map[string]outage{}}
	if d, ok := s.(Decider); ok {
		one.decides = d.Decides()
	}
	return one
}

// lost reports whether the source does not answer at present in a role.
func (s *monitor) lost(role string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole.err != nil || s.roles[role].err != nil
}

// failure is why the source is left alone, for a question that it was not asked.
func (s *monitor) failure(role string, symbol Symbol) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.whole
	if o.err == nil {
		o = s.roles[role]
	}
	e := &Error{Kind: ErrUnavailable, Err: o.err}
	if known, ok := errors.AsType[*Error](o.err); ok {
		copied := *known
		e = &copied
	}
	if !Refused(e) {
		e.Kind = ErrUnavailable
	}
	e.Symbol, e.RetryAfter = symbol.String(), max(e.RetryAfter, time.Until(o.until), time.Second)
	return e
}

// due reports whether a lost source is to be tried again now, by the caller alone, who
// says tried when it is done.
func (s *monitor) due(role string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, now := s.roles[role], time.Now()
	if s.whole.err == nil && o.err == nil || s.whole.probing || o.probing || now.Before(s.whole.until) || now.Before(o.until) {
		return false
	}
	o.probing = true
	s.roles[role] = o
	s.whole.probing = s.whole.err != nil
	return true
}

func (s *monitor) tried(role string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.roles[role]; o.probing {
		o.probing, s.whole.probing = false, false
		s.roles[role] = o
	}
}

// silent reports whether the source is down as a whole.
func (s *monitor) silent() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Is(s.whole.err, errSlow)
}

// servedStale counts an old answer of a source.
func (m *Market) servedStale(source string) {
	for _, s := range m.monitors {
		if s.name == source {
			s.counts.stale.Inc()
		}
	}
}

// everAnswered reports whether the source has answered anybody.
func (s *monitor) everAnswered() bool { return s.answeredSince(time.Time{}) }

// answeredSince reports whether the source answered anybody since.
func (s *monitor) answeredSince(since time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered.After(since)
}

// outage is why the source is lost at present and until when it is left alone: as a whole,
// or in the role that will be tried again first.
func (s *monitor) outage() (until time.Time, err error) {
	err, until = s.whole.err, s.whole.until
	for _, role := range slices.Sorted(maps.Keys(s.roles)) {
		if o := s.roles[role]; s.whole.err == nil && o.err != nil && (err == nil || o.until.Before(until)) {
			err, until = o.err, o.until
		}
	}
	return until, err
}
