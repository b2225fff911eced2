package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Frame is one data line in full, as tolerantly as it can be read: a field of an
// unexpected type counts as absent.
type Frame struct {
	Object  Loose    `json:"object"`
	Choices []Choice `json:"choices"`
	Usage   *Tokens  `json:"usage"`
	Groq    struct {
		Usage *Tokens `json:"usage"`
	} `json:"x_groq"`
	Timings *struct { // llama.cpp
		Prompt     Count `json:"prompt_n"`
		Completion Count `json:"predicted_n"`
	} `json:"timings"`
	Error json.RawMessage `json:"error"`
}

// Counted is what the chunk says of tokens, wherever it says it.
func (f *Frame) Counted() (all []*Tokens) {
	all = append(all, f.Usage, f.Groq.Usage)
	if c, ok := f.Choice(); ok {
		all = append(all, c.Usage, c.Delta.Usage)
	}
	if t := f.Timings; t != nil && f.Usage == nil {
		all = append(all, &Tokens{Prompt: t.Prompt, Completion: t.Completion})
	}
	return all
}

// Choice is one of the answers of a chunk.
type Choice struct {
	Index        *int    `json:"index"` // absent: 0
	Delta        Delta   `json:"delta"`
	Message      Delta   `json:"message"` // in the place of Delta: an answer in one piece
	FinishReason Loose   `json:"finish_reason"`
	Usage        *Tokens `json:"usage"` // Moonshot's place for it
}

// Delta is a piece of the model's message, or all of it.
type Delta struct {
	Content      Loose
	Refusal      Loose
	Reasoning    Loose
	ToolCalls    []CallPiece
	FunctionCall *Function // the dialect before tool calls
	Usage        *Tokens
	Extra        []Member // what a server may want to see again
}

