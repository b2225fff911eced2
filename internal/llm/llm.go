// Package llm is one streaming chat client for OpenAI-compatible model servers.
//
// It speaks the chat completions dialect through go-openai's client, types and
// errors, and reads the stream itself: every line, error body and silence is
// bounded, a stream that breaks off is an error, and nothing is read ahead of
// the caller. Servers that speak the dialect differ in small ways: package wire
// reads them, what is known of each stands in server.go, and what a server refuses of a request is learnt
// (habits.go). It refuses redirects, answers that are neither an event stream nor
// a completion, and content encodings that were not asked for. It never logs or
// returns the key.
package llm

import (
	"slices"
	"time"

	"quotewire/internal/llm/wire"
)

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
	// Extra is End.Extra of the step that an assistant's message with calls came
	// from. It goes back to the server as it came.
	Extra string `json:"-"`
}

// ToolCall is the model's wish to have a tool run.
type ToolCall = wire.ToolCall

// ToolSpec describes a tool to the model.
type ToolSpec = wire.ToolSpec

// Request is one model step.
type Request struct {
	Model    string // empty: the client's default
	Messages []Message
	Tools    []ToolSpec
	// Unlisted are tools that may be called although the model is not told of
	// them in full: a call of one that is written as text is known by them.
	Unlisted []ToolSpec
	// ToolsOff keeps the tools listed (the history may hold calls to them) but
	// forbids the model to call one: it has to write. A model that calls one all
	// the same, and writes nothing, is asked once more without tools.
	ToolsOff bool

	maxTokens int // of the answer; 0: as many as it takes
}

// callable are all tools that a call may name.
func (r Request) callable() []ToolSpec {
	if len(r.Unlisted) == 0 {
		return r.Tools
	}
	return slices.Concat(r.Tools, r.Unlisted)
}

// Chunk is one piece of a streamed model step. The last chunk of a complete
// step, and only that, has End set.
type Chunk struct {
	Text      string // what the reader is to see
	Reasoning string // what a reasoning model thinks aloud; never shown as the answer
	// More says that another complete line is already in memory, so the reader
	// may wait with its flush: a chunk with More unset always follows, if need
	// be one with no text, before the client waits for the network.
	More   bool
	Notice *Notice // what happens in the place of an answer; nothing else is set then
	End    *End
}

// Notice tells why an answer does not begin, for a reader who waits for it.
type Notice struct {
	// Waiting is how long the server has said nothing yet: it may be loading the
	// model into memory. Loading says that it does.
	Waiting time.Duration
	Loading bool
	// Pause is how long the server is left alone, as it asks, before the next try.
	Pause time.Duration
	// Server is what kind of server is waited for, "" when that is not known.
	Server string
	// Model is asked from now on, in the place of one that failed. Empty: none.
	Model string
}

// End closes a model step.
type End struct {
	FinishReason FinishReason
	ToolCalls    []ToolCall // by index, complete
	Usage        Usage
	Model        string // that answered
	// Extra is a JSON object of what the message held beside text and calls, to
	// be sent back with them: reasoning, signatures. Empty: nothing, or the
	// request offered no tools.
	Extra string
	// Thought is how many bytes at the beginning of the step's text turned out to
	// be thought, whose beginning was not marked.
	Thought int
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

// Usage counts tokens as the model server counts them. Where it does not, they
// are estimated from bytes, rather too many than too few, and Estimated says so.
type Usage struct {
	PromptTokens     int
	CompletionTokens int
	Estimated        bool
}

// Add sums two usages. A sum of which a part is estimated is an estimate.
func (u Usage) Add(v Usage) Usage {
	return Usage{u.PromptTokens + v.PromptTokens, u.CompletionTokens + v.CompletionTokens, u.Estimated || v.Estimated}
}
