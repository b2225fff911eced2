package llm

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// longestWait is the longest that a server's Retry-After is waited for: past it
// the client is better told to come back.
const longestWait = 20 * time.Second

// Client streams model steps from one server. It is safe for use by many
// goroutines and starts none.
type Client struct {
	opts    Options
	http    *http.Client
	metrics *metrics
	buffers *sync.Pool // of *[lineBuffer]byte
	bodies  *sync.Pool // of *[]byte
	model   *defaultModel
	tools   *encodedTools
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
	return &Client{
		opts: opts,
		http: &http.Client{
			Transport:     opts.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		metrics: newMetrics(opts.Registerer),
		buffers: &sync.Pool{New: func() any { return new([lineBuffer]byte) }},
		bodies:  &sync.Pool{New: func() any { return new([]byte) }},
		model:   newDefaultModel(),
		tools:   &encodedTools{},
	}, nil
}

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

func (c *Client) stream(ctx context.Context, req Request, yield func(Chunk, error) bool) error {
	model := req.Model
	if model == "" {
		var err error
		if model, err = c.Model(ctx); err != nil {
			return err
		}
	}
	tools, err := c.tools.encode(req.Tools)
	if err != nil {
		return err
	}
	wired := wired{wire(model, req), tools}
	tries := newTries(c.opts.Retries)
	for {
		s := newStep(c, yield)
		err := s.run(ctx, wired)
		if err == nil || s.shown {
			return err
		}
		wait, again := tries.next(ctx, err)
		if !again {
			return err
		}
		c.opts.Logger.Info("retry model request", slog.Duration("wait", wait), slog.String("error", err.Error()))
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// tries decides whether a failed request is made again, and when.
type tries struct {
	left  int
	reset bool // a connection broke before it answered
	delay *backoff.ExponentialBackOff
}

func newTries(retries int) *tries {
	delay := backoff.NewExponentialBackOff()
	delay.InitialInterval = 200 * time.Millisecond
	delay.Multiplier = 3
	delay.MaxInterval = 5 * time.Second
	return &tries{left: retries, delay: delay}
}

func (t *tries) next(ctx context.Context, err error) (wait time.Duration, again bool) {
	e, ok := errors.AsType[*Error](err)
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
	switch e.Kind {
	case ErrRateLimited:
		return !errors.Is(e.Err, errQuota)
	case ErrUnavailable:
		return e.Status != http.StatusNotImplemented
	}
	return e.Kind == ErrTruncated
}

// broken says whether a connection was made and failed before any answer.
func broken(e *Error) bool {
	if e.Status != 0 || e.Err == nil || e.Kind != ErrUnavailable {
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
