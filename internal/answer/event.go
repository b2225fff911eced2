package answer

import (
	"encoding/json"
	"quotewire/internal/exhibit"
	"time"
)

// Event is something that happens while a question is answered. The set is
// sealed, so that each who passes events on can name all of them. An answer that
// succeeds ends in exactly one Finished.
type Event interface{ event() }

// Status says in a few words what is going on.
type Status struct {
	Label  string
	Detail string // optional
	URL    string // optional
}

// ToolStarted opens a tool call; a ToolFinished with the same ID follows
// unless the answer ends first.
type ToolStarted struct {
	ID   string
	Name string
	Args json.RawMessage // valid JSON, or nil when the model wrote none
}

// ToolFinished closes a tool call.
type ToolFinished struct {
	ID      string
	Name    string
	Failed  bool
	Summary string // one line for a reader
	Took    time.Duration
}

// SourceFound announces a source before the text that cites it.
type SourceFound struct{ Source }

// Exhibited is what a tool has found, after its sources were announced.
type Exhibited struct {
	ID      string // within the answer
	Exhibit *exhibit.Exhibit
	Page    exhibit.Page // what the model was given of it
	// Sources are the exhibit's origins in their order, as they were numbered; N is 0
	// of one that the page has nothing of.
	Sources []Source
}

// Delta is a piece of the answer's text. More says that the next event is
// already on its way without waiting for the network: the writer may hold its
// flush until a Delta with More unset, or any other event, follows.
type Delta struct {
	Text string
	More bool
}

// Finished ends an answer that succeeded.
type Finished struct {
	Reason  FinishReason
	Usage   Usage  // of all model steps, however they ended
	Answer  string // the whole text, as the deltas gave it
	Sources int
	Tools   int // tool calls run
	// Model answered in the place of one that failed. Empty: the one that was asked.
	Model string
}

// FinishReason is why an answer ended.
type FinishReason string

// The reasons why answers end.
const (
	FinishStop          FinishReason = "stop"
	FinishLength        FinishReason = "length" // a limit cut it off
	FinishContentFilter FinishReason = "content_filter"
)

// Usage counts tokens. Estimated says that the model server did not count them all.
type Usage struct {
	PromptTokens     int
	CompletionTokens int
	Estimated        bool
}

func (Status) event()       {}
func (ToolStarted) event()  {}
func (ToolFinished) event() {}
func (SourceFound) event()  {}
func (Exhibited) event()    {}
func (Delta) event()        {}
func (Finished) event()     {}
