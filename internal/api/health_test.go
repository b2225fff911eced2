package api

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// /readyz names what does not work in our own words, and still takes work.
func TestReadinessNamesProblems(t *testing.T) {
	since := time.Date(2025, 11, 19, 14, 30, 0, 0, time.FixedZone("EST", -5*3600))
	var problems []Problem
	w := newWorld(t, says("x"), func(o *Options) { o.Problems = func() []Problem { return problems } })
	for want, now := range map[string][]Problem{
		`{"status":"ready","problems":[]}`: nil,
		`{"status":"degraded","problems":[{"part":"market","code":"market_blocked","message":"no source of market data has an answer, and one refuses our requests for now","since":"2025-11-19T19:30:00Z"},` +
			`{"part":"model","code":"internal","message":"something went wrong on our side"}]}`: {
			{Part: "market", Err: &market.Error{Kind: market.ErrBlocked, Message: "at http://secret.example"}, Since: since},
			{Part: "model", Err: errors.New("sk-secret")},
		},
	} {
		problems = now
		resp := w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil)
		if got := strings.TrimSpace(body(t, resp)); got != want || resp.StatusCode != http.StatusOK {
			t.Errorf("%d %s, want %s", resp.StatusCode, got, want)
		}
	}
	w.SetReady(false)
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil), fault.Shutdown)
}
