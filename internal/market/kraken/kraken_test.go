package kraken

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// says answers by what is asked for, and of which pair.
func says(bodies map[string]string) markettest.Answer {
	return func(r *http.Request) (int, string) {
		what := strings.TrimPrefix(r.URL.Path, "/0/public/")
		body, ok := bodies[what+" "+r.FormValue("pair")]
		if !ok {
			body = bodies[what]
		}
		return http.StatusOK, body
	}
}

func open(t testing.TB, base string, now time.Time) *Source {
	t.Helper()
	return markettest.Open(t, New, base, now)
}

// wednesday is when the answers here are asked for.
func wednesday() time.Time { return time.Date(2026, 3, 4, 15, 2, 11, 0, time.UTC) }

// Errors come with status 200.
func TestRefusals(t *testing.T) {
	for body, want := range map[string]error{
		`{"error":["EQuery:Unknown asset pair"]}`:                         market.ErrUnknownSymbol,
		`{"error":["EAPI:Rate limit exceeded"]}`:                          market.ErrBlocked,
		`{"error":["EGeneral:Too many requests"]}`:                        market.ErrBlocked,
		`{"error":["EGeneral:Permission denied"]}`:                        market.ErrBlocked,
		`{"error":["EService:Unavailable"]}`:                              market.ErrUnavailable,
		`{"error":["EGeneral:Internal error"],"result":{}}`:               market.ErrUnavailable,
		`{"error":["EGeneral:Invalid arguments"]}`:                        market.ErrNoData,
		`{"error":["EWhat:ever"]}`:                                        market.ErrMalformed,
		`{"error":[],"result":{}}`:                                        market.ErrNoData,
		`{"error":[],"result":null}`:                                      market.ErrMalformed,
		`{"error":[]}`:                                                    market.ErrMalformed,
		`{"error":[],"result":{"ETH/USD":{"c":["1"]}}}`:                   market.ErrUnknownSymbol,
		`{"error":[],"result":{"BTC/USD":null}}`:                          market.ErrUnknownSymbol,
		`{"error":["WGeneral:Old"],"result":{"BTC/USD":{"c":["0"]}}}`:     market.ErrNoData,
		`<!DOCTYPE html><html><head><title>Denied</title></head></html>`:  market.ErrBlocked,
		`{"error":[],"result":{"BTC/USD":`:                                market.ErrMalformed,
		`{"error":[],"result":{"BTC/USD":{"a":"x","b":1,"c":{},"v":[]}}}`: market.ErrMalformed,
	} {
		e := markettest.Serve(t, says(map[string]string{"Ticker": body}))
		s := open(t, e.URL, wednesday())
		got, errs := s.Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
		fault, ok := errors.AsType[*market.Error](errs[0])
		if got[0] != nil || !ok || fault.Kind != want || fault.Symbol != "BTC-USD" {
			t.Errorf("%s: %+v, %v, want %v", body, got[0], errs[0], want)
		}
		if blocked := errors.Is(s.Held(), market.ErrBlocked); blocked != (want == market.ErrBlocked) {
			t.Errorf("%s: left alone: %v", body, blocked)
		}
	}
}

func TestNamesOfPairs(t *testing.T) {
	for name, pair := range map[string]string{"BTC/USD": "BTC/USD", "XXBTZUSD": "BTC/USD", "XBTUSD": "BTC/USD", "XBT/USD": "BTC/USD", "XETHXXBT": "ETH/BTC", "XDGUSD": "DOGE/USD", "ZEURZUSD": "EUR/USD", "ADAUSD": "ADA/USD"} {
		if !named(name, pair) {
			t.Errorf("%s is not taken for %s", name, pair)
		}
	}
	for name, pair := range map[string]string{"ETH/USD": "BTC/USD", "BTC/USDT": "BTC/USD", "XXBTZEUR": "BTC/USD", "USD/BTC": "BTC/USD", "": "BTC/USD", "WBTC/USD": "BTC/USD", "BTC": "BTC/USD"} {
		if named(name, pair) {
			t.Errorf("%s is taken for %s", name, pair)
		}
	}
}

// What is not covered is not asked for, and who left is not waited for.
func TestNothingIsAsked(t *testing.T) {
	e := markettest.Serve(t, says(nil))
	s := open(t, e.URL, wednesday())
	for _, text := range []string{"AAPL", "^GSPC", "BNB-EUR", "CL=F", "NZDUSD=X"} {
		other := markettest.Symbols(t, text)[0]
		if s.Covers(other) {
			t.Errorf("covers %s", text)
		}
		if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: other, Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, err)
		}
		if got, errs := s.Quotes(t.Context(), []market.Symbol{other}); got[0] != nil || !errors.Is(errs[0], market.ErrUnknownSymbol) {
			t.Errorf("%s: %v", text, errs[0])
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := s.Quotes(gone, markettest.Symbols(t, "BTC-USD")); !errors.Is(errs[0], context.Canceled) {
		t.Errorf("who left: %v", errs[0])
	}
	if len(e.Asked()) != 0 {
		t.Errorf("asked %v", e.Asked())
	}
}
