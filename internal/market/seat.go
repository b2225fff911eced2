package market

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// seat is one source at the desk, and whether it answers at present.
type seat struct {
	source Source
	name   string
	// decides says that what the source does not know nobody does: see Decider.
	decides bool
	first   time.Duration // the first pause
	logger  *slog.Logger
	counts  counts

	mu       sync.Mutex
	odd      int           // malformed answers in a row
	err      error         // why it is lost; nil: it is not
	since    time.Time     // when it was lost
	until    time.Time     // it is left alone till then
	pause    time.Duration // the last
	probing  bool          // somebody tries it again
	answered time.Time     // when it last did
}

// Decider is a source whose word about a symbol is final: one that it does not know, or
// has nothing of, no other is asked for.
type Decider interface{ Decides() bool }

func newSeat(s Source, o Options, counts counts) *seat {
	one := &seat{source: s, name: s.Name(), first: o.Pause, logger: o.Logger, counts: counts}
	if d, ok := s.(Decider); ok {
		one.decides = d.Decides()
	}
	return one
}

// lost reports whether the source does not answer at present.
func (s *seat) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil
}

// failure is why the source is left alone, for a question that it was not asked.
func (s *seat) failure(symbol Symbol) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := &Error{Kind: ErrUnavailable, Err: s.err}
	if known, ok := errors.AsType[*Error](s.err); ok {
		copied := *known
		e = &copied
	}
	if !Refused(e) {
		e.Kind = ErrUnavailable
	}
	e.Symbol, e.RetryAfter = symbol.String(), max(e.RetryAfter, time.Until(s.until), time.Second)
	return e
}

// due reports whether a lost source is to be tried again now, by the caller alone, who
// says tried when it is done.
func (s *seat) due() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil || s.probing || time.Now().Before(s.until) {
		return false
	}
	s.probing = true
	return true
}

func (s *seat) tried() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probing = false
}

// put asks the source and notes how it is. While others could be asked in its place it has
// no longer than patience; the error of a question that took longer wraps errSlow.
func put[V any](ctx context.Context, s *seat, others bool, question func(context.Context) (V, error)) (V, error) {
	within, cancel := ctx, context.CancelFunc(func() {})
	if others {
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
	s.note(ctx, err)
	return v, err
}

// servedStale counts an old answer of a source.
func (m *Market) servedStale(source string) {
	for _, s := range m.seats {
		if s.name == source {
			s.counts.stale.Inc()
		}
	}
}

// everAnswered reports whether the source has answered anybody.
func (s *seat) everAnswered() bool { return s.answeredSince(time.Time{}) }

// answeredSince reports whether the source answered anybody since.
func (s *seat) answeredSince(since time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered.After(since)
}

// note takes how a question under ctx ended. One that its caller gave up says nothing.
func (s *seat) note(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil || errors.Is(err, ErrQuery) || errors.Is(err, ErrBusy) {
		return
	}
	switch {
	case Refused(err):
		s.counts.refused.Inc()
		s.lose(ctx, err)
	case errors.Is(err, ErrMalformed):
		s.counts.malformed.Inc()
		s.mu.Lock()
		s.odd++
		lost := s.odd >= oddAnswers
		s.mu.Unlock()
		if lost {
			s.lose(ctx, err)
		}
	default:
		s.counts.answered.Inc()
		s.back(ctx)
	}
}

// lose leaves the source alone for a while. It is told once until it is back.
func (s *seat) lose(ctx context.Context, err error) {
	now := time.Now()
	s.mu.Lock()
	first := s.err == nil
	if first {
		s.since = now
	}
	if first || !now.Before(s.until) {
		s.pause = min(max(2*s.pause, s.first), longestPause*s.first)
	}
	pause := s.pause
	if e, ok := errors.AsType[*Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	s.err = err
	if until := now.Add(pause); until.After(s.until) {
		s.until = until
	}
	s.mu.Unlock()
	s.counts.lost.Set(1)
	if first {
		s.logger.WarnContext(ctx, "source of market data lost", "source", s.name, "error", err, "tried_again_in", pause.String())
	}
}

// back notes that the source answers.
func (s *seat) back(ctx context.Context) {
	now := time.Now()
	s.mu.Lock()
	lost, since := s.err != nil, s.since
	s.err, s.since, s.until, s.pause, s.odd, s.answered = nil, time.Time{}, time.Time{}, 0, 0, now
	s.mu.Unlock()
	if lost {
		s.counts.lost.Set(0)
		s.logger.InfoContext(ctx, "source of market data is back", "source", s.name, "lost_for", now.Sub(since).Round(time.Second).String())
	}
}
