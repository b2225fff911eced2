package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
)

// frame is one data line in full, as tolerantly as it can be read: a field of an
// unexpected type counts as absent.
type frame struct {
	Object  loose           `json:"object"`
	Choices []choice        `json:"choices"`
	Usage   *tokens         `json:"usage"`
	Error   json.RawMessage `json:"error"`
}

type choice struct {
	Index        *int  `json:"index"` // absent: 0
	Delta        delta `json:"delta"`
	FinishReason loose `json:"finish_reason"`
}

type delta struct {
	Content          loose       `json:"content"`
	Refusal          loose       `json:"refusal"`
	ReasoningContent loose       `json:"reasoning_content"` // DeepSeek, vLLM, llama.cpp
	Reasoning        loose       `json:"reasoning"`         // OpenRouter, Ollama
	ToolCalls        []callPiece `json:"tool_calls"`
	FunctionCall     *function   `json:"function_call"` // the dialect before tool calls
}

type callPiece struct {
	Index    *int     `json:"index"`
	ID       loose    `json:"id"`
	Function function `json:"function"`
}

type function struct {
	Name      loose `json:"name"`
	Arguments loose `json:"arguments"`
}

type tokens struct {
	Prompt     count `json:"prompt_tokens"`
	Completion count `json:"completion_tokens"`
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
// is its JSON.
type loose string

// UnmarshalJSON never fails: what cannot be read is empty.
func (l *loose) UnmarshalJSON(raw []byte) error {
	*l = ""
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, (*string)(l))
	case '{':
		*l = loose(raw)
	case '[':
		var parts []struct {
			Text loose `json:"text"`
		}
		if err := json.Unmarshal(raw, &parts); err != nil {
			return nil // a list of something else holds no text
		}
		var text strings.Builder
		for _, part := range parts {
			text.WriteString(string(part.Text))
		}
		*l = loose(text.String())
	}
	return nil
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
