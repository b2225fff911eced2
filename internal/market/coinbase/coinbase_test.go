package coinbase

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

func open(t testing.TB, base string, now time.Time) *Source {
	t.Helper()
	return markettest.Open(t, New, base, now)
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
		e := markettest.Serve(t, func(*http.Request) (int, string) { return c.status, c.body })
		got, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		if fault, ok := errors.AsType[*market.Error](errs[0]); got[0] != nil || !ok || fault.Kind != c.want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %+v, %v, want %v", name, got[0], errs[0], c.want)
		}
	}
}
