package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestBreaker(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		rules  Breaker
		tries  int           // of ten, before it is kept back
		pause  time.Duration // 0: it never is
	}{
		"well":                {says(200), Breaker{}, 10, 0},
		"an answer":           {says(409), Breaker{}, 10, 0},
		"a fault of our own":  {says(404), Breaker{}, 10, 0},
		"429":                 {says(429), Breaker{}, 1, time.Minute},
		"429 for a while":     {says(429, "Retry-After", "5"), Breaker{}, 1, 5 * time.Second},
		"429 for ever":        {says(429, "Retry-After", "9999999"), Breaker{}, 1, time.Hour},
		"a key":               {says(401), Breaker{KeyPause: 5 * time.Minute}, 1, 5 * time.Minute},
		"a key, which is new": {says(401), Breaker{}, 10, 0},
		"500":                 {says(500), Breaker{}, 3, 15 * time.Second},
		"503 for a while":     {says(503, "Retry-After", "90"), Breaker{}, 1, 90 * time.Second},
		"malformed":           {says(418), Breaker{}, 10, 0},
		"malformed, all":      {says(418), Breaker{Malformed: true}, 3, 15 * time.Second},
		"too long": {func(r *http.Request) (*http.Response, error) {
			return reply(r, 200, strings.Repeat("x", 2<<10)), nil
		}, Breaker{Malformed: true}, 3, 15 * time.Second},
		"no connection": {func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, Breaker{}, 3, 15 * time.Second},
		"silence": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, Breaker{}, 3, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &script{answer: tc.answer}
				c := newClient(source, Options{Breaker: tc.rules})
				var first, err error
				for range 10 {
					if err = c.Ask(t.Context(), request(t)); first == nil {
						first = err
					}
				}
				if source.asked != tc.tries {
					t.Errorf("%d requests; want %d", source.asked, tc.tries)
				}
				if tc.pause == 0 {
					if c.Held() != nil {
						t.Errorf("held: %v", c.Held())
					}
					return
				}
				kind := wantFault(t, first, first).Kind
				if f := wantFault(t, err, kind); !f.Held || f.RetryAfter != tc.pause || errors.Is(err, ErrBroken) {
					t.Errorf("error %+v; want it held back for %v", *f, tc.pause)
				}
				if f := wantFault(t, c.Held(), kind); f.RetryAfter != tc.pause {
					t.Errorf("Held says %v; want %v", f.RetryAfter, tc.pause)
				}
				source.answer = says(200)
				time.Sleep(tc.pause + time.Second)
				for range 3 {
					if err := c.Ask(t.Context(), request(t)); err != nil {
						t.Errorf("after the pause: %v", err)
					}
				}
			})
		})
	}
}

// After a long pause one request finds out whether it is over, and the others wait for
// what it finds.
func TestOneRequestFindsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &script{answer: says(429)}
		c := newClient(source, Options{})
		wantFault(t, c.Ask(t.Context(), request(t)), ErrBlocked)
		time.Sleep(time.Minute + time.Second)
		open := make(chan struct{})
		source.answer = func(r *http.Request) (*http.Response, error) {
			<-open
			return reply(r, 200, ""), nil
		}
		first := make(chan error)
		go func() { first <- c.Ask(t.Context(), request(t)) }()
		synctest.Wait()
		if f := wantFault(t, c.Ask(t.Context(), request(t)), ErrBlocked); !f.Held || f.RetryAfter != time.Second {
			t.Errorf("second request: %+v", *f)
		}
		close(open)
		if err := <-first; err != nil || source.asked != 2 {
			t.Errorf("%v after %d requests", err, source.asked)
		}
	})
}

// Who leaves says nothing of the source, nor does what goes past the breaker.
func TestUncounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &script{answer: func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}
		c := newClient(source, Options{})
		left := errors.New("left")
		for range 5 {
			ctx, leave := context.WithTimeoutCause(t.Context(), time.Second, left)
			if err := c.Ask(ctx, request(t)); !errors.Is(err, left) {
				t.Errorf("error %v; want the cause", err)
			}
			leave()
		}
		source.answer = says(429)
		r := request(t)
		r.Unguarded = true
		for range 5 {
			wantFault(t, c.Ask(t.Context(), r), ErrBlocked)
		}
		source.answer = says(200)
		if err := c.Ask(t.Context(), request(t)); err != nil || source.asked != 11 {
			t.Errorf("%v after %d requests; want success after 11", err, source.asked)
		}
	})
}
