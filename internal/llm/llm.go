// Package llm is one streaming chat client for OpenAI-compatible model servers.
//
// It speaks the chat completions dialect through go-openai's client, types and
// errors, and reads the stream itself: every line, error body and silence is
// bounded, a stream that breaks off is an error, and nothing is read ahead of
// the caller. It refuses redirects, answers that are not an event stream, and
// content encodings that were not asked for. It never logs or returns the key.
package llm

import "encoding/json"

// Role says who speaks a Message.
type Role string

// The roles of the chat completions dialect.
const (
	RoleSystem    Role = "system"
	RoleUser      Role = "user"
	RoleAssistant Role = "assistant"
	RoleTool      Role = "tool"
)

// Message is one entry of a conversation.
type Message struct {
	Role       Role       `json:"role"`
	Content    string     `json:"content"`
	ToolCalls  []ToolCall `json:"tool_calls,omitempty"`   // assistant only
	ToolCallID string     `json:"tool_call_id,omitempty"` // tool only: the call that Content answers
}

// ToolCall is the model's wish to have a tool run. Arguments is what the model
// wrote: it may be invalid JSON.
type ToolCall struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

// ToolSpec describes a tool to the model. Schema is a JSON Schema object.
type ToolSpec struct {
	Name        string
	Description string
	Schema      json.RawMessage
}

// Request is one model step.
type Request struct {
	Model    string // empty: the client's default
	Messages []Message
	Tools    []ToolSpec
	// ToolsOff keeps the tools listed (the history may hold calls to them) but
	// forbids the model to call one: it has to write.
	ToolsOff bool
}

// Chunk is one piece of a streamed model step. The last chunk of a complete
// step, and only that, has End set.
type Chunk struct {
	Text      string // what the reader is to see
	Reasoning string // what a reasoning model thinks aloud; never shown as the answer
	// More says that another complete line is already in memory, so the reader
	// may wait with its flush: a chunk with More unset always follows, if need
	// be one with no text, before the client waits for the network.
	More bool
	End  *End
}

// End closes a model step.
type End struct {
	FinishReason FinishReason
	ToolCalls    []ToolCall // by index, complete
	Usage        Usage      // zero when the server sent none
}

// FinishReason is why the model stopped.
type FinishReason string

// The finish reasons of the chat completions dialect.
const (
	FinishStop          FinishReason = "stop"
	FinishLength        FinishReason = "length"
	FinishToolCalls     FinishReason = "tool_calls"
	FinishContentFilter FinishReason = "content_filter"
)

// Usage counts tokens as the model server counts them.
type Usage struct {
	PromptTokens     int
	CompletionTokens int
}

// Add sums two usages.
func (u Usage) Add(v Usage) Usage {
	return Usage{u.PromptTokens + v.PromptTokens, u.CompletionTokens + v.CompletionTokens}
}
