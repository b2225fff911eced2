package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/llm"
)

// toolName is what every known model server accepts as a function's name.
var toolName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// Report lets a running tool say what it is doing.
type Report func(answer.Status)

// Result is what a tool gives back. A fault that the model can act on (a wrong
// symbol, a source that refuses us) is a Result with Failed set, not an error.
type Result struct {
	// Exhibits are what was found: the text of the model is their rendering, of page
	// Page where there are several, from 1; 0 is the first.
	Exhibits []*exhibit.Exhibit
	Page     int
	Text     string // advice for the model, where there is no exhibit
	Summary  string // one line for the reader
	Failed   bool
	// Err is a fault behind it that an operator has to know of, such as a source
	// that is down. It is logged, whether the call failed or only a part of it, and
	// no model or reader sees it. nil: none, or one that only the model can mend.
	Err error
}

// told is what the model is given of a result: its text, or a page of each exhibit.
func (r Result) told(room exhibit.Room) (text string, pages []exhibit.Page) {
	texts := []string{}
	if r.Text != "" {
		texts = append(texts, r.Text)
	}
	for _, e := range r.Exhibits {
		p := e.Page(r.Page, room)
		pages, texts = append(pages, p), append(texts, p.Text)
	}
	return strings.Join(texts, "\n\n"), pages
}

// Told is the text of a result outside of an answer, where there is room.
func (r Result) Told() string {
	text, _ := r.told(exhibit.Room{})
	return text
}

// Tool is something the model may call. It is made by NewTool.
type Tool struct {
	spec   llm.ToolSpec
	brief  brief
	params params
	run    func(ctx context.Context, args json.RawMessage, report Report) (Result, error)
}

// Name is what the model calls the tool.
func (t Tool) Name() string { return t.spec.Name }

// NewTool makes a tool of a typed function. The model is told of A, a struct,
// by a JSON Schema: a field is described by its `jsonschema` tag, is optional
// with `omitempty` or `omitzero`, and is bounded by the tags `enum` (values
// separated by commas), `min` and `max` (of a number's value, a text's length
// in characters or a list's length). run sees only arguments that fit the
// schema. An error from run is a fault that the model cannot mend: it is
// logged, and the model hears only that the tool failed. The description may begin
// with lines for models of a small window (briefOf).
func NewTool[A any](name, description string, run func(context.Context, A, Report) (Result, error)) (Tool, error) {
	switch {
	case !toolName.MatchString(name):
		return Tool{}, fmt.Errorf("tool name %q: want %s", name, toolName)
	case description == "":
		return Tool{}, fmt.Errorf("tool %s: description is missing", name)
	case run == nil:
		return Tool{}, fmt.Errorf("tool %s: run is missing", name)
	}
	params, err := paramsOf[A]()
	if err != nil {
		return Tool{}, fmt.Errorf("tool %s: %w", name, err)
	}
	brief, description, err := briefOf(name, description, params)
	if err != nil {
		return Tool{}, fmt.Errorf("tool %s: %w", name, err)
	}
	return Tool{
		spec:   llm.ToolSpec{Name: name, Description: description, Schema: params.schema},
		brief:  brief,
		params: params,
		run: func(ctx context.Context, args json.RawMessage, report Report) (Result, error) {
			var a A
			if err := json.Unmarshal(args, &a); err != nil {
				return Result{}, fmt.Errorf("decode arguments: %w", err)
			}
			return run(ctx, a, report)
		},
	}, nil
}

// Call runs the tool outside of an answer, for tests and for callers that have
// no model. Arguments that do not fit the schema give a failed Result.
func (t Tool) Call(ctx context.Context, arguments string) (Result, error) {
	if t.run == nil {
		return Result{}, errors.New("call tool: the zero Tool does nothing")
	}
	args, err := t.params.read(arguments)
	if err != nil {
		return failed(err.Error()), nil
	}
	return t.run(ctx, args, func(answer.Status) {})
}

// failed is a Result that tells the model and the reader what went wrong.
func failed(text string) Result {
	return Result{Text: "Failed: " + text, Summary: oneLine(text, maxSummary), Failed: true}
}
