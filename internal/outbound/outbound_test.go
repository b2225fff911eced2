package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/fairqueue"
)

func TestRequest(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	c := newClient(roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		seen = append(seen, strings.Join([]string{r.Method, r.Header.Get("User-Agent"), r.Header.Get("Accept"), r.Header.Get("Cookie"), string(body)}, " "))
		return reply(r, 302, "moved", "Set-Cookie", "A=b", "Location", "/elsewhere"), nil
	}), Options{Header: http.Header{"User-Agent": {"us"}, "Accept": {"all"}}})
	r := request(t)
	r.Jar, r.Method, r.Body, r.Header = jar, http.MethodPost, []byte("form"), http.Header{"Accept": {"html"}}
	var got Answer
	r.Read = func(a Answer) error {
		got = a
		return nil
	}
	for range 2 {
		if err := c.Ask(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"POST us html  form", "POST us html A=b form"}, seen); diff != "" {
		t.Error(diff)
	}
	if got.Status != 302 || got.Location.String() != "http://x.example/elsewhere" || string(got.Body) != "moved" {
		t.Errorf("answer %+v; want the redirect itself", got)
	}
}

// No text of a fault holds what was asked, and the cause of a broken connection is
// told apart.
func TestFaults(t *testing.T) {
	c := newClient(roundTrip(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }), Options{})
	err := c.Ask(t.Context(), request(t))
	if !errors.Is(err, ErrBroken) || !errors.Is(err, io.ErrUnexpectedEOF) || err.Error() != "source is unavailable: unexpected EOF" {
		t.Errorf("error %q", err)
	}
	f := &Fault{Kind: ErrBlocked, Status: 429, Message: "a", Err: errors.New("b"), Said: "secret", RetryAfter: 90 * time.Second}
	if got := f.Error(); got != "source refuses our requests (status 429): a: b (worth trying again in 1m30s)" {
		t.Error(got)
	}
}

func TestPlacesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := prometheus.NewRegistry()
		c := newClient(roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}), Options{Concurrent: 4, Wait: 2 * time.Second, Registerer: reg})
		ctx, leave := context.WithCancel(t.Context())
		done := make(chan error)
		for range 3 {
			go func() { done <- c.Ask(fairqueue.WithClient(ctx, "greedy"), request(t)) }()
		}
		began := time.Now()
		f := wantFault(t, <-done, ErrNoTurn) // two of four are one client's at most
		if !f.Held || time.Since(began) != 2*time.Second || f.RetryAfter != 2*time.Second {
			t.Errorf("after %v: %+v", time.Since(began), *f)
		}
		go func() { done <- c.Ask(fairqueue.WithClient(ctx, "other"), request(t)) }()
		synctest.Wait()
		leave()
		for range 3 {
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("error %v; want the leaving", err)
			}
		}
		if n := testutil.CollectAndCount(reg, "quotewire_upstream_wait_seconds"); n != 1 {
			t.Errorf("%d histograms of waits", n)
		}
	})
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &script{answer: says(200)}
		c := newClient(source, Options{Rate: 0.5, Burst: 1, Wait: 3 * time.Second})
		began := time.Now()
		for range 2 {
			if err := c.Ask(t.Context(), request(t)); err != nil {
				t.Error(err)
			}
		}
		if time.Since(began) != 2*time.Second {
			t.Errorf("two requests took %v; want 2s", time.Since(began))
		}
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if err := c.Ask(ctx, request(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v; want the leaving", err)
		}
		for range 2 {
			go func() { _ = c.Ask(t.Context(), request(t)) }()
		}
		synctest.Wait()
		if f := wantFault(t, c.Ask(t.Context(), request(t)), ErrNoTurn); !f.Held || f.RetryAfter != 5*time.Second {
			t.Errorf("%+v", *f)
		}
	})
}

func TestOutcomes(t *testing.T) {
	reg := prometheus.NewRegistry()
	source := &script{}
	c := newClient(source, Options{Registerer: reg, Outcomes: map[error]string{errUnknown: "unknown", ErrUnauthorized: "blocked"}})
	for _, status := range []int{200, 409, 404, 401, 418, 500} {
		source.answer = says(status)
		_ = c.Ask(t.Context(), request(t))
	}
	want := `# HELP quotewire_upstream_requests_total Requests to the outside world by provider and outcome.
# TYPE quotewire_upstream_requests_total counter
quotewire_upstream_requests_total{outcome="blocked",provider="test"} 1
quotewire_upstream_requests_total{outcome="cancelled",provider="test"} 0
quotewire_upstream_requests_total{outcome="malformed",provider="test"} 1
quotewire_upstream_requests_total{outcome="ok",provider="test"} 2
quotewire_upstream_requests_total{outcome="unavailable",provider="test"} 1
quotewire_upstream_requests_total{outcome="unknown",provider="test"} 1
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "quotewire_upstream_requests_total"); err != nil {
		t.Error(err)
	}
	if problems, err := testutil.GatherAndLint(reg); err != nil || len(problems) > 0 {
		t.Errorf("metrics: %v %v", problems, err)
	}
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		for value, want := range map[string]time.Duration{
			"": 0, "7": 7 * time.Second, " 0.5 ": 500 * time.Millisecond, "-3": 0, "NaN": 0, "+Inf": time.Hour, "99999999999999999999": time.Hour, "soon": 0,
			in(time.Minute): time.Minute, in(-time.Minute): 0, in(48 * time.Hour): time.Hour,
		} {
			if got := RetryAfter(http.Header{"Retry-After": {value}}, time.Hour); got != want {
				t.Errorf("%q is %v; want %v", value, got, want)
			}
		}
	})
}
