package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"quotewire/internal/llm"
)

// Request is what a client asked for.
type Request struct {
	Arrived    time.Time
	Proto      string // "HTTP/1.1" or "HTTP/2.0"
	Header     http.Header
	Body       []byte // as it came
	Model      string
	Messages   []llm.Message
	Tools      []llm.ToolSpec
	ToolChoice string // "" when none was given
	Stream     bool
	WantsUsage bool // stream_options.include_usage
}

// Last is the last message.
func (r Request) Last() llm.Message {
	if len(r.Messages) == 0 {
		return llm.Message{}
	}
	return r.Messages[len(r.Messages)-1]
}

type record struct {
	Request
	number    int
	fault     error
	cancelled time.Time
	done      bool
}

type wireRequest struct {
	Model         string        `json:"model"`
	Messages      []wireMessage `json:"messages"`
	Tools         []wireTool    `json:"tools"`
	ToolChoice    any           `json:"tool_choice"`
	Stream        bool          `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

type wireMessage struct {
	Role       llm.Role   `json:"role"`
	Content    string     `json:"content"`
	ToolCalls  []wireCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

type wireCall struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

type wireTool struct {
	Type     string `json:"type"`
	Function struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Parameters  json.RawMessage `json:"parameters"`
	} `json:"function"`
}

func newRecord(number int, r *http.Request, body []byte) *record {
	rec := &record{number: number, Request: Request{
		Arrived: time.Now(),
		Proto:   r.Proto,
		Header:  r.Header.Clone(),
		Body:    body,
	}}
	var wire wireRequest
	if err := json.Unmarshal(body, &wire); err != nil {
		rec.fault = fmt.Errorf("decode %q: %w", body, err)
		return rec
	}
	rec.Model, rec.Stream, rec.WantsUsage = wire.Model, wire.Stream, wire.StreamOptions.IncludeUsage
	if wire.ToolChoice != nil {
		rec.ToolChoice = fmt.Sprint(wire.ToolChoice)
	}
	for _, m := range wire.Messages {
		rec.Messages = append(rec.Messages, m.message())
	}
	for _, t := range wire.Tools {
		rec.Tools = append(rec.Tools, llm.ToolSpec{Name: t.Function.Name, Description: t.Function.Description, Schema: t.Function.Parameters})
	}
	return rec
}

func (m wireMessage) message() llm.Message {
	out := llm.Message{Role: m.Role, Content: m.Content, ToolCallID: m.ToolCallID}
	for _, c := range m.ToolCalls {
		out.ToolCalls = append(out.ToolCalls, llm.ToolCall{ID: c.ID, Name: c.Function.Name, Arguments: c.Function.Arguments})
	}
	return out
}
