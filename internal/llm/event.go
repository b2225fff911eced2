package llm

import (
	"errors"
	"strings"
	"time"
)

// data acts on the value of a data line at once, without waiting for the blank
// line after it: several servers send that late. Only JSON that goes on in
// another data line waits for it.
func (s *step) data(data []byte) error {
	data = trim(data)
	if len(s.pending) == 0 && !s.errorEvent {
		if text, ok := s.text.content(data); ok {
			return s.say(Chunk{Text: text})
		}
	}
	switch {
	case s.errorEvent:
		return s.client.faultError(eventFault(data), 0)
	case len(s.pending) > 0:
		return s.pend(data)
	case len(data) == 0:
		return nil
	case string(data) == "[DONE]":
		return errDone
	}
	f, err := decodeFrame(data)
	if errors.Is(err, errIncomplete) {
		return s.pend(data)
	}
	if err != nil {
		return s.malformed("data that is not a chunk", err)
	}
	return s.frame(f, data)
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
	s.errorEvent = false
	if len(s.pending) == 0 {
		return nil
	}
	data := s.pending
	s.pending = nil
	f, err := decodeFrame(data)
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
func (s *step) frame(f *frame, data []byte) error {
	if isSet(f.Error) || f.Object == "error" || f.Choices == nil && f.Usage == nil {
		if err := s.faultIn(data); err != nil {
			return err
		}
	}
	if f.Object == "chat.completion" {
		return s.malformed("a whole completion where a chunk was expected", nil)
	}
	if f.Usage != nil {
		s.usage = Usage{PromptTokens: int(f.Usage.Prompt), CompletionTokens: int(f.Usage.Completion)}
	}
	if choice, ok := f.choice(); ok {
		if err := s.choice(choice); err != nil {
			return err
		}
	}
	if s.finished && f.Usage != nil {
		return errDone // nothing more is to come but [DONE]
	}
	return nil
}

func (s *step) choice(c choice) error {
	reasoning := c.Delta.ReasoningContent
	if reasoning == "" {
		reasoning = c.Delta.Reasoning // some send both, with the same text
	}
	if err := s.say(Chunk{Text: string(c.Delta.Content + c.Delta.Refusal), Reasoning: string(reasoning)}); err != nil {
		return err
	}
	pieces := c.Delta.ToolCalls
	if f := c.Delta.FunctionCall; f != nil {
		pieces = append(pieces, callPiece{Index: new(int), Function: *f})
	}
	for _, piece := range pieces {
		s.clock.carries = true
		if !s.calls.add(piece) {
			s.reason = FinishToolCalls
			return errFull
		}
	}
	return s.finish(string(c.FinishReason))
}

// finish notes why the model stopped.
func (s *step) finish(reason string) error {
	switch strings.ToLower(reason) {
	case "", "null":
		return nil
	case "error":
		return &Error{Kind: ErrUnavailable, Message: "the model's server reports an error in its answer"}
	case "abort", "aborted", "cancelled", "insufficient_system_resource":
		return &Error{Kind: ErrTruncated, Message: s.client.oneLine("finish reason " + reason)}
	case "length", "max_tokens", "max_output_tokens", "model_length":
		s.reason = FinishLength
	case "tool_calls", "tool_use", "function_call":
		s.reason = FinishToolCalls
	case "content_filter", "safety", "recitation", "refusal":
		s.reason = FinishContentFilter
	default: // "stop", "eos", "end_turn", "stop_sequence" and what is yet to be invented
		s.reason = FinishStop
	}
	if !s.finished {
		s.finished = true
		s.clock.finished = time.Now()
	}
	s.clock.carries = true
	return nil
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
		c.Text = cut(c.Text, room)
		c.Reasoning = cut(c.Reasoning, room-len(c.Text))
	}
	s.size += n
	s.shown = true
	c.More = n <= room && s.lines.more()
	s.more = c.More
	if !s.yield(c, nil) {
		return errStopped
	}
	if n > room {
		s.reason = FinishLength
		return errFull
	}
	return nil
}
