package access

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/api/fault"
)

// Who waits as long as Retry-After says is served, and who comes two seconds
// earlier is not: the promise is kept and costs nobody more than it has to.
func TestRetryAfterOfTheRateLimitIsKept(t *testing.T) {
	for _, c := range []struct {
		limit int
		pause time.Duration // between the requests before the refusal
	}{{1, 0}, {2, 0}, {2, 29 * time.Second}, {5, 11 * time.Second}, {120, 0}, {120, 400 * time.Millisecond}} {
		for _, begin := range []time.Duration{0, 7 * time.Second, 59500 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				control, err := New(Options{RateLimit: c.limit}, nil)
				if err != nil {
					t.Fatal(err)
				}
				r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
				ask := func() *fault.Fault {
					_, err := control.Identify(httptest.NewRecorder(), r, "ip:1")
					f, _ := errors.AsType[*fault.Fault](err)
					return f
				}
				time.Sleep(begin)
				var refused *fault.Fault
				for refused = ask(); refused == nil; refused = ask() {
					time.Sleep(c.pause)
				}
				wait := refused.RetryAfter
				if wait > 2*time.Second {
					time.Sleep(wait - 2*time.Second)
					if ask() == nil {
						t.Errorf("limit %d, from %v: served two seconds before the %v of Retry-After", c.limit, begin, wait)
					}
					wait = 2 * time.Second
				}
				time.Sleep(wait)
				if ask() != nil {
					t.Errorf("limit %d, from %v: refused after Retry-After", c.limit, begin)
				}
			})
		}
	}
}

func TestWindowsAreBounded(t *testing.T) {
	c := newWindows(1000)
	at := time.Unix(1_700_000_040, 0).Truncate(rateWindow)
	for i := range 1_000_000 {
		if err := c.Increment("ip:"+strconv.Itoa(i), at); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.clients.Len(); n != 1000 {
		t.Errorf("%d clients", n)
	}
	count := func(at time.Time) string {
		now, last, err := c.Get("ip:999999", at, at.Add(-rateWindow))
		return fmt.Sprint(now, last, err)
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "1 0 <nil>"}, {time.Minute, "0 1 <nil>"}, {0, "0 1 <nil>"}, // overtaken by a later request
		{3 * time.Minute, "0 0 <nil>"}, {-time.Hour, "0 0 <nil>"},
	} {
		if got := count(at.Add(step.after)); got != step.want {
			t.Errorf("after %v: %s, want %s", step.after, got, step.want)
		}
	}
	if err := c.Increment("ip:999999", at.Add(-time.Hour)); err != nil || count(at.Add(-time.Hour)) != "1 0 <nil>" {
		t.Error("a clock that was set back locks out")
	}
}
