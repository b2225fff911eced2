package model

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quotewire/internal/sim/chatbot"
)

// dialectPrefix begins the name of a model that is the demo's own, behind the
// wire of another kind of server:
//
//	dialect:gemini
//	dialect:ollama-loading:load=90s
//
// dialects.go is the table of them. What a real server refuses is refused here
// too, from what the request itself holds: nothing is remembered between
// requests, but how long a model that has to be loaded has been loading.
const dialectPrefix = "dialect:"

// dialect is how a kind of model server differs from OpenAI's own, which every
// zero value stands for. Its traits know nothing of one another.
type dialect struct {
	name, about string

	// What the model does.
	begins   string                      // with what its answers begin
	serial   bool                        // it calls one tool a step
	deaf     bool                        // it does not know tool_choice
	stubborn bool                        // it calls a tool for as long as one is offered
	write    func([]chatbot.Call) string // calls as text

	// Where its thoughts go; it does not think without either.
	aloud func(thought string) string   // ahead of the text
	think func(thought string) []fields // into deltas of their own

	// How it is said.
	calls   callForm
	text    func(string) []any // the content of each chunk; words
	opening fields             // the first delta
	each    fields             // in every delta
	beside  fields             // in every chunk
	reason  string             // finish_reason of a step that calls
	ends    ending
	usage   usageForm
	body    bodyForm

	// What it does not take.
	refuses []refusal
	window  int    // tokens of a prompt, of which the last are read
	listed  fields // what the list of models says of it
	cold    coldForm
}

// ending is where the finish reason stands.
type ending int

const (
	endsApart ending = iota // in a chunk of its own
	endsEverywhere
	endsNowhere
)

// usageForm is where the tokens are counted.
type usageForm int

const (
	usageAsked        usageForm = iota // in a chunk of its own, when asked for
	usageNowhere                       //
	usageEverywhere                    // so far, in every chunk
	usageBesideReason                  // in the chunk of the finish reason
	usageInChoice                      // of the finish reason
	usageInGroq                        // in x_groq, beside the finish reason
	usageBesideText                    // in a last chunk that has a choice, unasked
)

// bodyForm is what an answer is wrapped in.
type bodyForm struct {
	whole   bool                 // one object, whatever was asked for
	media   string               // Content-Type of a stream
	before  func(outcome) []byte // ahead of the first chunk
	between string               // ahead of every other
	spell   func([]byte) []byte  // how lines are written
	noDone  bool
}

// dialectOf reads a model's name. Without the prefix it is OpenAI's.
func dialectOf(model string) (d dialect, load time.Duration, err error) {
	rest, ok := strings.CutPrefix(model, dialectPrefix)
	if !ok {
		return dialect{}, 0, nil
	}
	name, parameter, given := strings.Cut(rest, ":")
	all := dialects()
	i := slices.IndexFunc(all, func(d dialect) bool { return d.name == name })
	if i < 0 {
		return dialect{}, 0, fmt.Errorf("read model %q: no such dialect", model)
	}
	if !given {
		return all[i], defaultLoad, nil
	}
	value, ok := strings.CutPrefix(parameter, "load=")
	if load, err = time.ParseDuration(value); !ok || err != nil || load < 0 || all[i].cold == alwaysWarm {
		return dialect{}, 0, fmt.Errorf("read model %q: %q: want load= and a time span, of a dialect that loads", model, parameter)
	}
	return all[i], load, nil
}

// Models is the names of the models there are, the demo's own first.
func Models() []string {
	all := []string{"demo"}
	for _, d := range dialects() {
		all = append(all, dialectPrefix+d.name)
	}
	return all
}

// HasModel says whether the model server knows a name for more than a name: it
// answers any, but only these in a way of their own.
func HasModel(name string) bool {
	_, _, err := dialectOf(name)
	return err == nil && (name == "demo" || strings.HasPrefix(name, dialectPrefix) || strings.HasPrefix(name, benchPrefix))
}
