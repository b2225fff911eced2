package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/session"
)

// delivery gives the answer to a question to its client, in one form or
// another.
type delivery func(x *exchange, r *http.Request, q *question, turn *session.Turn) error

// ask admits, reads and answers a question. Until deliver runs, a fault is a
// JSON error with a status.
func (s *Server) ask(x *exchange, r *http.Request, m *mode, deliver delivery) error {
	if err := s.access.Enter(x.client); err != nil {
		return err
	}
	defer s.access.Leave(x.client)
	q, err := s.decode(x, r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		if q.unasked == nil {
			eventStreamHeaders(x)
		}
		return q.unasked
	}
	turn, err := s.opts.Sessions.Begin(r.Context(), x.client, q.sessionID)
	if err != nil {
		return err
	}
	defer turn.Close()
	q.turn.History = turn.History()
	x.answer = s.newAnswer(x, m, turn.ID)
	defer s.settleAnswer(x.answer)
	r = r.WithContext(withTrace(r.Context(), trace{x.id, x.answer.run}))
	x.answer.model, x.answer.claimed = s.modelName(r.Context(), q), q.unasked != nil
	if m.name == modeAdvanced { // a chat has nothing to cut short
		finish, end := s.runs.begin(x.answer.run, x.client)
		defer end()
		q.turn.Finish = finish
	}
	return deliver(x, r, q, turn)
}

func (s *Server) newAnswer(x *exchange, m *mode, sessionID string) *answerRecord {
	a := &answerRecord{
		run: s.newID(), session: sessionID, mode: m.name, answers: m.answers, requestID: x.id,
		started: s.now(), outcome: errorOutcome(fault.Internal), metrics: m.metrics,
	}
	a.metrics.open.Inc()
	return a
}

// settleAnswer runs deferred: an answer that panicked is counted too.
func (s *Server) settleAnswer(a *answerRecord) {
	a.took = s.now().Sub(a.started)
	a.metrics.open.Dec()
	a.metrics.ended(a.outcome, a.took)
	s.turns.add(a)
}

func eventStreamHeaders(x *exchange) {
	h := x.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no") // or nginx collects the stream before it passes it on
	x.WriteHeader(http.StatusOK)
}

// stream answers as server-sent events, in exactly one done or error.
func (s *Server) stream(x *exchange, r *http.Request, q *question, turn *session.Turn) error {
	ctx, cancel := context.WithTimeoutCause(r.Context(), s.opts.MaxAnswer, fault.ErrAnswerTimeout)
	defer cancel()
	out := s.openStream(ctx, x, cancel)
	defer s.closeStream(ctx, x, out, turn)

	a := x.answer
	err := out.event(eventSession, sessionData{SessionID: a.session, RunID: a.run, Model: a.model, Mode: a.mode, Demo: s.opts.Demo})
	var fin *answer.Finished
	if err == nil {
		turn.GiveOut()
		fin, err = a.consume(ctx, q.answer(ctx, a.answers), out)
	}
	err = ending(ctx, fin, out.cause(err))
	shutdown := errors.Is(context.Cause(ctx), fault.ErrShutdown)
	if err == nil {
		turn.Ending()
		err = out.last(eventDone, a.done(fin, s.now().Sub(a.started)), shutdown)
		return s.conclude(ctx, a, turn, session.Exchange{Question: q.turn.Question, Answer: fin.Answer}, err)
	}
	turn.Close() // who reads the error may ask again at once
	if !errors.Is(err, errClientGone) {
		if lost := out.last(eventError, fault.Of(err).Data(x.id), shutdown); lost != nil {
			err = lost
		}
	}
	a.end(err)
	return err
}

// conclude ends an answer whose last byte was written with err. Only a whole
// answer that went out becomes part of its session. A client that is gone by now
// may well have left because it had all it wanted: only the write tells.
func (s *Server) conclude(ctx context.Context, a *answerRecord, turn *session.Turn, said session.Exchange, err error) error {
	a.end(err)
	if err != nil {
		return err
	}
	if err := turn.Commit(said.Question, said.Answer); err != nil {
		// The client has its answer: there is nobody to tell but the operator.
		s.log.ErrorContext(ctx, "commit turn", "session", shortID(a.session), "error", err)
	}
	turn.Close()
	return nil
}

func (s *Server) openStream(ctx context.Context, x *exchange, abandon context.CancelFunc) *stream {
	eventStreamHeaders(x)
	out := &stream{
		w: x.ResponseWriter, rc: http.NewResponseController(x.ResponseWriter),
		buffers: s.buffers, log: s.log, abandon: abandon, run: x.answer.run, pace: s.pace,
	}
	out.start(ctx)
	return out
}

// closeStream runs deferred. A panic ends the stream in an error event, then
// in a broken connection, so that nobody takes it for a clean end.
func (s *Server) closeStream(ctx context.Context, x *exchange, out *stream, turn *session.Turn) {
	v := recover()
	if v != nil {
		turn.Close()
		x.err = fmt.Errorf("panic: %w", errInternal)
		s.log.ErrorContext(ctx, "answer panicked", "panic", v, "stack", stack())
		x.answer.end(x.err)
		if err := out.last(eventError, fault.Of(x.err).Data(x.id), false); err != nil {
			x.err = errors.Join(x.err, err)
		}
	}
	x.bytes += out.close()
	if v != nil {
		panic(http.ErrAbortHandler)
	}
}

// take makes a stream the sink of an answer.
func (s *stream) take(ev answer.Event) error {
	switch ev := ev.(type) {
	case answer.Delta:
		return s.delta(ev.Text, ev.More)
	case answer.Exhibited:
		return s.show(ev)
	}
	name, data := eventData(ev)
	if name == "" {
		return nil
	}
	return s.event(name, data)
}
