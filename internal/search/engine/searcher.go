// Package engine finds pages on the web: one question to one of several search
// engines, and to the next one when that fails or finds too little.
//
// Each engine has a file of its own behind a small seam and a line in the table of
// kinds, and each its own way out (package outbound): rate limit, breaker, timeout and
// cap on its answer. What comes back is merged,
// freed of duplicates and of everything that is not plain text, and filtered by
// the domains asked for whatever the engine made of them. An engine that failed
// is named in the results.
//
// It refuses to follow redirects, to take a result that is not an http or https
// page, and to read the pages it finds: they are not fetched here. It never logs
// or returns a key.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"quotewire/internal/outbound"
)

// Searcher asks its engines in order. It is safe for use by many goroutines and
// starts none.
type Searcher struct {
	engines []member
	enough  int
	logger  *slog.Logger
	metrics *metrics
}

// member is one of a Searcher's engines.
type member struct {
	name   string
	engine engine
	client *outbound.Client
}

// New makes a Searcher. It does not speak to any engine yet.
func New(o Options) (*Searcher, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("check search options: %w", err)
	}
	s := &Searcher{enough: o.Enough, logger: o.Logger, metrics: newMetrics(o.Registerer, o.Engines)}
	for _, name := range o.Engines {
		k, _ := kindOf(name)
		source := k.source(o)
		s.engines = append(s.engines, member{name, k.make(source), source.client})
	}
	return s, nil
}

// Close gives up idle connections. Searches under way go on.
func (s *Searcher) Close() {
	for _, e := range s.engines {
		e.client.Close()
	}
}

// Search asks the engines in order until enough distinct pages are found. It
// fails only with the cause of ctx, with an error that is ErrQuery when q cannot
// be asked, or, when no engine answered, with all their errors joined; then too
// Results names them.
func (s *Searcher) Search(ctx context.Context, q Query) (Results, error) {
	asked, err := q.parse()
	if err != nil {
		s.metrics.searched(ctx, Results{}, err)
		return Results{}, err
	}
	found := &merger{asked: asked, index: map[string]int{}}
	var r Results
	var faults []error
	for _, e := range s.engines {
		if len(found.all) >= min(s.enough, asked.limit) {
			break
		}
		results, err := s.ask(ctx, e, asked)
		if ctx.Err() != nil {
			s.metrics.searched(ctx, r, context.Cause(ctx))
			return Results{}, context.Cause(ctx)
		}
		if err != nil {
			s.logger.InfoContext(ctx, "search engine failed", slog.String("engine", e.name), slog.Any("error", err))
			r.Failures = append(r.Failures, Failure{Engine: e.name, Err: err})
			faults = append(faults, err)
			continue
		}
		r.Asked = append(r.Asked, e.name)
		found.add(e.name, results)
	}
	r.Results = found.results()
	if len(r.Asked) == 0 {
		err = fmt.Errorf("search the web: %w", errors.Join(faults...))
	}
	s.metrics.searched(ctx, r, err)
	return r, err
}

// ask puts the question to an engine, unless it is kept back. Its error is an *Error,
// or the cause of ctx when that has ended.
func (s *Searcher) ask(ctx context.Context, m member, q question) ([]Result, error) {
	results, err := m.engine.search(ctx, q)
	if f, ok := errors.AsType[*outbound.Fault](err); ok && f.Held && ctx.Err() == nil {
		s.metrics.held[m.name].Inc()
	}
	return results, ofEngine(m.name, err)
}
