package market

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	// patience is how long a source may take to answer while another could be asked.
	patience = 2 * time.Second
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
}

// outage is a time in which a source, or a role of it, does not answer.
type outage struct {
	err     error         // why it is lost; nil: it is not
	until   time.Time     // it is left alone till then
	pause   time.Duration // the last
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

// put asks the source in a role and notes how it is. While others could be asked in its
// place, or where it was silent of late, it has no longer than patience; the error of a
// question that took longer wraps errSlow.
func put[V any](ctx context.Context, s *monitor, role string, others bool, question func(context.Context) (V, error)) (V, error) {
	within, cancel := ctx, context.CancelFunc(func() {})
	if others || s.silent() {
		within, cancel = context.WithTimeoutCause(ctx, patience, errSlow)
	}
	defer cancel()
	s.counts.asked.Inc()
	start := time.Now()
	v, err := question(within)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(within), errSlow) {
		err = &Error{Kind: ErrUnavailable, Message: fmt.Sprintf("no answer within %s", patience), Err: errSlow}
		if s.answeredSince(start) {
			return v, err // it answers others: this question is a hard one, or waited for its turn
		}
	}
	s.note(ctx, role, err)
	return v, err
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

// note takes how a question under ctx ended. One that its caller gave up says nothing.
func (s *monitor) note(ctx context.Context, role string, err error) {
	if err != nil && ctx.Err() != nil || errors.Is(err, ErrQuery) || errors.Is(err, ErrBusy) {
		return
	}
	switch {
	case Refused(err):
		s.counts.refused.Inc()
	case errors.Is(err, ErrMalformed):
		s.counts.malformed.Inc()
	default:
		s.counts.answered.Inc()
		s.back(ctx, role)
		return
	}
	s.lose(ctx, role, err)
}

// lose leaves the source alone for a while: in all its roles where it is down, else in this
// one. It is told once until it is back.
func (s *monitor) lose(ctx context.Context, role string, err error) {
	now := time.Now()
	s.mu.Lock()
	o := s.roles[role]
	if errors.Is(err, ErrUnavailable) {
		o = s.whole
	}
	if o.odd++; errors.Is(err, ErrMalformed) && o.odd < oddAnswers {
		s.roles[role] = o
		s.mu.Unlock()
		return
	}
	if o.err == nil || !now.Before(o.until) {
		o.pause = min(max(2*o.pause, s.first), longestPause*s.first)
	}
	pause := o.pause
	if e, ok := errors.AsType[*Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	o.err = err
	if until := now.Add(pause); until.After(o.until) {
		o.until = until
	}
	if errors.Is(err, ErrUnavailable) {
		s.whole = o
	} else {
		s.roles[role] = o
	}
	first := s.since.IsZero()
	if first {
		s.since = now
	}
	s.mu.Unlock()
	s.counts.lost.Set(1)
	if first {
		s.logger.WarnContext(ctx, "source of market data lost", "source", s.name, "asked_for", role, "error", err, "tried_again_in", pause.Round(time.Second).String())
	}
}

// back notes that the source answers in a role. It is back when it does in all.
func (s *monitor) back(ctx context.Context, role string) {
	now := time.Now()
	s.mu.Lock()
	s.answered = now
	probing := s.roles[role].probing
	s.whole = outage{probing: probing && s.whole.probing}
	s.roles[role] = outage{probing: probing}
	since := s.since
	for _, o := range s.roles {
		if o.err != nil {
			since = time.Time{}
		}
	}
	if !since.IsZero() {
		s.since = time.Time{}
	}
	s.mu.Unlock()
	if !since.IsZero() {
		s.counts.lost.Set(0)
		s.logger.InfoContext(ctx, "source of market data is back", "source", s.name, "lost_for", now.Sub(since).Round(time.Second).String())
	}
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
