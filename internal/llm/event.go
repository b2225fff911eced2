package llm

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"quotewire/internal/llm/wire"
	"quotewire/internal/plaintext"
)

// data acts on the value of a data line at once, without waiting for the blank
// line after it: several servers send that late. Only JSON that goes on in
// another data line waits for it.
func (s *step) data(data []byte) error {
	data = trim(data)
	if len(s.pending) == 0 && s.event == "" {
		if text, ok := s.text.Content(data); ok && s.half == "" {
			s.deltas = s.deltas || text != ""
			return s.speak(text)
		}
	}
	switch {
	case s.event == "error":
		return s.explained(eventFault(data), data)
	case len(s.pending) > 0:
		return s.pend(data)
	case len(data) == 0, keepAlive.Match(data):
		return nil
	case isDone(data):
		if s.ours() || s.event == "done" {
			return errDone
		}
		return nil
	}
	f, err := wire.DecodeFrame(data)
	switch {
	case errors.Is(err, wire.ErrIncomplete):
		return s.pend(data)
	case err != nil && !s.ours():
		return nil
	case err != nil:
		return s.malformed("data that is not a chunk", err)
	}
	return s.frame(f, data)
}

// keepAlive are data that only keep a connection open.
var keepAlive = regexp.MustCompile(`(?i)^(?:null|ping|pong|heartbeat|keep-?alive)$`)

// ours says whether the event is one that was asked for: those of another name,
// pings and the like, are for who knows them.
func (s *step) ours() bool { return s.event == "" }

func isDone(data []byte) bool {
	return len(data) < 10 && strings.EqualFold(strings.Trim(string(data), `"`), "[DONE]")
}

// pend keeps a line of an event's data until all of it is there. To try whether
// it is with each line would cost the square of their number.
func (s *step) pend(data []byte) error {
	if len(s.pending)+len(data) >= s.client.opts.MaxLine {
		return s.malformed("an event of too many lines", nil)
	}
	s.pending = append(append(s.pending, data...), '\n')
	return nil
}

// boundary is the blank line that ends an event.
func (s *step) boundary() error {
	defer func() { s.event = "" }()
	if len(s.pending) == 0 {
		return nil
	}
	data := s.pending
	s.pending = nil
	f, err := wire.DecodeFrame(data)
	if err != nil && !s.ours() {
		return nil
	}
	if err != nil {
		return s.malformed("data that is not a chunk", err)
	}
	return s.frame(f, data)
}

// trim takes spaces off both ends; bytes.TrimSpace costs more than the rest.
func trim(data []byte) []byte {
	for len(data) > 0 && (data[0] == ' ' || data[0] == '\t') {
		data = data[1:]
	}
	for len(data) > 0 && (data[len(data)-1] == ' ' || data[len(data)-1] == '\t') {
		data = data[:len(data)-1]
	}
	return data
}

// frame acts on a chunk that was decoded in full.
func (s *step) frame(f *wire.Frame, data []byte) error {
	if !s.ours() && len(f.Choices) == 0 {
		return nil
	}
	if wire.IsSet(f.Error) || f.Object == "error" || f.Choices == nil && f.Usage == nil {
		if err := s.faultIn(data); err != nil {
			return err
		}
	}
	for _, told := range f.Counted() {
		s.count(told)
	}
	if choice, ok := f.Choice(); ok {
		return s.choice(choice)
	}
	return s.finish("", false)
}

// count takes over what a server says of tokens. Some say it in each chunk, some
// the prompt's in the first and the answer's in the last.
func (s *step) count(t *wire.Tokens) {
	if t == nil {
		return
	}
	s.usage.PromptTokens = cmp.Or(int(t.Prompt), int(t.Input), s.usage.PromptTokens)
	s.usage.CompletionTokens = cmp.Or(int(t.Completion), int(t.Output), s.usage.CompletionTokens)
}

func (s *step) choice(c wire.Choice) error {
	d := s.piece(c)
	if len(s.asked.Tools) > 0 {
		s.extras.Add(d.Extra)
	}
	if d.Reasoning != "" {
		if err := s.reason(string(d.Reasoning)); err != nil {
			return err
		}
	}
	if text := string(d.Content + d.Refusal); text != "" || s.half != "" {
		if !utf8.ValidString(text) || s.half != "" {
			text, s.half = wire.SplitHalf(s.half + text)
			text = wire.JoinHalves(text)
		}
		if err := s.speak(text); err != nil {
			return err
		}
	}
	pieces := d.ToolCalls
	if f := d.FunctionCall; f != nil {
		pieces = append(pieces, wire.CallPiece{Index: new(int), Function: *f})
	}
	for _, piece := range pieces {
		s.clock.carries = true
		if !s.calls.Add(piece) {
			s.stop = FinishToolCalls
			return errFull
		}
	}
	return s.finish(string(c.FinishReason), !d.IsZero())
}

