package llm_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/llm"
)

// reply is what the fake transport does with one request.
type reply func(*http.Request) (*http.Response, error)

// replies stands in for the network where a test is about time. Real sockets
// would keep the fake clock from running.
type replies struct {
	script []reply
	at     []time.Duration // when each request was made
	start  time.Time
}

func (f *replies) RoundTrip(r *http.Request) (*http.Response, error) {
	f.at = append(f.at, time.Since(f.start))
	if len(f.script) == 0 {
		return nil, errors.New("not in the script")
	}
	next := f.script[0]
	f.script = f.script[1:]
	return next(r)
}

func fake(t *testing.T, script ...reply) (*llm.Client, *replies) {
	t.Helper()
	transport := &replies{script: script, start: time.Now()}
	client, err := llm.New(llm.Options{BaseURL: "http://model.test/v1", Model: "m", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return client, transport
}

func status(code int, header http.Header) reply {
	return func(*http.Request) (*http.Response, error) {
		if header == nil {
			header = http.Header{}
		}
		return &http.Response{StatusCode: code, Status: http.StatusText(code), Header: header, Body: io.NopCloser(strings.NewReader("no"))}, nil
	}
}

func stream(body io.ReadCloser) reply {
	return func(r *http.Request) (*http.Response, error) {
		if timed, ok := body.(*timed); ok {
			timed.ctx = r.Context()
		}
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: body}, nil
	}
}

func text(raw string) reply { return stream(io.NopCloser(strings.NewReader(raw))) }

// timed is a body whose pieces come each after a while; without more it is silent.
type timed struct {
	ctx    context.Context
	after  time.Duration
	pieces []string
	closed bool
}

func (b *timed) Read(p []byte) (int, error) {
	wait := make(<-chan time.Time)
	if len(b.pieces) > 0 {
		timer := time.NewTimer(b.after)
		defer timer.Stop()
		wait = timer.C
	}
	select {
	case <-wait:
	case <-b.ctx.Done():
		return 0, context.Cause(b.ctx)
	}
	n := copy(p, b.pieces[0])
	b.pieces = b.pieces[1:]
	return n, nil
}

func (b *timed) Close() error { b.closed = true; return nil }

func repeat(piece string, n int) []string { return slices.Repeat([]string{piece}, n) }

func TestRetries(t *testing.T) {
	good := sse(hello, finish, "[DONE]")
	after := func(s string) http.Header { return http.Header{"Retry-After": {s}} }
	for name, tc := range map[string]struct {
		script   []reply
		deadline time.Duration
		kind     error // nil: the answer comes
		requests int
		min, max time.Duration
	}{
		"503 once":             {script: []reply{status(503, nil), text(good)}, requests: 2, min: 100 * time.Millisecond, max: time.Second},
		"503 twice":            {script: []reply{status(503, nil), status(529, nil), text(good)}, requests: 3, min: 400 * time.Millisecond, max: 2 * time.Second},
		"503 thrice":           {script: []reply{status(503, nil), status(503, nil), status(503, nil)}, kind: llm.ErrUnavailable, requests: 3, max: 2 * time.Second},
		"Retry-After":          {script: []reply{status(429, after("7")), text(good)}, requests: 2, min: 7 * time.Second, max: 8 * time.Second},
		"Retry-After-Ms":       {script: []reply{status(429, http.Header{"Retry-After-Ms": {"1500"}}), text(good)}, requests: 2, min: 1500 * time.Millisecond, max: 2 * time.Second},
		"Retry-After too long": {script: []reply{status(429, after("21"))}, kind: llm.ErrRateLimited, requests: 1},
		"past the deadline":    {script: []reply{status(429, after("7"))}, deadline: 5 * time.Second, kind: llm.ErrRateLimited, requests: 1},
		"401":                  {script: []reply{status(401, nil)}, kind: llm.ErrUnauthorized, requests: 1},
		"400":                  {script: []reply{status(400, nil)}, kind: llm.ErrRefused, requests: 1},
		"501":                  {script: []reply{status(501, nil)}, kind: llm.ErrUnavailable, requests: 1},
		"cut before a delta":   {script: []reply{text(sse(`{"choices":[{"delta":{"role":"assistant","content":""}}]}`)), text(good)}, requests: 2, max: time.Second},
		"error before a delta": {script: []reply{text(sse(`{"error":{"type":"overloaded_error"}}`)), text(good)}, requests: 2, max: time.Second},
		"cut after a delta":    {script: []reply{text(sse(hello))}, kind: llm.ErrTruncated, requests: 1},
		"quota": {script: []reply{text(sse(`{"error":{"code":"insufficient_quota","message":"pay"}}`))},
			kind: llm.ErrNoCredit, requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tc.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tc.deadline)
					defer cancel()
				}
				client, transport := fake(t, tc.script...)
				start := time.Now()
				_, err := collect(ctx, t, client, question())
				if tc.kind == nil && err != nil {
					t.Fatal(err)
				}
				if tc.kind != nil {
					wantKind(t, err, tc.kind)
				}
				if len(transport.at) != tc.requests {
					t.Errorf("%d requests; want %d", len(transport.at), tc.requests)
				}
				if took := time.Since(start); took < tc.min || took > tc.max {
					t.Errorf("took %s; want between %s and %s", took, tc.min, tc.max)
				}
			})
		})
	}
}

