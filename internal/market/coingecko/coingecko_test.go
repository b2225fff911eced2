package coingecko

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// site answers requests with what says gives.
type site struct {
	*httptest.Server
	says func(r *http.Request) (status int, body string)

	mu    sync.Mutex
	asked []*url.URL
}

func serve(t testing.TB, says func(r *http.Request) (int, string)) *site {
	t.Helper()
	e := &site{says: says}
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
		"too many": {429, `{"status":{"error_code":429,"error_message":"You've exceeded the Rate Limit."}}`, market.ErrBlocked}, "too many, with 200": {200, `{"status":{"error_code":429,"error_message":"You've exceeded the Rate Limit."}}`, market.ErrBlocked},
		"a key": {401, `{"error":{"status":{"error_code":10002}}}`, market.ErrBlocked}, "a wall": {403, "<!DOCTYPE html><html></html>", market.ErrBlocked}, "a page": {200, "<!DOCTYPE html><html></html>", market.ErrBlocked},
		"down": {502, "", market.ErrUnavailable}, "unknown": {200, "{}", market.ErrUnknownSymbol}, "null": {200, "null", market.ErrUnknownSymbol}, "no price": {200, `{"bitcoin":{}}`, market.ErrUnknownSymbol},
		"null price": {200, `{"bitcoin":{"usd":null}}`, market.ErrUnknownSymbol}, "price of 0": {200, `{"bitcoin":{"usd":0}}`, market.ErrUnknownSymbol}, "in euros": {200, `{"bitcoin":{"eur":5}}`, market.ErrUnknownSymbol},
		"another": {200, `{"ethereum":{"usd":5}}`, market.ErrUnknownSymbol}, "cut": {200, `{"bitcoin":{"usd"`, market.ErrMalformed}, "an error inside": {200, `{"error":"coin not found"}`, market.ErrMalformed},
	} {
		s := serve(t, func(*http.Request) (int, string) { return c.status, c.body })
		got, errs := open(t, s.URL, noon()).Quotes(t.Context(), symbols(t, "BTC-USD"))
		if fault, ok := errors.AsType[*market.Error](errs[0]); got[0] != nil || !ok || fault.Kind != c.want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %+v, %v, want %v", name, got[0], errs[0], c.want)
		}
	}
}
