package agent

import (
	"encoding/json"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
)

// Event is something that happens while a question is answered. The set is
// sealed: Status, ToolStarted, ToolFinished, SourceFound, Exhibited, Delta, Finished.
// An answer that succeeds ends in exactly one Finished.
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

// SourceKind is what sort of thing a datum came from.
type SourceKind string

// The kinds of source.
const (
	SourceMarket      SourceKind = "market"
	SourceFiling      SourceKind = "filing"
	SourceWeb         SourceKind = "web"
	SourceCalculation SourceKind = "calculation"
)

// Source is where a datum came from. N is its number within the answer, from 1,
// given by the agent; tools leave it 0.
type Source struct {
	N     int
	Kind  SourceKind
	Title string
	URL   string // optional, http or https
	// Provider is where we had it from, in words that nobody else can choose: the
	// market's source, or the host of a page.
	Provider string
	// SiteClaim is what the page's site, or the publisher of an article, is called
	// by itself or by Provider. Empty: nothing else.
	SiteClaim string
	AsOf      time.Time // zero: not known
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
	Reason  llm.FinishReason
	Usage   llm.Usage // of all model steps, however they ended: what the turn's Meter has counted
	Answer  string    // the whole text, as the deltas gave it
	Sources int
	Tools   int // tool calls run
	// Model answered in the place of one that failed. Empty: the one that was asked.
	Model string
}

func (Status) event()       {}
func (ToolStarted) event()  {}
func (ToolFinished) event() {}
func (SourceFound) event()  {}
func (Exhibited) event()    {}
func (Delta) event()        {}
func (Finished) event()     {}
