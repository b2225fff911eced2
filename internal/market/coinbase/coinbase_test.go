package coinbase

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// exchange answers by path below /products/, with the status before a blank.
type exchange struct {
	*httptest.Server
	says func(r *http.Request) (status int, body string)

	mu    sync.Mutex
	asked []*url.URL
}

func serve(t testing.TB, says func(r *http.Request) (int, string)) *exchange {
	t.Helper()
	e := &exchange{says: says}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		e.asked = append(e.asked, r.URL)
		e.mu.Unlock()
		status, body := e.says(r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Log(err)
		}
	}))
	t.Cleanup(e.Close)
	return e
}

// answers are by the last part of the path.
func answers(says map[string]string) func(*http.Request) (int, string) {
	return func(r *http.Request) (int, string) {
		body, ok := says[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]
		if !ok {
			return http.StatusNotFound, `{"message":"NotFound"}`
		}
		return http.StatusOK, body
	}
}

func open(t testing.TB, base string, now time.Time) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: base, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func symbols(t testing.TB, texts ...string) (all []market.Symbol) {
	t.Helper()
	for _, text := range texts {
		s, err := market.ParseSymbol(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func date(t testing.TB, text string) market.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// noon is when the answers here are asked for.
func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"unknown": {404, `{"message":"NotFound"}`, market.ErrUnknownSymbol}, "too many": {429, "Too Many Requests", market.ErrBlocked}, "forbidden": {403, `{"message":"Forbidden"}`, market.ErrBlocked},
		"down": {503, "", market.ErrUnavailable}, "a page": {200, "<!doctype html><html></html>", market.ErrBlocked}, "cut": {200, `{"price":"1`, market.ErrMalformed},
		"an error inside": {200, `{"message":"Internal server error"}`, market.ErrNoData}, "no trade": {200, `{"price":"0.00","time":"2026-03-04T11:59:58Z"}`, market.ErrNoData}, "null": {200, "null", market.ErrNoData},
		"a list": {200, "[]", market.ErrMalformed}, "no time": {200, `{"price":"1","time":"yesterday"}`, market.ErrMalformed},
	} {
		e := serve(t, func(*http.Request) (int, string) { return c.status, c.body })
		got, errs := open(t, e.URL, noon()).Quotes(t.Context(), symbols(t, "BTC-USD"))
		if fault, ok := errors.AsType[*market.Error](errs[0]); got[0] != nil || !ok || fault.Kind != c.want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %+v, %v, want %v", name, got[0], errs[0], c.want)
		}
	}
}
