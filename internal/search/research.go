// Package search gives advanced answers: it plans what has to be found out, has that
// done beside each other by market tools, by a search of the web (package engine) and
// by reading pages, and writes an answer from numbered findings.
//
// It refuses to let what pages and models wrote stand where our own words do, and to
// spend more than its budget on what it gathers: what could not be had is said under
// the answer.
package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/prompts"
	"quotewire/internal/scrape"
	"quotewire/internal/search/engine"
)

// chat is one streaming model step; *llm.Client is one.
type chat interface {
	Stream(ctx context.Context, request llm.Request) iter.Seq2[llm.Chunk, error]
}

// finder answers a question by tools; an *agent.Agent is one.
type finder interface {
	Answer(ctx context.Context, turn answer.Turn) iter.Seq2[answer.Event, error]
}

// webSearch finds pages; an *engine.Searcher is one.
type webSearch interface {
	Search(ctx context.Context, query engine.Query) (engine.Results, error)
}

// pageReader reads pages; *scrape.Scraper is one.
type pageReader interface {
	Read(ctx context.Context, request scrape.Request) (scrape.Page, error)
}

// ResearchOptions make a Research. The first five are required; zero values of
// the others take the defaults that are named.
type ResearchOptions struct {
	Model  chat
	Finder finder // of market data
	// Calculator has no tool that asks anybody anything: it works out what follows
	// from pages.
	Calculator finder
	Web        webSearch
	Pages      pageReader

	Budget Budget
	// Window gives the tokens that a model holds, 0 where that is not known.
	Window func(model string) int // nil: not known of any

	// PlanModel plans and checks, WriteModel writes, when the reader names no
	// model. Empty: the default one.
	PlanModel, WriteModel string

	MaxParallel      int // questions worked on at once, and pages of one. 4
	MaxEvidenceBytes int // of what was found, towards the model. 64 KiB
	MaxPassageBytes  int // of one page or market answer. 6 KiB
	MaxPageBytes     int // of the reader's page. 32 KiB
	MaxTextBytes     int // of the answer. 1 MiB

	Now        func() time.Time // time.Now
	Logger     *slog.Logger     // nil: discarded
	Registerer Registerer       // nil: metrics go nowhere
}

// Research answers a question by planning, asking market data and the web, and
// writing from what was found. It is safe for concurrent use.
type Research struct {
	o       ResearchOptions
	prompts prompts.Set
	metrics *researchMetrics
}

// NewResearch checks the options and makes a Research. It starts nothing.
func NewResearch(o ResearchOptions) (*Research, error) {
	prompts, err := loadPrompts()
	if err != nil {
		return nil, fmt.Errorf("make research: %w", err)
	}
	var faults []error
	for name, missing := range map[string]bool{"Model": o.Model == nil, "Finder": o.Finder == nil, "Calculator": o.Calculator == nil, "Web": o.Web == nil, "Pages": o.Pages == nil} {
		if missing {
			faults = append(faults, fmt.Errorf("option %s is missing", name))
		}
	}
	faults = append(faults, usual([]bound{
		{"MaxParallel", &o.MaxParallel, 4}, {"MaxEvidenceBytes", &o.MaxEvidenceBytes, 64 << 10}, {"MaxPassageBytes", &o.MaxPassageBytes, 6 << 10},
		{"MaxPageBytes", &o.MaxPageBytes, 32 << 10}, {"MaxTextBytes", &o.MaxTextBytes, 1 << 20},
	})...)
	if o.Budget, err = o.Budget.normal(); err != nil {
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("make research: %w", err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Window == nil {
		o.Window = func(string) int { return 0 }
	}
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	return &Research{o: o, prompts: prompts, metrics: newResearchMetrics(o.Registerer)}, nil
}

// Answer researches one question. It yields the events of an agent: until one
// Finished, or until one error, and nothing after either. The error wraps
// answer.ErrEmpty, answer.ErrUnanswerable, what the model failed with, or the cause
// of ctx's end. A search engine, page or market that fails is no error: it is
// named under the answer. All work is done, and has ended, within the range loop.
func (r *Research) Answer(ctx context.Context, t answer.Turn) iter.Seq2[answer.Event, error] {
	return agent.Events(r.o.MaxTextBytes, func(s *agent.Stream) error {
		w := &inquiry{
			Research: r, Stream: s, turn: t, fence: agent.NewFence(), fit: r.fitOf(t.Model),
			gathered: llm.NewMeter(r.o.Budget.spent), written: llm.NewMeter(nil),
			pages: map[string]bool{}, readers: map[string]bool{}, dropped: map[string]bool{}, asked: map[string]bool{},
		}
		return w.run(ctx)
	})
}