func TestRetryAfterIsReported(t *testing.T) {
	at := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	for value, want := range map[string]time.Duration{"30": 30 * time.Second, at: 90 * time.Second, "soon": 0, "-1": 0, "1e300": 24 * time.Hour, "NaN": 0} {
		client, _ := fake(t, status(429, http.Header{"Retry-After": {value}}), status(429, nil), status(429, nil))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		_, err := collect(ctx, t, client, question())
		cancel()
		e := wantKind(t, err, llm.ErrRateLimited)
		if diff := want - e.RetryAfter; diff < 0 || diff > 2*time.Second {
			t.Errorf("Retry-After %q reads %s; want %s", value, e.RetryAfter, want)
		}
	}
}

// Who leaves while a retry waits is not kept.
func TestRetryStopsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("client has left")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(gone) })
		client, transport := fake(t, status(429, http.Header{"Retry-After": {"10"}}))
		start := time.Now()
		_, err := collect(ctx, t, client, question())
		if err != gone || time.Since(start) != time.Second || len(transport.at) != 1 {
			t.Errorf("error %v after %s and %d requests; want the cause after 1s and 1", err, time.Since(start), len(transport.at))
		}
	})
}

// Silence is measured between reads, prolonged by comments, but not for ever.
func TestSilence(t *testing.T) {
	const finishing = `{"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}`
	const comment = ": keep-alive\n\n"
	for name, tc := range map[string]struct {
		body *timed
		kind error
		took time.Duration
	}{
		"no chunk":              {&timed{}, llm.ErrIdle, 60 * time.Second},
		"after a chunk":         {&timed{pieces: []string{sse(hello)}, after: 10 * time.Second}, llm.ErrIdle, 70 * time.Second},
		"slow but alive":        {&timed{pieces: append(repeat(sse(hello), 20), sse(finish, "[DONE]")), after: 59 * time.Second}, nil, 21 * 59 * time.Second},
		"comments":              {&timed{pieces: repeat(comment, 100), after: 50 * time.Second}, llm.ErrIdle, 300 * time.Second},
		"comments, chunk":       {&timed{pieces: append(repeat(comment, 4), sse(hello, finish, "[DONE]")), after: 50 * time.Second}, nil, 250 * time.Second},
		"empty chunks":          {&timed{pieces: repeat(sse(`{"choices":[{"delta":{"content":""}}]}`), 100), after: 50 * time.Second}, llm.ErrIdle, 300 * time.Second},
		"finish, no usage":      {&timed{pieces: []string{sse(hello, finish)}, after: time.Second}, nil, 3 * time.Second},
		"finish, then more":     {&timed{pieces: []string{sse(hello, finish), sse(world), sse(finish), sse(world, finish, "[DONE]")}, after: 1500 * time.Millisecond}, nil, 6 * time.Second},
		"finish in each":        {&timed{pieces: []string{sse(finishing), sse(finishing), sse(finishing), sse("[DONE]")}, after: 50 * time.Second}, nil, 200 * time.Second},
		"finish in one":         {&timed{pieces: []string{sse(finishing)}, after: time.Second}, nil, 61 * time.Second},
		"finish in each, hangs": {&timed{pieces: []string{sse(finishing), sse(finishing)}, after: time.Second}, llm.ErrIdle, 62 * time.Second},
		"finish, comments":      {&timed{pieces: append([]string{sse(hello, finish)}, repeat(comment, 100)...), after: 100 * time.Millisecond}, nil, 2100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, _ := fake(t, stream(tc.body))
				start := time.Now()
				_, err := collect(t.Context(), t, client, question())
				if tc.kind == nil && err != nil {
					t.Fatal(err)
				}
				if tc.kind != nil {
					wantKind(t, err, tc.kind)
				}
				if took := time.Since(start).Truncate(50 * time.Millisecond); took != tc.took {
					t.Errorf("took %s; want %s", took, tc.took)
				}
			})
		})
	}
}

// A slow reader's time is not the server's silence.
func TestSlowReaderIsNotSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := fake(t, stream(&timed{pieces: []string{sse(hello), sse(world), sse(finish, "[DONE]")}, after: time.Second}))
		for chunk, err := range client.Stream(t.Context(), question()) {
			if err != nil {
				t.Fatal(err)
			}
			if chunk.Text != "" {
				time.Sleep(10 * time.Minute) // the fake clock's
			}
		}
	})
}

// refusal is an answer with a status and words.
func refusal(code int, says string) reply {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(says))}, nil
	}
}

// late answers after a while, or when the request ends.
func late(after time.Duration, then reply) reply {
	return func(r *http.Request) (*http.Response, error) {
		timer := time.NewTimer(after)
		defer timer.Stop()
		select {
		case <-timer.C:
			return then(r)
		case <-r.Context().Done():
			return nil, context.Cause(r.Context())
		}
	}
}
