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
	message := fields{"role": "assistant", "content": o.Text, "refusal": nil}
	if len(o.calls) > 0 {
		calls := []fields{}
		for _, c := range o.calls {
			calls = append(calls, fields{"id": c.ID, "type": c.Type, "function": c.Function})
		}
		message["tool_calls"] = calls
		if o.Text == "" {
			message["content"] = nil
		}
	}
	return fields{
		"id": o.id, "object": "chat.completion", "created": o.made, "model": o.asked.Model,
		"choices": []fields{{"index": 0, "message": message, "logprobs": nil, "finish_reason": o.Finish}},
		"usage":   o.usage,
	}
}

// chunk is one data line of a stream, with the blank line after it.
func (o outcome) chunk(delta fields, finish any) []byte {
	body := fields{
		"id": o.id, "object": "chat.completion.chunk", "created": o.made, "model": o.asked.Model,
		"choices": []fields{{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}},
	}
	if o.asked.StreamOptions.IncludeUsage {
		body["usage"] = nil
	}
	return frame(body)
}

func frame(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil { // what this package builds encodes; a client sees the error if not
		raw = []byte(`{"error":{"message":"cannot encode"}}`)
	}
	return append(append([]byte("data: "), raw...), "\n\n"...)
}

// frames is the whole stream, piece by piece: text goes word by word, the
// arguments of a call in three fragments.
func (o outcome) frames() (chunks [][]byte, finish, usage, done []byte) {
	chunks = append(chunks, o.chunk(fields{"role": "assistant", "content": ""}, nil))
	for word := range strings.SplitAfterSeq(o.Text, " ") {
		if word != "" {
			chunks = append(chunks, o.chunk(fields{"content": word}, nil))
		}
	}
	for _, c := range o.calls {
		open := c
		open.Function.Arguments = ""
		chunks = append(chunks, o.chunk(fields{"tool_calls": []wireCall{open}}, nil))
		rest := c.Function.Arguments
		for n := 3; n > 0 && rest != ""; n-- {
			piece := rest[:(len(rest)+n-1)/n]
			rest = rest[len(piece):]
			more := wireCall{Index: c.Index, Function: wireFunction{Arguments: piece}}
			chunks = append(chunks, o.chunk(fields{"tool_calls": []wireCall{more}}, nil))
		}
	}
	finish = o.chunk(fields{}, o.Finish)
	if o.asked.StreamOptions.IncludeUsage {
		usage = frame(fields{
			"id": o.id, "object": "chat.completion.chunk", "created": o.made, "model": o.asked.Model,
			"choices": []fields{}, "usage": o.usage,
		})
	}
	return chunks, finish, usage, []byte("data: [DONE]\n\n")
}
