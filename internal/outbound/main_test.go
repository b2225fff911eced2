package outbound

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// roundTrip is a source without sockets, for tests on fake time.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func reply(r *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader([]byte(body))),
	}
}

// script is a source whose answer a test changes as it goes.
type script struct {
	answer func(*http.Request) (*http.Response, error)
	asked  int
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	return s.answer(r)
}

func says(status int, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) { return reply(r, status, "x", header...), nil }
}

// errUnknown is an answer that the owner of a source does not like.
var errUnknown = errors.New("not known")

// judge says what statuses mean.
func judge(a Answer) error {
	f := &Fault{Status: a.Status, RetryAfter: RetryAfter(a.Header, LongestPause)}
	switch a.Status {
	case http.StatusOK:
		return nil
	case http.StatusTooManyRequests:
		f.Kind = ErrBlocked
	case http.StatusUnauthorized:
		f.Kind = ErrUnauthorized
	case http.StatusNotFound:
		f.Kind = errUnknown
	case http.StatusTeapot:
		f.Kind = ErrMalformed
	case http.StatusConflict:
		return errUnknown
	default:
		f.Kind = ErrUnavailable
	}
	return f
}

func request(t testing.TB) Request {
	t.Helper()
	u, err := url.Parse("http://x.example/path?key=secret")
	if err != nil {
		t.Fatal(err)
	}
	return Request{URL: u, Read: judge}
}

// newClient is a Client of a source that is found to be down by three faults.
func newClient(by http.RoundTripper, o Options) *Client {
	o.Provider, o.RoundTripper = "test", by
	o.Timeout, o.MaxBody = 10*time.Second, 1<<10
	o.Breaker.Faults, o.Breaker.FaultPause, o.Breaker.BlockPause = 3, 15*time.Second, time.Minute
	return New(o)
}

func wantFault(t testing.TB, err, kind error) *Fault {
	t.Helper()
	f, ok := errors.AsType[*Fault](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("error %v; want a fault that is %q", err, kind)
	}
	return f
}
