package agent

import (
	"context"
	"encoding/json"

	"quotewire/internal/llm"
)

// Report lets a running tool say what it is doing.
type Report func(Status)

// Result is what a tool gives back. A fault that the model can act on (a wrong
// symbol, a source that refuses us) is a Result with Failed set, not an error.
type Result struct {
	Text    string // for the model; capped by the agent
	Summary string // one line for the reader
	Failed  bool
	// Sources of the data in Text, N left 0. The agent numbers them and tells
	// the model the numbers ahead of Text.
	Sources []Source
}

// Tool is something the model may call.
type Tool struct {
	spec llm.ToolSpec
	run  func(ctx context.Context, args json.RawMessage, report Report) (Result, error)
}

// Name is what the model calls the tool.
func (t Tool) Name() string { return t.spec.Name }
