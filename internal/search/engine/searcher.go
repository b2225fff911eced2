// Package engine finds pages on the web: one question to one of several search
// engines, and to the next one when that fails or finds too little.
//
// Each engine has a file of its own behind a small seam, and each its own rate
// limit, breaker, timeout and cap on its answer. What comes back is merged,
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
	"net/http"
)

// Searcher asks its engines in order. It is safe for use by many goroutines and
// starts none.
type Searcher struct {
	engines []*guarded
	enough  int
	http    *http.Client
	logger  *slog.Logger
	metrics *metrics
}

// New makes a Searcher. It does not speak to any engine yet.
func New(o Options) (*Searcher, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("check search options: %w", err)
	}
	s := &Searcher{
		enough: o.Enough,
		http: &http.Client{
			Transport:     o.RoundTripper,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		logger:  o.Logger,
		metrics: newMetrics(o.Registerer, o.Engines),
	}
	for _, name := range o.Engines {
		s.engines = append(s.engines, newGuarded(o.engine(name, s.http), o, s.metrics.of(name)))
	}
	return s, nil
}

// Close gives up idle connections. Searches under way go on.
func (s *Searcher) Close() { s.http.CloseIdleConnections() }

// Engines are the names of the engines in the order they are asked.
func (s *Searcher) Engines() []string {
	var names []string
	for _, e := range s.engines {
		names = append(names, e.name)
	}
	return names
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
	found := newMerger(asked)
	var r Results
	var faults []error
	for _, e := range s.engines {
		if found.len() >= min(s.enough, asked.limit) {
			break
		}
		results, err := e.ask(ctx, asked)
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
