package llm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"quotewire/internal/llm/wire"
)

// noContent stands for an empty content, which most servers refuse.
const noContent = "(empty)"

// noName stands for the name of a call that the model did not name, for the same reason.
const noName = "unknown"

// wired is a request on its way, and what the server is known to want of it.
type wired struct {
	Request
	model     string
	habits    *habits
	tools     []byte // the field, encoded already; nil: none are offered
	mayCall   bool   // the model may call them
	maxTokens int    // of the answer; 0: as many as it takes
}

// The request's object. It sets neither temperature nor, but in a probe, a limit
// of tokens: several models refuse a request that does.
type wireHead struct {
	Model               string         `json:"model"`
	Stream              bool           `json:"stream"`
	StreamOptions       *streamOptions `json:"stream_options,omitempty"`
	ToolChoice          string         `json:"tool_choice,omitempty"`
	MaxTokens           int            `json:"max_tokens,omitempty"`
	MaxCompletionTokens int            `json:"max_completion_tokens,omitempty"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type wireFunction struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

// append writes the request behind buf.
func (w wired) append(buf []byte) ([]byte, error) {
	head := wireHead{Model: w.model, Stream: true}
	if !w.habits.noStreamOptions {
		head.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	if w.tools != nil && !w.mayCall {
		head.ToolChoice = "none"
	}
	if w.habits.maxCompletionTokens {
		head.MaxCompletionTokens = w.maxTokens
	} else {
		head.MaxTokens = w.maxTokens
	}
	e := newEncoder(buf)
	e.value(head)
	e.reopen()
	e.text(`"messages":[`)
	for i, m := range w.messages() {
		if i > 0 {
			e.text(",")
		}
		e.message(m, w.habits)
	}
	e.text("]")
	if w.tools != nil {
		e.text(",")
		e.buf.Write(w.tools)
	}
	e.text("}")
	return e.buf.Bytes(), e.err
}

// messages are the conversation as the server's chat templates take it.
func (w wired) messages() []Message {
	if !w.habits.mergedRoles {
		return w.Messages
	}
	// Some know no system message, and want user and assistant to take turns.
	var merged []Message
	for _, m := range w.Messages {
		if m.Role == RoleSystem {
			m.Role = RoleUser
		}
		if n := len(merged); n > 0 && m.Role == RoleUser && merged[n-1].Role == RoleUser {
			merged[n-1].Content += "\n\n" + m.Content
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// encoder writes JSON piece by piece into one buffer: a conversation is large,
// and encoding it whole would leave a copy of it behind.
type encoder struct {
	buf bytes.Buffer
	enc *json.Encoder
	err error
}

func newEncoder(buf []byte) *encoder {
	e := &encoder{}
	e.buf = *bytes.NewBuffer(buf)
	e.enc = json.NewEncoder(&e.buf)
	e.enc.SetEscapeHTML(false)
	return e
}

func (e *encoder) text(text string) { e.buf.WriteString(text) }

func (e *encoder) value(v any) {
	if err := e.enc.Encode(v); err != nil {
		e.err = cmp.Or(e.err, err)
		return
	}
	e.buf.Truncate(e.buf.Len() - 1) // the encoder's newline
}

// reopen makes room for one more member of the object just written.
func (e *encoder) reopen() {
	e.buf.Truncate(e.buf.Len() - 1)
	if b := e.buf.Bytes(); b[len(b)-1] != '{' {
		e.text(",")
	}
}

// splice adds the members of another object to the one just written.
func (e *encoder) splice(object string, without []string) {
	wire.Members([]byte(object), func(name string, value []byte) {
		if slices.Contains(without, name) {
			return
		}
		e.reopen()
		e.value(name)
		e.text(":")
		e.buf.Write(value)
		e.text("}")
	})
}

func (e *encoder) message(m Message, h *habits) {
	e.value(struct {
		Role       string `json:"role"`
		ToolCallID string `json:"tool_call_id,omitempty"`
	}{string(m.Role), m.ToolCallID})
	switch {
	case m.Content != "":
		e.member("content", m.Content)
	case len(m.ToolCalls) == 0:
		e.member("content", noContent)
	default:
		switch h.emptyContent {
		case contentNull:
			e.member("content", nil)
		case contentEmpty:
			e.member("content", "")
		case contentWords:
			e.member("content", noContent)
		}
	}
	if len(m.ToolCalls) > 0 {
		e.reopen()
		e.text(`"tool_calls":[`)
		for i, call := range m.ToolCalls {
			if i > 0 {
				e.text(",")
			}
			e.call(call, h)
		}
		e.text("]}")
	}
	e.splice(m.Extra, h.unwanted)
	if len(m.ToolCalls) > 0 {
		for _, name := range h.wanted {
			if !slices.Contains(extraNames([]Message{m}), name) {
				e.member(name, "")
			}
		}
	}
}

func (e *encoder) member(name string, value any) {
	e.reopen()
	e.value(name)
	e.text(":")
	e.value(value)
	e.text("}")
}

func (e *encoder) call(call ToolCall, h *habits) {
	e.value(struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	}{call.ID, "function"})
	e.reopen()
	e.text(`"function":`)
	e.value(wireFunction{cmp.Or(call.Name, noName), wireArguments(call.Arguments)})
	e.splice(call.FunctionExtra, h.unwanted)
	e.text("}")
	e.splice(call.Extra, h.unwanted)
}

// wireArguments keeps a model's broken arguments from failing the next step:
// servers whose chat template parses them answer 500 to invalid JSON.
func wireArguments(arguments string) string {
	if !json.Valid([]byte(arguments)) {
		return "{}"
	}
	return arguments
}

// WithoutExtras is a conversation for another model than the one that it was
// held with: what that one wants to see again says nothing to this one.
func WithoutExtras(messages []Message) []Message {
	plain := slices.Clone(messages)
	for i := range plain {
		plain[i].Extra = ""
		plain[i].ToolCalls = slices.Clone(plain[i].ToolCalls)
		for j := range plain[i].ToolCalls {
			plain[i].ToolCalls[j].Extra, plain[i].ToolCalls[j].FunctionExtra = "", ""
		}
	}
	return plain
}

// size is about how many bytes of a request the model reads.
func (w wired) size() int {
	n := len(w.tools)
	for _, m := range w.Messages {
		n += len(m.Content) + len(m.Extra) + len(`{"role":"assistant","content":""}`)
		for _, call := range m.ToolCalls {
			n += len(call.Name) + len(call.Arguments) + len(call.Extra)
		}
	}
	return n
}

// extraNames are the fields of a conversation that are sent back as they came.
func extraNames(messages []Message) (names []string) {
	see := func(object string) {
		wire.Members([]byte(object), func(name string, _ []byte) {
			if !slices.Contains(names, name) {
				names = append(names, strings.Clone(name))
			}
		})
	}
	for _, m := range messages {
		see(m.Extra)
		for _, call := range m.ToolCalls {
			see(call.Extra)
			see(call.FunctionExtra)
		}
	}
	return names
}