// piece is what a choice adds to the message: its delta, or a message in the place
// of one. After deltas a message only repeats them; without any, it may hold all
// that was said so far.
func (s *step) piece(c wire.Choice) wire.Delta {
	d := c.Delta
	if d.Content != "" || d.ToolCalls != nil || d.FunctionCall != nil {
		s.deltas = true
	}
	if s.deltas || c.Message.IsZero() {
		return d
	}
	m := c.Message
	if d.Reasoning != "" || s.size > 0 && s.told == "" {
		m.Reasoning, m.Extra = d.Reasoning, d.Extra // it came by deltas
	}
	said := string(m.Content)
	m.Content = wire.Loose(strings.TrimPrefix(said, s.told))
	if len(m.Content) < len(said) {
		s.told = said
	} else {
		s.told += said
	}
	s.finished = true // a message is whole as it is
	return m
}

// finish notes why the model stopped. A server that says so in each chunk has not
// stopped: only the end of the stream tells. What the server may still have to
// say is waited for shortly when nothing but a reason came, else as long as for
// any chunk.
func (s *step) finish(reason string, carried bool) error {
	if carried {
		s.goOn()
	}
	switch strings.ToLower(reason) {
	case "", "null":
		if !s.clock.finished.IsZero() {
			s.clock.finished = time.Now()
		}
		return nil
	case "error":
		return &Error{Kind: ErrUnavailable, Message: "the model's server reports an error in its answer"}
	case "abort", "aborted", "cancelled", "insufficient_system_resource":
		return &Error{Kind: ErrTruncated, Message: s.client.oneLine("finish reason " + reason)}
	case "length", "max_tokens", "max_output_tokens", "model_length":
		s.stop = FinishLength
	case "tool_calls", "tool_use", "function_call":
		s.stop = FinishToolCalls
	case "content_filter", "safety", "recitation", "refusal":
		s.stop = FinishContentFilter
	default: // "stop", "eos", "end_turn", "stop_sequence" and what is yet to be invented
		s.stop = FinishStop
	}
	s.finished = true
	if !carried && !s.goesOn && (s.heard > 0 || !s.calls.Empty()) {
		s.clock.finished = time.Now()
	}
	s.clock.carries = true
	return nil
}

// goOn notes that the model goes on, although a reason to stop may have come.
func (s *step) goOn() {
	s.goesOn = s.goesOn || s.finished
	s.clock.finished = time.Time{}
}

// speak takes a piece of the message's text.
func (s *step) speak(text string) error {
	if text == "" {
		return nil
	}
	s.clock.carries = true
	if s.finished {
		s.goOn()
	}
	if s.heard += len(text); s.heard-s.size > s.client.opts.MaxText { // blanks without end are given to nobody
		s.stop = FinishLength
		return errFull
	}
	if s.parting.Plain(text) {
		return s.say(Chunk{Text: text})
	}
	thought, answer := s.parting.Write(text)
	return s.parted(thought, answer)
}

func (s *step) parted(thought, answer string) error {
	if thought != "" {
		if err := s.say(Chunk{Reasoning: thought}); err != nil {
			return err
		}
	}
	if answer != "" {
		return s.say(Chunk{Text: answer})
	}
	return nil
}

// reason takes a piece of what the server itself calls reasoning.
func (s *step) reason(text string) error {
	s.parting.Trust()
	s.heard += len(text)
	text, s.halfThought = wire.SplitHalf(s.halfThought + text)
	return s.say(Chunk{Reasoning: wire.JoinHalves(text)})
}

// say yields a delta.
func (s *step) say(c Chunk) error {
	n := len(c.Text) + len(c.Reasoning)
	if n == 0 {
		return nil
	}
	s.clock.carries = true
	room := s.client.opts.MaxText - s.size
	if n > room {
		c.Text = plaintext.Clip(c.Text, room)
		c.Reasoning = plaintext.Clip(c.Reasoning, room-len(c.Text))
	}
	s.size += n
	s.shown = true
	c.More = n <= room && s.lines.more()
	s.more = c.More
	if !s.yield(c, nil) {
		return errStopped
	}
	if n > room {
		s.stop = FinishLength
		return errFull
	}
	return nil
}
