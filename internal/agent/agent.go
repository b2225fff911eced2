// Package agent answers a question by steps of a model and tools.
//
// Answer runs in its caller's goroutine and yields events as they happen: to
// cancel is to stop ranging, or to end the context. Only tools run in
// goroutines of their own, and each is waited for before Answer returns. Steps,
// calls, bytes and time are bounded; a call made twice runs once. Package agent
// refuses to call a tool with arguments that do not fit its schema, and treats
// what tools and pages say as data. It knows nothing of HTTP or of markets.
package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/prompts"
)

// model is one streaming model step; *llm.Client is one.
type model interface {
	Stream(ctx context.Context, request llm.Request) iter.Seq2[llm.Chunk, error]
}

// Options make an Agent. Zero values take the defaults that are named.
type Options struct {
	Model model // required
	Tools []Tool

	// Window gives the tokens that a model holds, 0 where that is not known: what
	// it is sent is then bounded by bytes alone. nil: not known of any.
	Window func(model string) int

	MaxSteps    int           // model steps that may call tools; one more has to write. 8
	MaxCalls    int           // tool calls in one answer. 24
	MaxParallel int           // tool calls at once. 4
	ToolTimeout time.Duration // of one call. 30s

	MaxResultBytes     int // of one tool result towards the model. 8 KiB
	MaxHistoryBytes    int // of earlier turns, oldest dropped. 64 KiB
	MaxPageBytes       int // of the reader's page. 32 KiB
	MaxTranscriptBytes int // past it the oldest tool results lose their text. 256 KiB
	MaxTextBytes       int // that one step may write. 1 MiB

	Now      func() time.Time           // time.Now
	Calendar func(now time.Time) string // last completed trading day, 2006-01-02; nil: not told to the model

	Logger     *slog.Logger // nil: discarded
	Registerer Registerer   // nil: metrics go nowhere
}

// Agent answers questions. It is safe for concurrent use.
type Agent struct {
	model model
	tools map[string]Tool
	names []string       // of the tools, in the order given
	full  []llm.ToolSpec // every tool with all that is said of it
	// fullTokens is what full takes of a window.
	fullTokens int
	prompts    prompts.Set
	metrics    *metrics
	log        *slog.Logger
	window     func(string) int
	windows    *toldWindows

	maxSteps, maxCalls, maxParallel                             int
	maxResultBytes, maxHistoryBytes, maxPageBytes, maxTextBytes int
	maxTranscriptBytes                                          int
	toolTimeout                                                 time.Duration
	now                                                         func() time.Time
	calendar                                                    func(time.Time) string
	boundary                                                    func() string
}

// New checks the options and makes an Agent. It starts nothing.
func New(o Options) (*Agent, error) {
	prompts, err := loadPrompts()
	if err != nil {
		return nil, fmt.Errorf("make agent: %w", err)
	}
	a := &Agent{
		model:    o.Model,
		tools:    make(map[string]Tool, len(o.Tools)),
		prompts:  prompts,
		log:      o.Logger,
		window:   o.Window,
		now:      o.Now,
		calendar: o.Calendar,
		boundary: newBoundary,
		windows:  &toldWindows{},
	}
	if err := errors.Join(a.limits(o), a.seams(o)); err != nil {
		return nil, fmt.Errorf("make agent: %w", err)
	}
	a.metrics = newMetrics(o.Registerer, a.names)
	return a, nil
}

// Only is an agent with some of the tools: the others it neither offers nor runs.
func (a *Agent) Only(names ...string) (*Agent, error) {
	some := *a
	some.tools, some.names, some.full, some.fullTokens = map[string]Tool{}, nil, nil, 0
	for _, name := range names {
		t, ok := a.tools[name]
		if !ok {
			return nil, fmt.Errorf("make agent: there is no tool %s", name)
		}
		some.add(t)
	}
	return &some, nil
}

// add takes a tool over.
func (a *Agent) add(t Tool) {
	a.tools[t.Name()] = t
	a.names = append(a.names, t.Name())
	a.full = append(a.full, t.spec)
	a.fullTokens += specTokens(t.spec)
}

// limits takes the numbers over, defaults for zeros.
func (a *Agent) limits(o Options) error {
	var faults []error
	for _, l := range []struct {
		name  string
		given int
		most  *int
		usual int
	}{
		{"MaxSteps", o.MaxSteps, &a.maxSteps, 8},
		{"MaxCalls", o.MaxCalls, &a.maxCalls, 24},
		{"MaxParallel", o.MaxParallel, &a.maxParallel, 4},
		{"MaxResultBytes", o.MaxResultBytes, &a.maxResultBytes, 8 << 10},
		{"MaxHistoryBytes", o.MaxHistoryBytes, &a.maxHistoryBytes, 64 << 10},
		{"MaxPageBytes", o.MaxPageBytes, &a.maxPageBytes, 32 << 10},
		{"MaxTranscriptBytes", o.MaxTranscriptBytes, &a.maxTranscriptBytes, 256 << 10},
		{"MaxTextBytes", o.MaxTextBytes, &a.maxTextBytes, 1 << 20},
	} {
		switch *l.most = l.given; {
		case l.given < 0:
			faults = append(faults, fmt.Errorf("option %s is %d: want more than 0, or 0 for %d", l.name, l.given, l.usual))
		case l.given == 0:
			*l.most = l.usual
		}
	}
	switch a.toolTimeout = o.ToolTimeout; {
	case o.ToolTimeout < 0:
		faults = append(faults, fmt.Errorf("option ToolTimeout is %s: want more than 0, or 0 for 30s", o.ToolTimeout))
	case o.ToolTimeout == 0:
		a.toolTimeout = 30 * time.Second
	}
	return errors.Join(faults...)
}

// seams takes over what the agent works with.
func (a *Agent) seams(o Options) error {
	var faults []error
	if o.Model == nil {
		faults = append(faults, errors.New("option Model is missing"))
	}
	for i, t := range o.Tools {
		switch _, twice := a.tools[t.Name()]; {
		case t.run == nil:
			faults = append(faults, fmt.Errorf("option Tools[%d] is the zero Tool: make tools with NewTool", i))
			continue
		case twice:
			faults = append(faults, fmt.Errorf("option Tools[%d]: there are two tools named %s", i, t.Name()))
			continue
		}
		a.add(t)
	}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.now == nil {
		a.now = time.Now
	}
	if a.window == nil {
		a.window = func(string) int { return 0 }
	}
	return errors.Join(faults...)
}

// Answer answers one question. It yields events until one Finished, or until
// one error, and nothing after either. The error wraps answer.ErrEmpty,
// answer.ErrUnanswerable, what the model failed with, or the cause of ctx's end. All
// work is done, and has ended, within the range loop. What it uses up is counted
// by the meter of ctx, which may refuse a step, else by one of its own.
func (a *Agent) Answer(ctx context.Context, t answer.Turn) iter.Seq2[answer.Event, error] {
	return Events(a.maxTextBytes, func(s *Stream) error {
		w := &answering{Agent: a, Stream: s, turn: t, fence: fenceOf(a.boundary()), seen: map[string]int{}, ids: map[string]bool{}}
		w.meter = cmp.Or(llm.MeterFrom(ctx), llm.NewMeter(nil))
		return w.run(llm.WithMeter(ctx, w.meter))
	})
}
