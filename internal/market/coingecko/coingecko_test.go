package coingecko

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
		"too many": {429, `{"status":{"error_code":429,"error_message":"You've exceeded the Rate Limit."}}`, market.ErrBlocked}, "too many, with 200": {200, `{"status":{"error_code":429,"error_message":"You've exceeded the Rate Limit."}}`, market.ErrBlocked},
		"a key": {401, `{"error":{"status":{"error_code":10002}}}`, market.ErrBlocked}, "a wall": {403, "<!DOCTYPE html><html></html>", market.ErrBlocked}, "a page": {200, "<!DOCTYPE html><html></html>", market.ErrBlocked},
		"down": {502, "", market.ErrUnavailable}, "unknown": {200, "{}", market.ErrUnknownSymbol}, "null": {200, "null", market.ErrUnknownSymbol}, "no price": {200, `{"bitcoin":{}}`, market.ErrUnknownSymbol},
		"null price": {200, `{"bitcoin":{"usd":null}}`, market.ErrUnknownSymbol}, "price of 0": {200, `{"bitcoin":{"usd":0}}`, market.ErrUnknownSymbol}, "in euros": {200, `{"bitcoin":{"eur":5}}`, market.ErrUnknownSymbol},
		"another": {200, `{"ethereum":{"usd":5}}`, market.ErrUnknownSymbol}, "cut": {200, `{"bitcoin":{"usd"`, market.ErrMalformed}, "an error inside": {200, `{"error":"coin not found"}`, market.ErrMalformed},
	} {
		s := markettest.Serve(t, func(*http.Request) (int, string) { return c.status, c.body })
		got, errs := open(t, s.URL, noon()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		if fault, ok := errors.AsType[*market.Error](errs[0]); got[0] != nil || !ok || fault.Kind != c.want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %+v, %v, want %v", name, got[0], errs[0], c.want)
		}
	}
}
