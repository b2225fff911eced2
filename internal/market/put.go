package market

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// limit is how long the source may take, 0 for as long as it takes itself: where others
// could be asked in its place, where one before it was slow, or it was silent of late.
func (s *monitor) limit(others, slow bool) time.Duration {
	switch {
	case others && slow:
		return haste
	case others, slow, s.silent():
		return patience
	}
	return 0
}

// put asks the source in a role and notes how it is. The error of a question that took
// longer than limit, if there is one, wraps errSlow.
func put[V any](ctx context.Context, s *monitor, role string, limit time.Duration, question func(context.Context) (V, error)) (V, error) {
	within, cancel := ctx, context.CancelFunc(func() {})
	if limit > 0 {
		within, cancel = context.WithTimeoutCause(ctx, limit, errSlow)
	}
	defer cancel()
	s.counts.asked.Inc()
	p := putting{role: role, start: time.Now(), hasty: limit == haste}
	v, err := guarded(within, s, question)
	if err != nil && errors.Is(context.Cause(within), errSlow) {
		err = &Error{Kind: ErrUnavailable, Message: fmt.Sprintf("no answer within %s", limit), Err: errSlow}
		if s.answeredSince(p.start) {
			return v, err // it answers others: this question is a hard one, or waited for its turn
		}
	}
	s.note(ctx, p, err)
	return v, err
}

// putting is a question as it was put to a source.
type putting struct {
	role  string
	start time.Time
	hasty bool // in haste
}

// note takes how a question under ctx ended. One that its caller gave up says nothing.
func (s *monitor) note(ctx context.Context, p putting, err error) {
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
		s.back(ctx, p)
		return
	}
	s.lose(ctx, p, err)
}

// lose leaves the source alone for a while: in all its roles where it is down, else in this
// one. It is told once until it is back.
func (s *monitor) lose(ctx context.Context, p putting, err error) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.roles[p.role]
	if errors.Is(err, ErrUnavailable) {
		o = s.whole
	}
	if o.odd++; errors.Is(err, ErrMalformed) && o.odd < oddAnswers {
		s.roles[p.role] = o
		return
	}
	switch {
	case o.err == nil && p.hasty:
		o.pause = 0
	case o.err == nil && now.Sub(o.back) > o.pause: // it was well for long enough
		o.pause = s.first
	case o.err == nil, !now.Before(o.until):
		o.pause = min(max(2*o.pause, s.first), longestPause*s.first)
	}
	pause := o.pause
	if e, ok := errors.AsType[*Error](err); ok {
		pause = max(pause, e.RetryAfter)
	}
	o.err, o.at = err, now
	if until := now.Add(pause); until.After(o.until) {
		o.until = until
	}
	if errors.Is(err, ErrUnavailable) {
		s.whole = o
	} else {
		s.roles[p.role] = o
	}
	s.counts.lost.Set(1)
	if s.since.IsZero() {
		s.since = now
		s.logger.WarnContext(ctx, "source of market data lost", "source", s.name, "asked_for", p.role, "error", err, "tried_again_in", pause.Round(time.Second).String())
	}
}

// back notes that the source answers in a role. It is back when it does in all. It tells
// so, as lose does, under the lock: in the order in which it came about.
func (s *monitor) back(ctx context.Context, p putting) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered = now
	s.whole = s.whole.over(p.start, now)
	s.roles[p.role] = s.roles[p.role].over(p.start, now)
	if _, err := s.outage(); err != nil || s.since.IsZero() {
		return
	}
	s.counts.lost.Set(0)
	s.logger.InfoContext(ctx, "source of market data is back", "source", s.name, "lost_for", now.Sub(s.since).Round(time.Second).String())
	s.since = time.Time{}
}

// over is what an outage is after an answer to a question that was put at start. One that
// was under way when others were refused says nothing: a source that refuses every other
// question would be lost and back with each. To be silent an answer contradicts.
func (o outage) over(start, now time.Time) outage {
	switch {
	case o.err == nil:
		o.odd = 0
		return o
	case o.at.After(start) && !errors.Is(o.err, errSlow):
		return o
	}
	return outage{probing: o.probing, pause: o.pause, back: now}
}
