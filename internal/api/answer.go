package api

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
)

// The outcomes of an answer. Others are "error:" and a code.
const (
	outcomeDone       = "done"
	outcomeClientGone = "client_gone"
	outcomeTimeout    = "timeout"
	outcomeShutdown   = "shutdown"
)

func errorOutcome(c fault.Code) string { return "error:" + string(c) }

// answerRecord is what is known of one answer while it is given and after. It never
// holds the question or the text.
type answerRecord struct {
	run, session, model, mode, requestID string // model is empty when it is not known

	claimed bool // model is the client's word alone: it may be any

	started     time.Time
	took        time.Duration
	firstDelta  time.Duration // once there are deltas
	deltas      int
	tools       int
	toolsFailed int
	sources     int
	usage       answer.Usage
	outcome     string
	err         error

	answers answerer // who gives it
	metrics *modeMetrics
}

// sink takes the events of an answer, all but Finished.
type sink interface{ take(answer.Event) error }

// consume hands events on until the answer ends, fails, or nobody wants it any
// more. It runs on the handler's goroutine: to return is to cancel.
func (a *answerRecord) consume(ctx context.Context, events iter.Seq2[answer.Event, error], to sink) (*answer.Finished, error) {
	for ev, err := range events {
		if err != nil {
			return nil, err
		}
		if fin, ok := ev.(answer.Finished); ok {
			a.usage, a.model = fin.Usage, cmp.Or(fin.Model, a.model)
			last := fin // to return &fin would move it to the heap for each event that is none
			return &last, nil
		}
		a.count(ev)
		if err := to.take(ev); err != nil {
			return nil, err
		}
		// A flush to a dead connection can succeed; only ctx tells.
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	return nil, errNoEnd
}

func (a *answerRecord) count(ev answer.Event) {
	switch ev := ev.(type) {
	case answer.Delta:
		if ev.Text == "" {
			return
		}
		if a.deltas == 0 {
			a.firstDelta = time.Since(a.started)
			a.metrics.firstDelta.Observe(a.firstDelta.Seconds())
		}
		a.deltas++
		a.metrics.deltas.Inc()
	case answer.ToolFinished:
		a.tools++
		if ev.Failed {
			a.toolsFailed++
		}
	case answer.SourceFound:
		a.sources++
	}
}

// ending is why an answer ended, nil when it is whole. Why ctx ended goes
// before what that made of the model's answer: a client's leaving can look
// like success, and a shutdown like a fault of the model. An answer that was
// finished when the shutdown came is still whole.
func ending(ctx context.Context, fin *answer.Finished, err error) error {
	cause := context.Cause(ctx)
	switch {
	case cause == nil:
		return err
	case errors.Is(err, errClientGone), errors.Is(err, errInternal):
		return err
	case errors.Is(cause, fault.ErrShutdown), errors.Is(cause, fault.ErrAnswerTimeout):
		if fin != nil {
			return nil
		}
		return cause
	}
	return errClientGone
}

// end fixes the outcome.
func (a *answerRecord) end(err error) {
	a.err = err
	switch {
	case err == nil:
		a.outcome = outcomeDone
	case errors.Is(err, errClientGone):
		a.outcome = outcomeClientGone
	default:
		code := fault.Of(err).Code
		own := map[fault.Code]string{fault.Shutdown: outcomeShutdown, fault.Timeout: outcomeTimeout}[code]
		a.outcome = cmp.Or(own, errorOutcome(code))
	}
}

// failed reports an ending that an operator may have to look at.
func (a *answerRecord) failed() bool {
	return a.outcome != outcomeDone && a.outcome != outcomeClientGone && a.outcome != outcomeShutdown
}

func (a *answerRecord) done(fin *answer.Finished, took time.Duration) doneData {
	return doneData{
		FinishReason: fin.Reason, Usage: usageOf(fin.Usage),
		Sources: fin.Sources, Tools: fin.Tools, ToolsFailed: a.toolsFailed, MS: took.Milliseconds(), Model: fin.Model,
	}
}

// shortID tells sessions apart in a log: whoever has a whole id, and its owner's key
// or address, has the conversation.
func shortID(id string) string { return id[:min(len(id), 10)] }

// modelToLog is the model, empty when it is not known.
func (a *answerRecord) modelToLog() string {
	if a.claimed {
		return ""
	}
	return a.model
}

// attrs are what the request's log record says of the answer.
func (a *answerRecord) attrs() []slog.Attr {
	attrs := []slog.Attr{
		slog.String("outcome", a.outcome),
		slog.String("run", a.run),
		slog.String("session", shortID(a.session)),
		slog.String("model", a.modelToLog()),
		slog.String("mode", a.mode),
		slog.Int("deltas", a.deltas),
		slog.Int("tools", a.tools),
		slog.Int("tools_failed", a.toolsFailed),
	}
	if a.deltas > 0 {
		attrs = append(attrs, slog.Int64("first_delta_ms", a.firstDelta.Milliseconds()))
	}
	return attrs
}
