package chatbot

import (
	"encoding/json"
	"strings"
)

// Step is what the model does in one request: say a text, call tools, or both.
type Step struct {
	Text   string
	Calls  []Call
	Finish string // finish_reason; default "tool_calls" with calls, else "stop"
}

// Call is a tool call. Arguments is sent as it is.
type Call struct {
	Name      string
	Arguments string
}

// Request is what the model server reads of a chat completion request.
type Request struct {
	Model         string    `json:"model"`
	Messages      []Message `json:"messages"`
	Tools         []Tool    `json:"tools"`
	ToolChoice    any       `json:"tool_choice"` // "none" forbids calls; all else is "auto"
	Stream        bool      `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// Message is one of a conversation.
type Message struct {
	Role       string     `json:"role"`
	Content    Content    `json:"content"`
	ToolCalls  []ToolCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

// Content is a message's text, sent as a string or as a list of parts.
type Content string

// UnmarshalJSON reads both forms; parts that are no text are left out.
func (c *Content) UnmarshalJSON(raw []byte) error {
	var plain *string
	if err := json.Unmarshal(raw, &plain); err == nil {
		if plain != nil {
			*c = Content(*plain)
		}
		return nil
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	*c = Content(b.String())
	return nil
}

// Tool is a function that may be called.
type Tool struct {
	Function struct {
		Name       string `json:"name"`
		Parameters struct {
			Properties map[string]json.RawMessage `json:"properties"`
			Required   []string                   `json:"required"`
		} `json:"parameters"`
	} `json:"function"`
}

// ToolCall is a call as a message holds it; Index is that of a stream.
type ToolCall struct {
	Index    int      `json:"index"`
	ID       string   `json:"id,omitempty"`
	Type     string   `json:"type,omitempty"`
	Function Function `json:"function"`
}

// Function is what is called.
type Function struct {
	Name      string `json:"name,omitempty"`
	Arguments string `json:"arguments"`
}
