package engine

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// secret looks like no key, so that only the knowledge of it hides it.
const secret = "aSECRETz"

var today = time.Date(2025, 2, 14, 12, 0, 0, 0, time.UTC)

// newSearcher is a Searcher of engines that are all at one address.
func newSearcher(t testing.TB, base string, o Options) *Searcher {
	t.Helper()
	o.URLs = map[string]string{}
	for name := range httpEngines() {
		o.URLs[name] = base
	}
	o.Keys = map[string]string{Brave: secret, Tavily: secret}
	if o.Engines == nil {
		o.Engines = []string{DuckDuckGo}
	}
	if o.Rate == 0 {
		o.Rate = 1000
	}
	o.Now = func() time.Time { return today }
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// serve answers every request with h.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // a client may have had enough
	}
}

// roundTrip is a web without sockets, for tests on fake time.
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

// wantKind checks that err is an *Error of kind that shows no key and no address.
func wantKind(t testing.TB, err, kind error) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("error = %v, want an *Error that is %q", err, kind)
	}
	for _, leak := range []string{"SECRET", "127.0.0.1", "x.example", "\n", "<html"} {
		if strings.Contains(err.Error(), leak) {
			t.Errorf("error %q holds %q", err, leak)
		}
	}
	return e
}

// counter counts the requests to a server.
type counter struct{ n atomic.Int32 }

func (c *counter) count(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c.n.Add(1)
		h(w, r)
	}
}
