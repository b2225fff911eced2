package sim

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

// chatRequest is what the model server reads of a chat completion request.
type chatRequest struct {
	Model         string        `json:"model"`
	Messages      []chatMessage `json:"messages"`
	Tools         []chatTool    `json:"tools"`
	ToolChoice    any           `json:"tool_choice"` // "none" forbids calls; all else is "auto"
	Stream        bool          `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

type chatMessage struct {
	Role       string     `json:"role"`
	Content    content    `json:"content"`
	ToolCalls  []wireCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

// content is a message's text, sent as a string or as a list of parts.
type content string

// UnmarshalJSON reads both forms; parts that are no text are left out.
func (c *content) UnmarshalJSON(raw []byte) error {
	var plain *string
	if err := json.Unmarshal(raw, &plain); err == nil {
		if plain != nil {
			*c = content(*plain)
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
	*c = content(b.String())
	return nil
}

type chatTool struct {
	Function struct {
		Name       string `json:"name"`
		Parameters struct {
			Properties map[string]json.RawMessage `json:"properties"`
			Required   []string                   `json:"required"`
		} `json:"parameters"`
	} `json:"function"`
}

type wireCall struct {
	Index    int          `json:"index"`
	ID       string       `json:"id,omitempty"`
	Type     string       `json:"type,omitempty"`
	Function wireFunction `json:"function"`
}

type wireFunction struct {
	Name      string `json:"name,omitempty"`
	Arguments string `json:"arguments"`
}
