package agent

import (
	"context"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/plaintext"
	"quotewire/internal/sanitize"
)

// space is what is taken off the front of a step's text: some models begin with
// blank lines, above all before they call a tool.
const space = " \t\r\n"

// stepResult is what one model step came to.
type stepResult struct {
	text   string // what it wrote, without the gap to earlier text
	calls  []llm.ToolCall
	reason llm.FinishReason
	cut    bool   // it wrote more than it may
	extra  string // what goes back to the model server with the calls
}

// step runs one model step and passes its text on as it comes.
func (a *answering) step(ctx context.Context, last bool) (stepResult, error) {
	w := stepWriter{answering: a, clean: sanitize.New(a.sources.Known())}
	var end *llm.End
	request := llm.Request{Model: a.turn.Model, Messages: a.messages, Tools: a.specs, ToolsOff: last && len(a.specs) > 0}
	if len(a.specs) < len(a.full) {
		request.Unlisted = a.full
	}
	for c, err := range a.model.Stream(ctx, request) {
		if err != nil {
			if ctx.Err() != nil {
				return stepResult{}, ended(ctx)
			}
			if err := w.show(w.clean.Rest(), false); err != nil {
				return stepResult{}, err
			}
			return stepResult{}, fmt.Errorf("ask model: %w", err)
		}
		if c.Notice != nil {
			if err := a.notice(c.Notice); err != nil {
				return stepResult{}, err
			}
			continue
		}
		if err := w.write(c); err != nil {
			return stepResult{}, err
		}
		if c.End != nil {
			end = c.End
		}
		if w.cut {
			break
		}
	}
	if end == nil && !w.cut && ctx.Err() != nil {
		return stepResult{}, ended(ctx)
	}
	if err := w.show(w.clean.Rest(), false); err != nil {
		return stepResult{}, err
	}
	r := stepResult{cut: w.cut}
	if end != nil && end.Thought > 0 {
		w.forget(end.Thought)
	}
	if w.begun {
		r.text = a.text.String()[w.start:]
	}
	switch {
	case end != nil:
		r.calls, r.reason, r.extra = end.ToolCalls, end.FinishReason, end.Extra
	case w.cut:
	default:
		return stepResult{}, fmt.Errorf("ask model: %w", &llm.Error{Kind: llm.ErrTruncated})
	}
	return r, nil
}

// notice tells the reader what is waited for. A model that was asked in the place
// of one that failed is asked for the rest of the answer too.
func (a *answering) notice(n *llm.Notice) error {
	if n.Model != "" {
		a.turn.Model, a.stepped = n.Model, n.Model
		a.messages = llm.WithoutExtras(a.messages)
	}
	return a.emit(WaitStatus(n))
}

// WaitStatus is what a reader is told of a model that does not begin to answer.
func WaitStatus(n *llm.Notice) answer.Status {
	if n.Model != "" {
		return answer.Status{Label: "Asking another model", Detail: n.Model}
	}
	server := n.Server
	if server == "" {
		server = "the model server"
	}
	detail := ""
	switch {
	case n.Pause > 0:
		detail = fmt.Sprintf("%s asks to be left alone for %s", server, n.Pause.Round(time.Second))
	case n.Loading && n.Waiting < time.Second:
		detail = fmt.Sprintf("%s is loading the model", server)
	case n.Loading:
		detail = fmt.Sprintf("%s is loading the model, for %s so far", server, n.Waiting.Round(time.Second))
	default:
		detail = fmt.Sprintf("%s has not begun to answer for %s; it may be loading the model", server, n.Waiting.Round(time.Second))
	}
	return answer.Status{Label: "Waiting for the model", Detail: detail}
}

// stepWriter passes the chunks of one step on to the reader.
type stepWriter struct {
	*answering
	clean    *sanitize.Writer
	raw      strings.Builder // as the model wrote it
	begun    bool            // visible text has been written
	start    int             // where in the answer it begins, once begun
	thinking bool            // the reader knows that the model reasons
	cut      bool
}

// write passes one chunk on. It is the hot path: for words it looks at each byte,
// appends and yields, and nothing else.
func (w *stepWriter) write(c llm.Chunk) error {
	if c.Reasoning != "" && !w.thinking {
		w.thinking = true
		if err := w.emit(answer.Status{Label: "Thinking"}); err != nil {
			return err
		}
	}
	text := c.Text
	if room := w.maxTextBytes - w.raw.Len(); len(text) > room {
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
	w.text.WriteString(text)
	return w.delta(answer.Delta{Text: text, More: more})
}

// forget takes so many bytes that the model wrote out of the answer: they turned
// out to be thought.
func (w *stepWriter) forget(thought int) {
	if !w.begun {
		return
	}
	before := w.text.String()[:w.start]
	text := sanitize.Text(w.raw.String()[min(thought, w.raw.Len()):], w.sources.Known())
	w.text.Reset()
	w.text.WriteString(before + strings.TrimLeft(text, space))
}

// begin sets the step's text apart from that of earlier steps by a blank line.
func (w *stepWriter) begin() error {
	w.begun = true
	gap := ""
	switch before := w.text.String(); {
	case before == "" || strings.HasSuffix(before, "\n\n"):
	case strings.HasSuffix(before, "\n"):
		gap = "\n"
	default:
		gap = "\n\n"
	}
	w.text.WriteString(gap)
	w.start = w.text.Len()
	if gap == "" {
		return nil
	}
	return w.delta(answer.Delta{Text: gap, More: true})
}

func (w *stepWriter) delta(d answer.Delta) error {
	w.held = d.More
	if !w.yield(d, nil) {
		return errStopped
	}
	return nil
}
