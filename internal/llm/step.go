package llm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quotewire/internal/llm/wire"
)

const (
	// usageGrace is how long after a finish reason more is waited for, a usage or
	// [DONE]: few servers keep silent there, and others have not finished.
	usageGrace = 2 * time.Second
	// drainTime is how long the end of a complete answer's body is waited for, so
	// that its connection serves the next step too.
	drainTime = 25 * time.Millisecond
	// keepAlives is how many times over comments and empty chunks may prolong a
	// silence.
	keepAlives = 5
	// maxStray caps the lines that belong to no event stream.
	maxStray = 32 << 10
)

// Why a step's reading ends though its stream may go on.
var (
	errSilence = errors.New("silence")
	errDone    = errors.New("step is complete")
	errFull    = errors.New("step is full")
)

// step is one request for a model step: its stream, and what is gathered from
// it. One goroutine runs it, the caller's own; another waits for its first bytes
// meanwhile (begin.go).
type step struct {
	client *Client
	asked  wired
	spent  Usage // before, for the same step
	yield  func(Chunk, error) bool
	cancel context.CancelCauseFunc // ends the request, and with it a blocked read
	clock  silence
	lines  lines
	text   wire.Extractor

	answered bool   // the server did not refuse
	begun    bool   // a line of an event stream has come
	pending  []byte // an event's data so far, when it is not yet complete
	stray    []byte // lines that belong to no event stream: an error, or an answer in one piece
	event    string // the event's name

	shown       bool   // the caller was given a delta
	more        bool   // its last chunk said that more is in memory
	size        int    // bytes of text and reasoning that were given out
	heard       int    // and that came
	deltas      bool   // text or calls have come in deltas
	told        string // what messages in the place of deltas have said
	half        string // of a character at the end of the text so far
	halfThought string // and of the reasoning
	parting     wire.Parting
	calls       wire.Calls
	extras      wire.Extras
	written     []ToolCall // in the text
	finished    bool       // a reason to stop has come
	goesOn      bool       // and something of the answer after it
	stop        FinishReason
	usage       Usage
	meter       *Meter
	eof         bool
}

func newStep(c *Client, asked wired, spent Usage, yield func(Chunk, error) bool) *step {
	callable := asked.callable()
	return &step{
		client: c, asked: asked, spent: spent, yield: yield,
		calls:   wire.NewCalls(callable, c.opts.MaxToolCalls, c.opts.MaxArguments),
		parting: wire.NewParting(callable, c.opts.MaxArguments, c.facts.suspects(asked.model)),
	}
}

// run makes the request and yields its chunks.
func (s *step) run(ctx context.Context, req wired) (err error) {
	prompt := estimated(s.asked.size())
	s.meter = MeterFrom(ctx)
	if err := s.meter.Begin(prompt); err != nil {
		return err
	}
	start := time.Now()
	inner, cancel := context.WithCancelCause(ctx)
	s.cancel = cancel
	s.clock = newSilence(start, s.client.opts, func() { cancel(errSilence) })
	outcome := outcomeCancelled // unless run returns: a panic of the caller's is its leaving too
	defer func() {
		s.clock.stop()
		cancel(nil)
		s.client.metrics.observe(outcome, time.Since(start))
		s.settle(prompt, err)
	}()
	s.lines = newLines(s.client.buffers, s.client.opts.MaxLine)
	defer s.lines.release()
	body, err := s.begin(inner, req)
	if err == nil {
		err = s.read(inner, body)
	}
	err = s.explain(ctx, inner, err)
	outcome = outcomeOf(err)
	return err
}

// explain puts the reason in place of its effect: what a cancelled request
// reports says little about why it was cancelled.
func (s *step) explain(ctx, inner context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, errStopped), errors.Is(err, errForcedCall):
		return err
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errSilence), errors.Is(context.Cause(inner), errSilence):
		return &Error{Kind: ErrIdle, Message: s.clock.patience()}
	}
	return err
}

