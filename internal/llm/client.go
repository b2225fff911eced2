package llm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// longestWait is the longest that a server's Retry-After is waited for: past it
// the client is better told to come back.
const longestWait = 20 * time.Second

// loadingPause is how long a server that is loading the model is left alone.
const loadingPause = 2 * time.Second

// Client streams model steps from one server. It is safe for use by many
// goroutines. Those that it starts end within the call that they serve.
type Client struct {
	opts    Options
	server  server // by its address
	http    *http.Client
	metrics *metrics
	buffers *sync.Pool // of *[lineBuffer]byte
	bodies  *sync.Pool // of *[]byte
	model   *defaultModel
	tools   *encodedTools
	habits  atomic.Pointer[habits]
	facts   facts
}

// New makes a client. It does not speak to the server yet.
func New(opts Options) (*Client, error) {
	opts = opts.withDefaults()
	if err := opts.validate(); err != nil {
		return nil, fmt.Errorf("check llm options: %w", err)
	}
	if opts.Transport == nil {
		opts.Transport = newTransport(opts.ConnectTimeout)
	}
	c := &Client{
		opts:   opts,
		server: serverAt(opts.BaseURL),
		http: &http.Client{
			Transport:     opts.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		metrics: newMetrics(opts.Registerer),
		buffers: &sync.Pool{New: func() any { return new([lineBuffer]byte) }},
		bodies:  &sync.Pool{New: func() any { return new([]byte) }},
		model:   newDefaultModel(),
		tools:   &encodedTools{},
		facts:   newFacts(),
	}
	c.habits.Store(&habits{})
	return c, nil
}

// Loads says whether the server is one that loads a model when it is asked for
// it, which takes minutes.
func (c *Client) Loads() bool { return c.server.local }

// Close gives up idle connections. Open streams go on.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// errStopped says that the caller stopped ranging.
var errStopped = errors.New("caller stopped reading")

// Stream runs one model step. It yields chunks, the last of which has End set,
// or ends early with one error: an *Error, or the cause of ctx when ctx ended.
// To stop ranging closes the request to the model server at once. A failure
// that another try may mend is tried again while nothing was yielded.
func (c *Client) Stream(ctx context.Context, req Request) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		if err := c.stream(ctx, req, yield); err != nil && !errors.Is(err, errStopped) {
			yield(Chunk{}, err)
		}
	}
}

// stream asks the model of the request, else the default and, when that fails
// before anything was shown, the fallbacks in turn.
func (c *Client) stream(ctx context.Context, req Request, yield func(Chunk, error) bool) error {
	models := []string{req.Model}
	if req.Model == "" {
		model, err := c.Model(ctx)
		if err != nil {
			return err
		}
		models = c.facts.order(append([]string{model}, c.opts.Fallbacks...))
	}
	for i, model := range models {
		shown, err := c.ask(ctx, model, req, yield)
		c.facts.ended(req, err)
		c.facts.refused(model, err)
		if err == nil || shown || i+1 == len(models) || !c.another(err) {
			return err
		}
		c.opts.Logger.WarnContext(ctx, "model failed, ask another",
			slog.String("model", model), slog.String("next", models[i+1]), slog.Any("error", err))
		if !yield(Chunk{Notice: &Notice{Model: models[i+1]}}, nil) {
			return errStopped
		}
		c.facts.failed(model)
		req.Messages = WithoutExtras(req.Messages)
	}
	return nil
}

// another says whether another model of the same server may fare better.
func (c *Client) another(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind != ErrUnauthorized && e.Kind != ErrNoAPI
}

// ask runs one step of one model, again where a failure may be gone, or where it
// says how the server wants to be asked.
func (c *Client) ask(ctx context.Context, model string, req Request, yield func(Chunk, error) bool) (shown bool, err error) {
	tries := newTries(c.opts.Retries, c.opts.FirstByteTimeout)
	asked := wired{Request: req, model: model, mayCall: !req.ToolsOff, maxTokens: req.maxTokens}
	var spent Usage
	before := c.habits.Load()
	defer func() { // what did not help was not learnt
		if asked.habits != before && err != nil && !shown {
			c.habits.CompareAndSwap(asked.habits, before)
		}
	}()
	for {
		if err := c.dress(&asked); err != nil {
			return false, err
		}
		s := newStep(c, asked, spent, yield)
		err := s.run(ctx, asked)
		if errors.Is(err, errForcedCall) {
			spent = spent.Add(s.usage)
			asked.Unlisted, asked.Tools = asked.callable(), nil
			continue
		}
		if err == nil || s.shown {
			return s.shown, err
		}
		if c.learn(ctx, asked, err) {
			continue
		}
		wait, again := tries.next(ctx, err)
		if !again {
			return false, err
		}
		if n := tries.notice(err, wait, c.kind().name); n != nil && !yield(Chunk{Notice: n}, nil) {
			return false, errStopped
		}
		c.opts.Logger.InfoContext(ctx, "retry model request", slog.String("model", model), slog.String("wait", wait.String()), slog.Any("error", err))
		if err := sleep(ctx, wait); err != nil {
			return false, err
		}
	}
}

