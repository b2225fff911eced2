package yahoo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// What keeps requests back must say after what, and for how long: an operator
// reads of it long after the request that failed.
func TestHeldBackRequestsSayWhy(t *testing.T) {
	m := newTestMarket(t, options{BaseURL: "http://127.0.0.1:1"})
	for what, ask := range map[string]func(symbol string) error{
		"by the breaker": func(symbol string) error {
			_, err := m.History(t.Context(), market.HistoryQuery{Symbol: sym(t, symbol), Range: "1mo", Interval: market.Day})
			return err
		},
		"for a crumb": func(symbol string) error { _, err := m.Quote(t.Context(), sym(t, symbol)); return err },
	} {
		var e *market.Error
		for _, symbol := range []string{"A", "B", "C", "D"} { // two requests each
			e = wantKind(t, ask(symbol), market.ErrUnavailable)
			if !strings.Contains(e.Error(), "connection refused") {
				t.Errorf("%s: the cause is not named: %v", what, e)
			}
		}
		if e.RetryAfter <= 0 || e.RetryAfter > time.Minute {
			t.Errorf("%s: RetryAfter %v, want how long it is held back", what, e.RetryAfter)
		}
		if text := e.Error(); !strings.Contains(text, "not asked until ") || strings.Count(text, "connection refused") != 1 {
			t.Errorf("%s: error %q", what, text)
		}
		if e.Err != nil {
			t.Errorf("%s: what was held back looks worth another try: %v", what, e)
		}
	}
}

func TestProblem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo := &script{reply: good}
		m := newTestMarket(t, options{RoundTripper: yahoo})
		ask := func(symbol string) { _, _ = m.Quote(t.Context(), symbolOf(symbol)) } // its error is Problem's
		check := func(when string, kind error, since time.Time) {
			t.Helper()
			at, err := m.Problem()
			if !errors.Is(err, kind) || (kind == nil) != (err == nil) || !at.Equal(since) {
				t.Errorf("%s: %v since %v; want %v since %v", when, err, at, kind, since)
			}
		}
		check("before a request", nil, time.Time{})
		ask("A")
		check("after a good one", nil, time.Time{})

		start := time.Now()
		yahoo.set(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
		for range 2 * 6 {
			ask("B")
		}
		check("while the breaker is open", market.ErrUnavailable, first(t, m, start))

		yahoo.set(func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusTooManyRequests, ""), nil
		})
		since, _ := m.Problem()
		time.Sleep(15*time.Second + time.Second)
		ask("C")
		check("when it fails in another way", market.ErrBlocked, since)

		time.Sleep(time.Minute + time.Second)
		yahoo.set(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		gone, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		_, _ = m.Quote(gone, symbolOf("D"))
		synctest.Wait() // its request ends after it
		check("after a caller that left", market.ErrBlocked, since)
		yahoo.set(good)
		ask("D")
		check("when it answers again", nil, time.Time{})

		yahoo.set(func(r *http.Request) (*http.Response, error) {
			return answer(r, http.StatusOK, `{"quoteResponse":{"result":[],"error":null}}`), nil
		})
		ask("NONE")
		check("after a symbol that is not known", nil, time.Time{})
	})
}

// first is since when requests fail: not before start.
func first(t *testing.T, m *market.Market, start time.Time) time.Time {
	t.Helper()
	since, _ := m.Problem()
	if since.Before(start) || time.Since(since) > time.Second {
		t.Errorf("fails since %v, want the first failure after %v", since, start)
	}
	return since
}
