package httpsource

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// server answers every request with what says sets.
type server struct {
	*httptest.Server
	status int
	header map[string]string
	body   string
	asked  []*http.Request
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{status: http.StatusOK}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		for name, value := range s.header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(s.body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func newClient(t *testing.T, base string) *Client {
	t.Helper()
	c, err := New("example", market.Provider{Name: "Example", Site: "https://www.example.com"}, Options{BaseURL: base}, Limits{Header: http.Header{"Accept": {"application/json"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// One base URL stands for all hosts of a source, whose paths stay.
func TestBaseURLKeepsThePath(t *testing.T) {
	s := newServer(t)
	s.body = `{"last":"7"}`
	c := newClient(t, s.URL+"/mirror/")
	var got struct{ Last string }
	err := c.Ask(t.Context(), Request{
		URL: "https://quotes.example.com/v1/quote/A%2FB", Query: url.Values{"symbols": {"A|B"}}, Symbol: "A",
		Read: func(a outbound.Answer) error { return JSON(a.Body, &got) },
	})
	if err != nil || got.Last != "7" {
		t.Fatalf("%+v, %v", got, err)
	}
	r := s.asked[0]
	if r.URL.EscapedPath() != "/mirror/v1/quote/A%2FB" || r.URL.Query().Get("symbols") != "A|B" {
		t.Errorf("asked for %s", r.URL)
	}
	if r.Header.Get("Accept") != "application/json" || !strings.HasPrefix(r.UserAgent(), "Mozilla/5.0") || r.Header.Get("Accept-Language") == "" {
		t.Errorf("headers %v", r.Header)
	}
	if o := c.Origin("/quote/A"); o.Provider != "Example" || o.URL != "https://www.example.com/quote/A" || o.AsOf.Location() != time.UTC || time.Since(o.AsOf) > time.Minute {
		t.Errorf("origin %+v", o)
	}
}

// What a server says by status and first bytes is an error of its kind, and the symbol is
// in it.
func TestWaysToSayNo(t *testing.T) {
	page := "<!DOCTYPE html><html><head><title>Access Denied</title></head></html>"
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"too many": {429, "Too Many Requests", market.ErrBlocked}, "a ban": {418, `{"code":-1003}`, market.ErrBlocked}, "forbidden": {403, page, market.ErrBlocked},
		"a page": {200, page, market.ErrBlocked}, "by law": {451, `{"msg":"restricted"}`, market.ErrBlocked}, "no key": {401, "{}", market.ErrBlocked},
		"down": {502, page, market.ErrUnavailable}, "silent": {200, " ", market.ErrMalformed}, "broken": {200, `{"last":`, market.ErrMalformed},
		"unknown": {404, `{"message":"NotFound"}`, market.ErrUnknownSymbol}, "unknown, a page": {404, page, market.ErrUnknownSymbol}, "none": {400, `{"message":"no data"}`, market.ErrNoData},
	} {
		s := newServer(t)
		s.status, s.body = c.status, c.body
		var into struct{ Last string }
		err := newClient(t, s.URL).Ask(t.Context(), Request{URL: "https://quotes.example.com/x", Symbol: "A", Read: func(a outbound.Answer) error { return JSON(a.Body, &into) }})
		e, ok := errors.AsType[*market.Error](err)
		if !ok || e.Kind != c.want || e.Symbol != "A" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if strings.Contains(err.Error(), "html") || ok && len(e.Said) > 200 {
			t.Errorf("%s: repeats the page: %v, %q", name, err, e.Said)
		}
	}
}

// A source that refuses is left alone, and its health says since when; what a caller gave
// up says nothing.
func TestRefusedIsLeftAlone(t *testing.T) {
	s := newServer(t)
	s.status, s.header = http.StatusTooManyRequests, map[string]string{"Retry-After": "120"}
	c := newClient(t, s.URL)
	ask := func(ctx context.Context) error {
		return c.Ask(ctx, Request{URL: "https://quotes.example.com/x", Read: func(outbound.Answer) error { return nil }})
	}
	if _, err := c.Problem(); err != nil || c.Held() != nil {
		t.Fatalf("before it was asked: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ask(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("caller left: %v", err)
	}
	for range 3 {
		e, ok := errors.AsType[*market.Error](ask(t.Context()))
		if !ok || e.Kind != market.ErrBlocked || e.RetryAfter < 119*time.Second {
			t.Errorf("refused: %v", e)
		}
	}
	if n := len(s.asked); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	since, err := c.Problem()
	if !errors.Is(err, market.ErrBlocked) || time.Since(since) > time.Minute || !errors.Is(c.Held(), market.ErrBlocked) {
		t.Errorf("problem %v since %s, held %v", err, since, c.Held())
	}
}

func TestOptionsThatAreNotValid(t *testing.T) {
	for _, o := range []Options{{BaseURL: "ftp://x"}, {BaseURL: "http://u:p@host"}, {BaseURL: "http://host?q=1"}, {Key: "a b"}, {Key: "a\n"}} {
		if _, err := New("example", market.Provider{}, o, Limits{}); err == nil || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
