package binance

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
		"unknown": {400, `{"code":-1121,"msg":"Invalid symbol."}`, market.ErrUnknownSymbol}, "a wrong question": {400, `{"code":-1100,"msg":"Illegal characters"}`, market.ErrNoData},
		"too much weight": {400, `{"code":-1003,"msg":"Too many requests"}`, market.ErrBlocked}, "too many": {429, `{"code":-1003,"msg":"Too many requests"}`, market.ErrBlocked},
		"a ban": {418, `{"code":-1003,"msg":"banned until 1"}`, market.ErrBlocked}, "by country": {451, `{"code":0,"msg":"Service unavailable from a restricted location"}`, market.ErrBlocked},
		"down": {503, "", market.ErrUnavailable}, "a page": {200, "<html></html>", market.ErrBlocked}, "a page of 400": {400, "<html></html>", market.ErrBlocked}, "cut": {200, `[{"symbol":`, market.ErrMalformed},
		"empty": {200, "[]", market.ErrNoData}, "null": {200, "null", market.ErrNoData}, "others": {200, `[{"symbol":"BTCUSDT","lastPrice":"1"}]`, market.ErrUnknownSymbol},
		"in another coin": {200, `[{"symbol":"ETHUSDC","lastPrice":"1"}]`, market.ErrUnknownSymbol}, "no trade": {200, `[{"symbol":"ETHUSDT","lastPrice":"0.0"}]`, market.ErrNoData},
		"an error inside": {200, `{"code":-1000,"msg":"An unknown error"}`, market.ErrMalformed},
	} {
		e := markettest.Serve(t, func(*http.Request) (int, string) { return c.status, c.body })
		got, errs := open(t, e.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "ETH-USD"))
		if fault, ok := errors.AsType[*market.Error](errs[0]); got[0] != nil || !ok || fault.Kind != c.want || fault.Symbol != "ETH-USD" {
			t.Errorf("%s: %+v, %v, want %v", name, got[0], errs[0], c.want)
		}
	}
}
