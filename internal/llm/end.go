package llm

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"

	"quotewire/internal/llm/wire"
)

// errForcedCall says that a model which had to write called a tool.
var errForcedCall = errors.New("model calls a tool where it has to write")

// end turns the end of reading into the last chunk, or into the error that it is.
func (s *step) end(ctx context.Context, why error) error {
	if errors.Is(why, io.EOF) {
		why = s.last()
	}
	full := errors.Is(why, errFull)
	silent := errors.Is(why, errSilence) || errors.Is(context.Cause(ctx), errSilence)
	switch {
	case errors.Is(why, errStopped), ctx.Err() != nil && !silent:
		return why
	case full, errors.Is(why, errDone):
	case errors.Is(why, io.EOF) && s.finished:
	case silent && s.finished && !s.goesOn:
	case !s.clock.finished.IsZero() && !s.goesOn && !reported(why): // what failed came after the answer
	default:
		return s.broken(why)
	}
	if err := s.rest(full || s.stop == FinishLength); err != nil && !errors.Is(err, errFull) {
		return err
	}
	end := s.sum()
	if !s.asked.mayCall && len(s.asked.Tools) > 0 && len(end.ToolCalls) > 0 && s.parting.Given == 0 {
		return errForcedCall
	}
	s.client.facts.note(ctx, s, end)
	s.yield(Chunk{End: end}, nil) // whether the caller stops here or ranges on, the step is complete
	return nil
}

// reported says whether the server itself says that its answer has failed.
func reported(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.raw != ""
}

// last takes the line that the end of the stream ended, and an answer in one
// piece.
func (s *step) last() error {
	if line := s.lines.rest(); len(line) > 0 {
		if err := s.take(line); err != nil {
			return err
		}
	}
	if f, err := wire.DecodeFrame(s.pending); err == nil { // the end of the stream ends an event too
		if err := s.frame(f, s.pending); err != nil {
			return err
		}
	} else if len(s.pending) > 0 {
		return &Error{Kind: ErrTruncated, Message: "an event that is not complete"}
	}
	if f, err := wire.DecodeFrame(bytes.TrimSpace(s.stray)); err == nil && !s.begun && len(f.Choices) > 0 {
		return cmp.Or(s.frame(f, s.stray), errDone)
	}
	if err := s.faultIn(s.stray); err != nil {
		return err
	}
	return io.EOF
}

// rest gives out what was held back of the text, or takes it for the calls that
// it is.
func (s *step) rest(cut bool) error {
	if s.half != "" {
		thought, answer := s.parting.Write(wire.JoinHalves(s.half))
		s.half = ""
		if err := s.parted(thought, answer); err != nil {
			return err
		}
	}
	answer, calls := s.parting.End(cut)
	if len(calls) > 0 && s.calls.Empty() { // else the server has parsed them, and left the text
		s.written = calls[:min(len(calls), s.client.opts.MaxToolCalls)]
	}
	return s.parted("", answer)
}

// broken is the error of a stream that ended without saying so.
func (s *step) broken(why error) error {
	if _, ours := errors.AsType[*Error](why); ours || errors.Is(why, errSilence) {
		return why
	}
	e := &Error{Kind: ErrTruncated, Message: "no finish reason"}
	if !errors.Is(why, io.EOF) {
		e.Err = s.client.cause(why)
	}
	return e
}

func (s *step) sum() *End {
	end := &End{
		FinishReason: cmp.Or(s.stop, FinishStop), ToolCalls: s.calls.Finish(), Model: s.asked.model,
		Extra: s.extras.Object(), Thought: s.parting.Thought,
	}
	if len(end.ToolCalls) == 0 {
		end.ToolCalls = s.written
	}
	switch {
	case len(end.ToolCalls) > 0 && end.FinishReason == FinishStop:
		end.FinishReason = FinishToolCalls
	case len(end.ToolCalls) == 0 && end.FinishReason == FinishToolCalls:
		end.FinishReason = FinishStop
	}
	s.estimate()
	end.Usage = s.usage.Add(s.spent)
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