// mayTeach says whether a refusal may be of the form of a request. Words of ours
// in it can look like a fault of the set-up.
func (e *Error) mayTeach() bool {
	return slices.Contains([]error{ErrRefused, ErrUnavailable, ErrNoTools, ErrUnknownModel}, e.Kind) && e.raw != "" && e.Status != http.StatusNotFound
}

// dress gives a request the form that the server is known to want.
func (c *Client) dress(asked *wired) (err error) {
	asked.habits = c.habits.Load()
	offered := asked.Tools
	if !asked.mayCall && asked.habits.noToolChoice {
		offered = nil
	}
	asked.tools, err = c.tools.encode(offered, asked.habits)
	return err
}

// learn says whether a refusal has taught how the server wants to be asked.
func (c *Client) learn(ctx context.Context, asked wired, err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.mayTeach() {
		return false
	}
	learnt, ok := asked.habits.learn(asked, []byte(e.raw))
	if !ok {
		return false
	}
	// Who learnt something else meanwhile goes first: what is lost is learnt again.
	if c.habits.CompareAndSwap(asked.habits, learnt) {
		c.opts.Logger.InfoContext(ctx, "model server refuses a field, which is left out from now on", slog.Any("error", err))
	}
	return true
}

// tries decides whether a failed request is made again, and when.
type tries struct {
	left  int
	reset bool      // a connection broke before it answered
	start time.Time // of the first
	until time.Time // a model that is being loaded is waited for
	told  time.Time // when the reader was last told that it is
	delay *backoff.ExponentialBackOff
}

func newTries(retries int, patience time.Duration) *tries {
	delay := backoff.NewExponentialBackOff()
	delay.InitialInterval = 200 * time.Millisecond
	delay.Multiplier = 3
	delay.MaxInterval = 5 * time.Second
	now := time.Now()
	return &tries{left: retries, start: now, until: now.Add(patience), delay: delay}
}

// notice is what the reader should be told of a wait, nil for nothing: that a
// model is being loaded, or that the server has asked for a longer pause.
func (t *tries) notice(err error, wait time.Duration, server string) *Notice {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return nil
	case e.loading() && time.Since(t.told) >= nextNotice:
		t.told = time.Now()
		return &Notice{Waiting: time.Since(t.start), Loading: true, Server: server}
	case !e.loading() && wait >= firstNotice:
		return &Notice{Pause: wait, Server: server}
	}
	return nil
}

func (t *tries) next(ctx context.Context, err error) (wait time.Duration, again bool) {
	e, ok := errors.AsType[*Error](err)
	if ok && e.loading() && time.Now().Before(t.until) {
		return max(e.RetryAfter, loadingPause), e.RetryAfter <= longestWait
	}
	if !ok || t.left == 0 || !e.passing() {
		return 0, false
	}
	t.left--
	// The server may have begun the answer before the connection broke, and may
	// have broken because of it: once is enough.
	if broken(e) {
		if t.reset {
			return 0, false
		}
		t.reset = true
	}
	if e.RetryAfter > longestWait {
		return 0, false
	}
	// On top of what the server asks for, so that those it turned away together
	// do not come back together.
	wait = e.RetryAfter + t.delay.NextBackOff()
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return 0, false
	}
	return wait, true
}

// passing says whether the failure may be gone at the next try. A silent server
// is not tried again: its silence has used up the reader's patience.
func (e *Error) passing() bool {
	return e.Kind == ErrRateLimited || e.Kind == ErrTruncated || e.Kind == ErrUnavailable && e.Status != http.StatusNotImplemented
}

// broken says whether a connection was made and failed before any answer.
func broken(e *Error) bool {
	if e.Status != 0 || e.loading() || e.Err == nil || e.Kind != ErrUnavailable {
		return false
	}
	op, ok := errors.AsType[*net.OpError](e.Err)
	return !ok || op.Op != "dial"
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