// IsZero says whether the piece holds nothing.
func (d *Delta) IsZero() bool {
	return d.Content == "" && d.Refusal == "" && d.Reasoning == "" && d.ToolCalls == nil && d.FunctionCall == nil && d.Extra == nil
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (d *Delta) UnmarshalJSON(raw []byte) error {
	*d = Delta{}
	Members(raw, func(name string, value []byte) {
		switch name {
		case "role", "name", "annotations", "audio", "padding", "token_ids", "content_filter_results": // as Extractor.delta has them
		case "content":
			d.Content = LooseOf(value)
		case "refusal":
			d.Refusal = LooseOf(value)
		case "usage":
			_ = json.Unmarshal(value, &d.Usage)
		case "tool_calls":
			if value[0] == '{' { // one call, and no list of it
				d.ToolCalls = make([]CallPiece, 1)
				_ = d.ToolCalls[0].UnmarshalJSON(value)
				return
			}
			_ = json.Unmarshal(value, &d.ToolCalls) // a list of something else is none
		case "function_call":
			if IsSet(value) {
				d.FunctionCall = new(Function)
				_ = d.FunctionCall.UnmarshalJSON(value)
			}
		case "reasoning_content", "reasoning": // DeepSeek, vLLM, llama.cpp; OpenRouter, Ollama
			if text := LooseOf(value); text != "" { // some send both, with the same text
				d.Reasoning = text
				d.Extra = append(d.Extra, Member{name, value})
			}
		default:
			d.Extra = append(d.Extra, Member{name, value})
		}
	})
	return nil
}

// CallPiece is a piece of a tool call.
type CallPiece struct {
	Index    *int
	ID       Loose
	Function Function
	Extra    []Member
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (p *CallPiece) UnmarshalJSON(raw []byte) error {
	*p = CallPiece{}
	Members(raw, func(name string, value []byte) {
		switch name {
		case "type":
		case "index":
			p.Index = indexOf(value)
		case "name":
			p.Function.Name = LooseOf(value)
		case "arguments":
			p.Function.Arguments = LooseOf(value)
		case "id":
			p.ID = LooseOf(value)
		case "function":
			_ = p.Function.UnmarshalJSON(value)
		default:
			p.Extra = append(p.Extra, Member{name, value})
		}
	})
	return nil
}

// indexOf is the number of a call, which some write as a text; nil: none.
func indexOf(raw []byte) *int {
	n, err := strconv.ParseFloat(string(bytes.Trim(raw, `"`)), 64)
	if err != nil || n < 0 || n > math.MaxInt16 {
		return nil
	}
	index := int(n)
	return &index
}

// Function is what a call calls.
type Function struct {
	Name      Loose
	Arguments Loose
	Extra     []Member
}

// UnmarshalJSON never fails: what cannot be read is absent.
func (f *Function) UnmarshalJSON(raw []byte) error {
	*f = Function{}
	var parameters Loose
	Members(raw, func(name string, value []byte) {
		switch name {
		case "name":
			f.Name = LooseOf(value)
		case "arguments":
			f.Arguments = LooseOf(value)
		case "parameters":
			parameters = LooseOf(value)
		default:
			f.Extra = append(f.Extra, Member{name, value})
		}
	})
	f.Arguments = cmp.Or(f.Arguments, parameters)
	return nil
}

// Tokens is what a server says of the tokens that were used.
type Tokens struct {
	Prompt     Count `json:"prompt_tokens"`
	Completion Count `json:"completion_tokens"`
	Input      Count `json:"input_tokens"` // as Anthropic's and OpenAI's newer APIs call them
	Output     Count `json:"output_tokens"`
}

// Choice is the first choice numbered 0, for nobody asked for others.
func (f *Frame) Choice() (Choice, bool) {
	for _, c := range f.Choices {
		if c.Index == nil || *c.Index == 0 {
			return c, true
		}
	}
	return Choice{}, false
}

// ErrIncomplete is JSON that is not yet at its end.
var ErrIncomplete = errors.New("incomplete JSON")

// DecodeFrame fails with ErrIncomplete when data may go on in another line.
func DecodeFrame(data []byte) (*Frame, error) {
	if !bytes.HasPrefix(data, []byte("{")) {
		return nil, errors.New("not a JSON object")
	}
	f := new(Frame)
	err := Decode(data, f)
	if err == nil {
		return f, nil
	}
	var whole json.RawMessage
	if errors.Is(json.NewDecoder(bytes.NewReader(data)).Decode(&whole), io.ErrUnexpectedEOF) {
		return nil, ErrIncomplete
	}
	return nil, err
}

// Decode reads JSON into v. A field of an odd type is left out; the rest is good.
func Decode(raw []byte, v any) error {
	err := json.Unmarshal(raw, v)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); odd {
		return nil
	}
	return err
}

// Loose is a string however a server spells it: null is empty, a list of
// content parts is their text, and an object (some send a call's arguments so)
// is its JSON. Half a character at either end of a string is kept as it is: the
// other half may be in the next chunk (halves.go).
type Loose string

// UnmarshalJSON never fails: what cannot be read is empty.
func (l *Loose) UnmarshalJSON(raw []byte) error {
	*l = LooseOf(raw)
	return nil
}

// LooseOf is a JSON value as a text.
func LooseOf(raw []byte) Loose {
	switch raw[0] {
	case '"':
		var text string
		if !utf8.Valid(raw) || bytes.Contains(raw, []byte(`\ud`)) || bytes.Contains(raw, []byte(`\uD`)) {
			text = unquote(raw)
		} else if json.Unmarshal(raw, &text) != nil {
			return ""
		}
		return Loose(text)
	case '{':
		return Loose(raw)
	case '[':
		var parts []struct {
			Type Loose `json:"type"`
			Text Loose `json:"text"`
		}
		if err := json.Unmarshal(raw, &parts); err != nil {
			return "" // a list of something else holds no text
		}
		var text strings.Builder
		for _, part := range parts {
			if part.Type != "reasoning" && part.Type != "thinking" {
				text.WriteString(string(part.Text))
			}
		}
		return Loose(text.String())
	}
	return ""
}

// Count is a number of tokens, 0 when a server sends something else.
type Count int

// UnmarshalJSON never fails.
func (c *Count) UnmarshalJSON(raw []byte) error {
	*c = 0
	raw = bytes.Trim(raw, `"`)
	var n float64
	if err := json.Unmarshal(raw, &n); err == nil && n > 0 && n < math.MaxInt32 {
		*c = Count(n)
	}
	return nil
}
