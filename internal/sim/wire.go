package sim

import (
	"encoding/json"
	"strings"
)

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

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// whole is the answer to a request that asked for no stream.
func (o outcome) whole() fields {
	d := o.dialect
	message := over(o.thoughts(), fields{"role": "assistant", "content": o.said(), "refusal": nil})
	if len(o.calls) > 0 && d.write == nil {
		if o.said() == "" {
			message["content"] = nil
		}
		f := d.calls
		f.pieces, f.together, f.index = inOne, true, noIndex
		o.dialect.calls = f
		message = over(message, o.callDeltas()[0])
	}
	body := fields{
		"id": o.id, "object": "chat.completion", "created": o.made, "model": o.asked.Model,
		"choices": []fields{{"index": 0, "message": message, "logprobs": nil, "finish_reason": o.Finish}},
	}
	if d.usage != usageNowhere {
		body["usage"] = o.usage
	}
	return body
}

// thoughts is the fields of a message that its stream would have built up.
func (o outcome) thoughts() fields {
	if o.dialect.think == nil {
		return nil
	}
	sum := fields{}
	for _, delta := range o.dialect.think(o.thought) {
		for name, value := range delta {
			switch value := value.(type) {
			case string:
				before, _ := sum[name].(string)
				sum[name] = before + value
			case []fields:
				before, _ := sum[name].([]fields)
				sum[name] = append(before, value...)
			}
		}
	}
	return sum
}
