package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"quotewire/internal/market"
)

const (
	// probeEach bounds one question of a probe, probeAll all of them.
	probeEach = 5 * time.Second
	probeAll  = time.Minute
)

// probeSources asks every configured source of market data and of published series for one thing of each kind
// that it has, each by itself and not by way of the others, and writes to std.out what
// came of it. It is an error that a kind has no source that answers.
func probeSources(ctx context.Context, cfg config, environ []string, std stdio) error {
	out := startSink(std.err)
	defer out.Close(time.Second)
	log := newLogger(cfg, out)
	for _, stray := range strays(environ, cfg.Demo == "auto" && cfg.demo()) {
		log.Warn(stray)
	}
	var subjects []subject
	var now func() time.Time
	a, err := build(cfg, log, func(a *app, cfg config) (err error) {
		now = a.now
		subjects, err = a.subjects(cfg)
		return err
	})
	if err != nil {
		return err
	}
	p := prober{probeQuestions(now), probeEach, probeAll}
	found := p.ask(ctx, subjects)
	err = a.Stop()
	return errors.Join(p.tell(std.out, found, cfg.simulatedMarket()), err)
}

// subject is a source that is asked.
type subject struct {
	name     string
	variable string // that holds its key; empty: it wants none
	source   any    // as probeQuestion.of knows them
	err      error  // why it could not be made
}

// subjects are the configured sources. One that cannot be made keeps no other from being
// asked.
func (a *app) subjects(cfg config) (all []subject, err error) {
	world, err := a.outside(cfg)
	if err != nil {
		return nil, err
	}
	add := func(name, variable string, source any, err error) {
		if closing, ok := source.(interface{ Close() }); ok && err == nil {
			a.owns(name, func() error { closing.Close(); return nil })
		}
		all = append(all, subject{name, variable, source, err})
	}
	for _, k := range cfg.marketSources() {
		source, err := a.source(k, world, cfg, newRegistry())
		add(k.name, k.variable, source, err)
	}
	for _, k := range cfg.seriesSources() {
		source, err := a.publisher(k, world, cfg, newRegistry())
		variable := ""
		if k.key != nil && k.key(cfg) != "" {
			variable = "FRED_API_KEY"
		}
		add(k.name, variable, source, err)
	}
	return all, nil
}

// prober puts questions, each within a time, and all of them within another.
type prober struct {
	questions []probeQuestion
	each, all time.Duration
}

// finding is what came of one question to one source.
type finding struct {
	subject
	probeQuestion
	found string
	err   error
	took  time.Duration
}

// errProbeOver is the cause of questions that were not asked.
var errProbeOver = errors.New("not asked: the time for all questions is over")

// ask asks the sources beside each other, and each of them one question after the other,
// as few bear more. The findings are in the order of the sources and questions.
func (p prober) ask(ctx context.Context, subjects []subject) (all []finding) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.all, errProbeOver)
	defer cancel()
	answers := make([][]finding, len(subjects))
	var asked sync.WaitGroup
	for i, s := range subjects {
		asked.Go(func() { answers[i] = p.askOne(ctx, s) })
	}
	asked.Wait()
	for _, found := range answers {
		all = append(all, found...)
	}
	return all
}

func (p prober) askOne(ctx context.Context, s subject) (all []finding) {
	if s.err != nil {
		return []finding{{subject: s, err: s.err}}
	}
	for _, q := range p.questions {
		ask := q.of(s.source, q.about)
		if ask == nil {
			continue
		}
		f := finding{subject: s, probeQuestion: q}
		begun := time.Now()
		f.found, f.err = p.within(ctx, ask)
		f.took = time.Since(begun)
		all = append(all, f)
	}
	return all
}

func (p prober) within(ctx context.Context, ask asking) (string, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	within, cancel := context.WithTimeout(ctx, p.each)
	defer cancel()
	found, err := ask(within)
	switch {
	case err == nil || within.Err() == nil:
		return found, err
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	}
	return "", &market.Error{Kind: market.ErrUnavailable, Message: fmt.Sprintf("no answer within %s", p.each)}
}

// tell writes the table. Its error names the kinds that no source answers for.
func (p prober) tell(out io.Writer, all []finding, simulated bool) error {
	missing := p.unanswered(all)
	if err := writeProbe(out, all, missing, simulated); err != nil {
		return fmt.Errorf("write what was found: %w", err)
	}
	return missing.err()
}

// unanswered are the questions that no source answered.
func (p prober) unanswered(all []finding) (missing unanswered) {
	for _, q := range p.questions {
		asked, answered := false, false
		for _, f := range all {
			same := f.kind == q.kind
			asked, answered = asked || same, answered || same && f.err == nil
		}
		if !answered {
			missing = append(missing, gap{q, asked})
		}
	}
	return missing
}
