package agent

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
	"quotewire/internal/sanitize"
)

// space is what is taken off the front of a step's text: some models begin with
// blank lines, above all before they call a tool.
const space = " \t\r\n"

// Stream is an answer on its way to its reader. It belongs to the goroutine that
// ranges.
type Stream struct {
	Sources Sources

	maxText int // bytes that one model step may write
	yield   func(answer.Event, error) bool
	text    strings.Builder // all deltas
	held    bool            // the last delta said that more is on its way
}

// Events is the answer that run gives: what it emits, and the error that it ends
// with, unless that is the reader's leaving. A model step may write maxText bytes.
func Events(maxText int, run func(*Stream) error) iter.Seq2[answer.Event, error] {
	return func(yield func(answer.Event, error) bool) {
		if err := run(&Stream{maxText: maxText, yield: yield}); err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// errStopped unwinds an answer whose reader has stopped ranging over it. It is
// never yielded.
var errStopped = errors.New("the reader stopped")

// Ended is the error of an answer whose context has ended.
func Ended(ctx context.Context) error {
	return fmt.Errorf("answer question: %w", context.Cause(ctx))
}

// Emit hands one event to the reader. Its error ends the answer.
func (s *Stream) Emit(e answer.Event) error {
	s.held = false
	if !s.yield(e, nil) {
		return errStopped
	}
	return nil
}

// Source numbers a source and announces it when it is new.
func (s *Stream) Source(found answer.Source) (answer.Source, error) {
	numbered, isNew := s.Sources.Add(found)
	if !isNew {
		return numbered, nil
	}
	return numbered, s.Emit(answer.SourceFound{Source: numbered})
}

// Text is the answer so far.
func (s *Stream) Text() string { return s.text.String() }

// Say adds text to the answer. More says that more comes at once.
func (s *Stream) Say(text string, more bool) error {
	s.text.WriteString(text)
	err := s.Emit(answer.Delta{Text: text, More: more})
	s.held = more
	return err
}

// Step is what one model step came to.
type Step struct {
	llm.End        // zero when the step was cut
	Text    string // what it wrote, without the gap to earlier text
	Cut     bool   // it wrote more than it may
}

// Reason is why an answer ends that ends with the step.
func (s Step) Reason() answer.FinishReason {
	switch {
	case s.Cut:
		return answer.FinishReason(llm.FinishLength)
	case s.FinishReason == "" || s.FinishReason == llm.FinishToolCalls:
		return answer.FinishReason(llm.FinishStop)
	}
	return answer.FinishReason(s.FinishReason)
}

// Step passes the text of one model step on as it comes, and notices to notice.
func (s *Stream) Step(ctx context.Context, chunks iter.Seq2[llm.Chunk, error], notice func(*llm.Notice) error) (Step, error) {
	w := stepWriter{Stream: s, clean: sanitize.New(s.Sources.Known())}
	var end *llm.End
	var fault error
	for c, err := range chunks {
		if fault = err; err != nil {
			break
		}
		if c.Notice != nil {
			if err := notice(c.Notice); err != nil {
				return Step{}, err
			}
			continue
		}
		if err := w.write(c); err != nil {
			return Step{}, err
		}
		if c.End != nil {
			end = c.End
		}
		if w.cut {
			break
		}
	}
	if end == nil && !w.cut && ctx.Err() != nil {
		return Step{}, Ended(ctx)
	}
	if err := w.show(w.clean.Rest(), false); err != nil {
		return Step{}, err
	}
	if fault == nil && end == nil && !w.cut {
		fault = &llm.Error{Kind: llm.ErrTruncated}
	}
	if fault != nil {
		return Step{}, fmt.Errorf("ask model: %w", fault)
	}
	return w.step(end), nil
}

// stepWriter passes the chunks of one step on to the reader.
type stepWriter struct {
	*Stream
	clean    *sanitize.Writer
	raw      strings.Builder // as the model wrote it
	begun    bool            // visible text has been written
	start    int             // where in the answer it begins, once begun
	thinking bool            // the reader knows that the model reasons
	cut      bool
}

// step is what the step came to. Bytes at its beginning that turned out to be
// thought are taken out of the answer.
func (w *stepWriter) step(end *llm.End) Step {
	r := Step{Cut: w.cut}
	if end != nil {
		r.End = *end
	}
	if !w.begun {
		return r
	}
	if r.Thought > 0 {
		before := w.Text()[:w.start]
		text := sanitize.Text(w.raw.String()[min(r.Thought, w.raw.Len()):], w.Sources.Known())
		w.text.Reset()
		w.text.WriteString(before + strings.TrimLeft(text, space))
	}
	r.Text = w.Text()[w.start:]
	return r
}

// write passes one chunk on. It is the hot path: for words it looks at each byte,
// appends and yields, and nothing else.
func (w *stepWriter) write(c llm.Chunk) error {
	if c.Reasoning != "" && !w.thinking {
		w.thinking = true
		if err := w.Emit(answer.Status{Label: "Thinking"}); err != nil {
			return err
		}
	}
	text := c.Text
	if room := w.maxText - w.raw.Len(); len(text) > room {
		text, w.cut = plaintext.Clip(text, room), true
	}
	w.raw.WriteString(text)
	return w.show(w.clean.Write(text), c.More && !w.cut)
}

// show passes text on. Without any, what was held back must go out.
func (w *stepWriter) show(text string, more bool) error {
	if !w.begun && text != "" {
		text = strings.TrimLeft(text, space)
		if text != "" {
			if err := w.begin(); err != nil {
				return err
			}
		}
	}
	if text == "" && (more || !w.held) {
		return nil
	}
	return w.Say(text, more)
}

// begin sets the step's text apart from that of earlier steps by a blank line.
func (w *stepWriter) begin() error {
	w.begun = true
	gap := ""
	switch before := w.Text(); {
	case before == "" || strings.HasSuffix(before, "\n\n"):
	case strings.HasSuffix(before, "\n"):
		gap = "\n"
	default:
		gap = "\n\n"
	}
	w.start = w.text.Len() + len(gap)
	if gap == "" {
		return nil
	}
	return w.Say(gap, true)
}
