// Package wire reads the chat completions dialect of model servers: a chunk of a
// stream into what it holds, tool calls out of their pieces, thoughts and calls
// out of a text, and what a server wants to see again.
//
// It is pure: it knows nothing of connections, of time or of other packages, and
// is fed bytes and texts in the order in which they came. Servers differ, and what
// one of them sends oddly is read without guessing or left as it came. It refuses
// to take a tag, JSON or code within an answer for anything but text.
package wire

import "encoding/json"

// ToolSpec describes a tool to the model. Schema is a JSON Schema object.
type ToolSpec struct {
	Name        string
	Description string
	Schema      json.RawMessage
}

// ToolCall is the model's wish to have a tool run. Arguments is what the model
// wrote: it may be invalid JSON.
type ToolCall struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
	// Extra and FunctionExtra are JSON objects of the fields beside these, of the
	// call and of its function: signatures and the like. Empty: none.
	Extra         string `json:"-"`
	FunctionExtra string `json:"-"`
}

// IsSet says whether a JSON value is there and holds anything.
func IsSet(raw json.RawMessage) bool {
	switch string(raw) {
	case "", "null", "false", `""`, "{}", "[]":
		return false
	}
	return true
}