// read takes the stream in until the step is complete.
func (s *step) read(ctx context.Context, body io.ReadCloser) error {
	defer s.client.close(body)
	complete := false
	// The request is ended before its body is closed, for then the close cannot
	// wait for anything. A complete answer was drained, and has nothing to end.
	defer func() {
		if !complete {
			s.cancel(errStopped)
		}
	}()
	for {
		err := s.takeLines()
		if err == nil {
			err = s.fill(body)
		}
		if err == nil {
			continue
		}
		full := errors.Is(err, errFull)
		if err = s.end(ctx, err); err == nil && !full {
			complete = s.drain(body)
		}
		return err
	}
}

// takeLines takes all complete lines in memory, and keeps the promise of
// Chunk.More before the network is waited for.
func (s *step) takeLines() error {
	for {
		line, ok := s.lines.next()
		if !ok {
			break
		}
		if err := s.take(line); err != nil {
			return err
		}
	}
	if s.more {
		s.more = false
		if !s.yield(Chunk{}, nil) {
			return errStopped
		}
	}
	return nil
}

func (s *step) fill(body io.Reader) error {
	if s.eof {
		return io.EOF
	}
	if !s.clock.start() {
		return errSilence
	}
	n, err := s.lines.fill(body)
	return s.filled(n, err)
}

// filled acts on what a read of the body came to.
func (s *step) filled(n int, err error) error {
	s.clock.read(n)
	if errors.Is(err, errLineTooLong) {
		return s.malformed(fmt.Sprintf("a line of more than %d bytes", s.client.opts.MaxLine), nil)
	}
	if n > 0 && errors.Is(err, io.EOF) {
		s.eof = true
		return nil
	}
	return err
}

// take acts on one line of the stream.
func (s *step) take(line []byte) error {
	if data, ok := bytes.CutPrefix(line, []byte("data:")); ok {
		s.begun = true
		return s.data(data)
	}
	switch {
	case len(line) == 0:
		return s.boundary()
	case line[0] == ':':
		return nil
	case bytes.HasPrefix(line, []byte("\xef\xbb\xbf")):
		return s.take(line[3:])
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	switch string(name) {
	case "event":
		s.begun = true
		if s.event = strings.ToLower(string(bytes.TrimSpace(value))); s.event == "message" {
			s.event = "" // what an event is without a name
		}
		return nil
	case "id", "retry":
		s.begun = true
		return nil
	}
	return s.strayLine(line)
}

// strayLine keeps what is not part of an event stream. Some servers break off a
// stream with a bare JSON error, and some answer in one piece.
func (s *step) strayLine(line []byte) error {
	if isDone(trim(line)) {
		return errDone
	}
	limit := maxStray
	if s.whole(line) {
		limit = s.client.opts.MaxLine
	}
	if len(s.stray)+len(line) >= limit {
		return s.malformed("lines that are no event stream", nil)
	}
	s.stray = append(append(s.stray, line...), '\n')
	if line[0] != '{' {
		return nil
	}
	if f, err := wire.DecodeFrame(line); err == nil && len(f.Choices) > 0 { // chunks without "data:", or an answer on one line
		s.stray = s.stray[:0]
		return s.frame(f, line)
	}
	return s.faultIn(line)
}

// whole says whether the body is one JSON object and not a stream.
func (s *step) whole(line []byte) bool {
	first := line
	if len(s.stray) > 0 {
		first = s.stray
	}
	return !s.begun && bytes.HasPrefix(bytes.TrimLeft(first, " \t"), []byte("{"))
}

func (s *step) faultIn(raw []byte) error {
	if f, ok := parseFault(raw); ok {
		return s.explained(f, raw)
	}
	return nil
}

// explained is the error for what a server says within its answer.
func (s *step) explained(f fault, raw []byte) error {
	e := s.client.faultError(f, 0)
	e.raw = string(raw)
	return e
}

func (s *step) malformed(what string, err error) error {
	return &Error{Kind: ErrMalformed, Message: what, Err: s.client.cause(err)}
}
