package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// frame is one data line in full, as tolerantly as it can be read: a field of an
// unexpected type counts as absent.
type frame struct {
	Object  loose           `json:"object"`
	Choices []choice        `json:"choices"`
	Usage   *tokens         `json:"usage"`
	Groq    groq            `json:"x_groq"`
	Error   json.RawMessage `json:"error"`
}

type groq struct {
	Usage *tokens `json:"usage"`
}

type choice struct {
	Index        *int    `json:"index"` // absent: 0
	Delta        delta   `json:"delta"`
	Message      delta   `json:"message"` // in the place of Delta: an answer in one piece
	FinishReason loose   `json:"finish_reason"`
	Usage        *tokens `json:"usage"` // Moonshot's place for it
}

// delta is a piece of the model's message, or all of it.
type delta struct {
	Content      loose
	Refusal      loose
	Reasoning    loose
	ToolCalls    []callPiece
	FunctionCall *function // the dialect before tool calls
	extra        []member  // what a server may want to see again
}

func (d *delta) isZero() bool {
	return d.Content == "" && d.Refusal == "" && d.Reasoning == "" && d.ToolCalls == nil && d.FunctionCall == nil && d.extra == nil
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (d *delta) UnmarshalJSON(raw []byte) error {
	*d = delta{}
	members(raw, func(name string, value []byte) {
		switch name {
		case "role", "name", "annotations", "audio", "padding", "token_ids", "content_filter_results": // as extractor.delta has them
		case "content":
			d.Content = looseOf(value)
		case "refusal":
			d.Refusal = looseOf(value)
		case "tool_calls":
			_ = json.Unmarshal(value, &d.ToolCalls) // a list of something else is none
		case "function_call":
			if isSet(value) {
				d.FunctionCall = new(function)
				_ = d.FunctionCall.UnmarshalJSON(value)
			}
		case "reasoning_content", "reasoning": // DeepSeek, vLLM, llama.cpp; OpenRouter, Ollama
			if text := looseOf(value); text != "" { // some send both, with the same text
				d.Reasoning = text
				d.extra = append(d.extra, member{name, value})
			}
		default:
			d.extra = append(d.extra, member{name, value})
		}
	})
	return nil
}

type callPiece struct {
	Index    *int
	ID       loose
	Function function
	extra    []member
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (p *callPiece) UnmarshalJSON(raw []byte) error {
	*p = callPiece{}
	members(raw, func(name string, value []byte) {
		switch name {
		case "type":
		case "index":
			_ = json.Unmarshal(value, &p.Index)
		case "id":
			p.ID = looseOf(value)
		case "function":
			_ = p.Function.UnmarshalJSON(value)
		default:
			p.extra = append(p.extra, member{name, value})
		}
	})
	return nil
}

type function struct {
	Name      loose
	Arguments loose
	extra     []member
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (f *function) UnmarshalJSON(raw []byte) error {
	*f = function{}
	members(raw, func(name string, value []byte) {
		switch name {
		case "name":
			f.Name = looseOf(value)
		case "arguments":
			f.Arguments = looseOf(value)
		default:
			f.extra = append(f.extra, member{name, value})
		}
	})
	return nil
}

type tokens struct {
	Prompt     count `json:"prompt_tokens"`
	Completion count `json:"completion_tokens"`
	Input      count `json:"input_tokens"` // as Anthropic's and OpenAI's newer APIs call them
	Output     count `json:"output_tokens"`
}

// choice is the first choice numbered 0, for nobody asked for others.
func (f *frame) choice() (choice, bool) {
	for _, c := range f.Choices {
		if c.Index == nil || *c.Index == 0 {
			return c, true
		}
	}
	return choice{}, false
}

var errIncomplete = errors.New("incomplete JSON")

// decodeFrame fails with errIncomplete when data may go on in another line.
func decodeFrame(data []byte) (*frame, error) {
	if !bytes.HasPrefix(data, []byte("{")) {
		return nil, errors.New("not a JSON object")
	}
	f := new(frame)
	err := json.Unmarshal(data, f)
	if err == nil {
		return f, nil
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return f, nil
	}
	var whole json.RawMessage
	if errors.Is(json.NewDecoder(bytes.NewReader(data)).Decode(&whole), io.ErrUnexpectedEOF) {
		return nil, errIncomplete
	}
	return nil, err
}

// loose is a string however a server spells it: null is empty, a list of
// content parts is their text, and an object (some send a call's arguments so)
// is its JSON. Half a character at either end of a string is kept as it is: the
// other half may be in the next chunk (halves.go).
type loose string

// UnmarshalJSON never fails: what cannot be read is empty.
func (l *loose) UnmarshalJSON(raw []byte) error {
	*l = looseOf(raw)
	return nil
}

func looseOf(raw []byte) loose {
	switch raw[0] {
	case '"':
		var text string
		if !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\ud`)) || bytes.Contains(raw, []byte(`\uD`)) {
			text = unquote(raw)
		} else if json.Unmarshal(raw, &text) != nil {
			return ""
		}
		return loose(text)
	case '{':
		return loose(raw)
	case '[':
		var parts []struct {
			Text loose `json:"text"`
		}
		if err := json.Unmarshal(raw, &parts); err != nil {
			return "" // a list of something else holds no text
		}
		var text strings.Builder
		for _, part := range parts {
			text.WriteString(string(part.Text))
		}
		return loose(text.String())
	}
	return ""
}

// count is a number of tokens, 0 when a server sends something else.
type count int

// UnmarshalJSON never fails.
func (c *count) UnmarshalJSON(raw []byte) error {
	*c = 0
	var n float64
	if err := json.Unmarshal(raw, &n); err == nil && n > 0 && n < math.MaxInt32 {
		*c = count(n)
	}
	return nil
}
