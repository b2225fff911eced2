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

// wireRequest is a request as it goes over the wire. What it names otherwise than
// package llm does stands over the embedded field of the same name.
type wireRequest struct {
	Model    string
	Messages []struct {
		llm.Message
		ToolCalls []struct {
			ID       string
			Function llm.ToolCall
		} `json:"tool_calls"`
	}
	Tools []struct {
		Function struct {
			llm.ToolSpec
			Parameters json.RawMessage
		}
	}
	ToolChoice    any `json:"tool_choice"`
	Stream        bool
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
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
		for _, c := range m.ToolCalls {
			m.Message.ToolCalls = append(m.Message.ToolCalls, llm.ToolCall{ID: c.ID, Name: c.Function.Name, Arguments: c.Function.Arguments})
		}
		rec.Messages = append(rec.Messages, m.Message)
	}
	for _, t := range wire.Tools {
		t.Function.Schema = t.Function.Parameters
		rec.Tools = append(rec.Tools, t.Function.ToolSpec)
	}
	return rec
}
