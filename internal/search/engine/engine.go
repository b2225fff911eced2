package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/time/rate"
)

// engine is one search engine: it puts the question into its wire format and
// reads the answer. Its error is an *Error, or the cause of ctx.
type engine interface {
	search(ctx context.Context, q question) ([]Result, error)
}

// engine makes the engine of a name, which validate has seen.
func (o Options) engine(name string, client *http.Client) engine {
	call := caller{engine: name, client: client, maxBody: o.MaxBody, agent: "quotewire"}
	switch name {
	case SearXNG:
		return &searxng{call, o.SearXNGURL, o.Now}
	case Brave:
		call.key = o.BraveKey
		return &brave{call, o.BraveURL, o.Now}
	case Tavily:
		call.key = o.TavilyKey
		return &tavily{call, o.TavilyURL, o.Now}
	case OpenAI:
		return &openAI{o.Model}
	}
	call.agent = o.UserAgent
	return &duckDuckGo{call, o.DuckDuckGoURL, o.Now}
}

// pace is how often an engine may be asked.
type pace struct {
	rate  rate.Limit
	burst int
}

// paceOf is what an engine is known to bear: Brave's smallest plan has one
// request a second, Tavily's a hundred a minute, and DuckDuckGo takes who asks
// often for a bot.
func (o Options) paceOf(name string) pace {
	p := map[string]pace{
		SearXNG: {5, 10}, Brave: {1, 1}, Tavily: {1.6, 5}, DuckDuckGo: {0.5, 3}, OpenAI: {2, 4},
	}[name]
	if o.Rate > 0 {
		p = pace{rate.Limit(o.Rate), max(1, int(o.Rate))}
	}
	return p
}

// guarded is an engine with all that keeps it from harm, and us.
type guarded struct {
	name    string
	engine  engine
	timeout time.Duration
	turns   *rate.Limiter
	breaker *breaker
	metrics *engineMetrics
}

func newGuarded(e engine, o Options, m *engineMetrics) *guarded {
	p := o.paceOf(m.engine)
	timeout := o.Timeout
	if m.engine == OpenAI {
		timeout = o.ModelTimeout
	}
	return &guarded{
		name: m.engine, engine: e, timeout: timeout, metrics: m,
		turns: rate.NewLimiter(p.rate, p.burst), breaker: newBreaker(m.engine),
	}
}

// ask puts the question to the engine, unless it is kept back. Its error is an
// *Error, or the cause of ctx when that has ended.
func (g *guarded) ask(ctx context.Context, q question) (results []Result, err error) {
	sent := false
	err = g.breaker.do(func() error {
		if err := g.turn(ctx); err != nil {
			return err
		}
		sent = true
		results, err = g.request(ctx, q)
		return err
	})
	if err != nil && !sent && ctx.Err() == nil {
		g.metrics.held.Inc()
	}
	return results, err
}

// request is one try at the engine.
func (g *guarded) request(ctx context.Context, q question) (results []Result, err error) {
	start := time.Now()
	inner, cancel := context.WithTimeoutCause(ctx, g.timeout, errSilent)
	defer cancel()
	defer func() { g.metrics.ended(ctx, start, err) }()
	results, err = g.engine.search(inner, q)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil && errors.Is(context.Cause(inner), errSilent):
		return nil, &Error{Kind: ErrUnavailable, Engine: g.name, Message: fmt.Sprintf("no answer within %s", g.timeout)}
	}
	return results, err
}

// errSilent is the cause of a request that took longer than its timeout.
var errSilent = errors.New("no answer in time")

// turn waits until the engine may be asked again, but no longer than a request
// may take: the next engine is the quicker way then.
func (g *guarded) turn(ctx context.Context) error {
	place := g.turns.Reserve()
	wait := place.Delay()
	if wait > min(g.timeout, longestTurn) {
		place.Cancel()
		return &Error{Kind: ErrBlocked, Engine: g.name, Message: "not asked: our own limit on its rate is reached", RetryAfter: wait, Err: errQueue}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		place.Cancel()
		return context.Cause(ctx)
	}
}

const longestTurn = 3 * time.Second

// errQueue marks a request that never left, which is no fault of the engine's.
var errQueue = errors.New("queue full")
