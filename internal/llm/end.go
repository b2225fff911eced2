package llm

import (
	"context"
	"errors"
	"io"
)

// end turns the end of reading into the last chunk, or into the error that it is.
func (s *step) end(ctx context.Context, why error) error {
	if errors.Is(why, io.EOF) {
		why = s.last()
	}
	switch {
	case errors.Is(why, errStopped), ctx.Err() != nil && !errors.Is(context.Cause(ctx), errSilence):
		return why
	case errors.Is(why, errFull):
	case !s.finished:
		return s.broken(why)
	}
	s.yield(Chunk{End: s.sum()}, nil) // whether the caller stops here or ranges on, the step is complete
	return nil
}

// last takes the line that the end of the stream ended.
func (s *step) last() error {
	if line := s.lines.rest(); len(line) > 0 {
		if err := s.take(line); err != nil {
			return err
		}
	}
	if f, err := decodeFrame(s.pending); err == nil { // the end of the stream ends an event too
		if err := s.frame(f, s.pending); err != nil {
			return err
		}
	}
	if err := s.faultIn(s.stray); err != nil {
		return err
	}
	return io.EOF
}

// broken is the error of a stream that ended without a finish reason.
func (s *step) broken(why error) error {
	if _, ok := errors.AsType[*Error](why); ok || errors.Is(why, errSilence) {
		return why
	}
	e := &Error{Kind: ErrTruncated, Message: "no finish reason"}
	if !errors.Is(why, io.EOF) && !errors.Is(why, errDone) {
		e.Err = s.client.cause(why)
	}
	return e
}

func (s *step) sum() *End {
	end := &End{FinishReason: s.reason, ToolCalls: s.calls.complete(), Usage: s.usage}
	switch {
	case len(end.ToolCalls) > 0 && end.FinishReason == FinishStop:
		end.FinishReason = FinishToolCalls
	case len(end.ToolCalls) == 0 && end.FinishReason == FinishToolCalls:
		end.FinishReason = FinishStop
	}
	return end
}

// drain waits a moment for the end of the body of a complete answer, and says
// whether it came.
func (s *step) drain(body io.Reader) bool {
	if s.eof {
		return true
	}
	s.clock.timer.Reset(drainTime)
	defer s.clock.timer.Stop()
	for range 4 {
		if _, err := body.Read(s.lines.small[:]); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
	return false
}
