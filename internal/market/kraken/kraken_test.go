package kraken

import (
	"context"
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

// exchange answers by the last part of the path.
type exchange struct {
	*httptest.Server
	says map[string]string

	mu    sync.Mutex
	asked []*url.URL
}

func serve(t testing.TB, says map[string]string) *exchange {
	t.Helper()
	e := &exchange{says: says}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		e.asked = append(e.asked, r.URL)
		body, ok := e.says[strings.TrimPrefix(r.URL.Path, "/0/public/")+" "+r.FormValue("pair")]
		if !ok {
			body = e.says[strings.TrimPrefix(r.URL.Path, "/0/public/")]
		}
		e.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
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
		e := serve(t, map[string]string{"Ticker": body})
		s := open(t, e.URL, wednesday())
		got, errs := s.Quotes(t.Context(), symbols(t, "BTC-USD"))
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
	e := serve(t, nil)
	s := open(t, e.URL, wednesday())
	for _, text := range []string{"AAPL", "^GSPC", "BNB-EUR", "CL=F", "NZDUSD=X"} {
		other := symbols(t, text)[0]
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
	if _, errs := s.Quotes(gone, symbols(t, "BTC-USD")); !errors.Is(errs[0], context.Canceled) {
		t.Errorf("who left: %v", errs[0])
	}
	if len(e.asked) != 0 {
		t.Errorf("asked %v", e.asked)
	}
}
