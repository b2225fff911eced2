package api

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
	"quotewire/internal/scrape"
)

// hidden is an error with what nobody outside may read.
func hidden() error {
	return &market.Error{Kind: market.ErrBlocked, Message: "at http://secret.example", Said: "secret words", RetryAfter: time.Minute}
}

// /readyz names what does not work in our own words, and still takes work.
func TestReadinessNamesProblems(t *testing.T) {
	since := time.Date(2025, 11, 19, 14, 30, 0, 0, time.FixedZone("EST", -5*3600))
	var marketErr, modelErr error
	w := newWorld(t, says("x"), func(o *Options) {
		o.Parts = []Part{
			{"market", func() (time.Time, error) { return since, marketErr }},
			{"model", func() (time.Time, error) { return time.Time{}, modelErr }},
		}
	})
	for want, now := range map[string][2]error{
		`{"status":"ready","problems":[]}`: {},
		`{"status":"degraded","problems":[{"part":"market","code":"market_blocked","message":"no source of market data has an answer, and one refuses our requests for now","since":"2025-11-19T19:30:00Z"},` +
			`{"part":"model","code":"internal","message":"something went wrong on our side"}]}`: {
			hidden(), errors.New("sk-secret"),
		},
	} {
		marketErr, modelErr = now[0], now[1]
		resp := w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil)
		if got := strings.TrimSpace(body(t, resp)); got != want || resp.StatusCode != http.StatusOK {
			t.Errorf("%d %s, want %s", resp.StatusCode, got, want)
		}
	}
	w.SetReady(false)
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/readyz", "", nil), fault.Shutdown)
}

// With verbose it tells of all parts and sources, in our own words too; a parameter that
// there is not is an error.
func TestReadinessInFull(t *testing.T) {
	at := time.Date(2025, 11, 19, 14, 30, 0, 0, time.FixedZone("EST", -5*3600))
	w := newWorld(t, says("x"), func(o *Options) {
		o.Parts = []Part{
			{"model", func() (time.Time, error) { return time.Time{}, nil }},
			{"pages", func() (time.Time, error) { return at, scrape.ErrReader }},
		}
		o.Sources = func() []market.SourceState {
			return []market.SourceState{
				{Name: "yahoo", Roles: []string{"quotes", "prices"}, Lost: true, Err: hidden(), Since: at, RetryAt: at.Add(time.Minute), Answered: at.Add(-time.Hour), Counts: market.SourceCounts{Asked: 9}},
				{Name: "cnbc", Roles: []string{"quotes"}, Answered: at, Counts: market.SourceCounts{Asked: 1, Answered: 1}},
				{Name: "cboe"},
				{Name: "tmx", Counts: market.SourceCounts{Asked: 1, Malformed: 1}},
			}
		}
	})
	const problems = `"status":"degraded","problems":[{"part":"pages","code":"page_unavailable","message":"the processes that make text of pages do not start","since":"2025-11-19T19:30:00Z"}]`
	const full = problems + `,"parts":[{"part":"model","state":"well"},` +
		`{"part":"pages","state":"lost","why":{"code":"page_unavailable","message":"the processes that make text of pages do not start"},"since":"2025-11-19T19:30:00Z"}],` +
		`"sources":[{"name":"yahoo","roles":["quotes","prices"],"state":"lost","since":"2025-11-19T19:30:00Z",` +
		`"why":{"code":"market_blocked","message":"no source of market data has an answer, and one refuses our requests for now"},"retry_at":"2025-11-19T19:31:00Z","answered_at":"2025-11-19T18:30:00Z"},` +
		`{"name":"cnbc","roles":["quotes"],"state":"well","answered_at":"2025-11-19T19:30:00Z"},` +
		`{"name":"cboe","roles":[],"state":"not_asked_yet"},{"name":"tmx","roles":[],"state":"no_answer_yet"}]`
	for path, want := range map[string]string{
		"/readyz": problems, "/readyz?verbose=false": problems, "/readyz?verbose": full, "/readyz?verbose=": full, "/readyz?verbose=true": full,
	} {
		resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
		if got := strings.TrimSpace(body(t, resp)); got != "{"+want+"}" || resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s, want {%s}", path, resp.StatusCode, got, want)
		}
	}
	for _, path := range []string{"/readyz?verbos", "/readyz?verbose=maybe", "/readyz?verbose&verbose", "/readyz?verbose&x=1"} {
		wantFault(t, w.do(t, t.Context(), http.MethodGet, path, "", nil), fault.InvalidRequest)
	}
}

// A server without sources says that there are none.
func TestReadinessInFullOfNothing(t *testing.T) {
	w := newWorld(t, says("x"))
	if got := strings.TrimSpace(body(t, w.do(t, t.Context(), http.MethodGet, "/readyz?verbose", "", nil))); got != `{"status":"ready","problems":[],"parts":[],"sources":[]}` {
		t.Error(got)
	}
}

// The operator's listener tells more of the sources: counts, breaker, and what to do.
func TestDebugSources(t *testing.T) {
	at := time.Date(2025, 11, 19, 19, 30, 0, 0, time.UTC)
	w := newWorld(t, says("x"), func(o *Options) {
		o.Sources = func() []market.SourceState {
			return []market.SourceState{
				{
					Name: "yahoo", Lost: true, Err: hidden(), Since: at, Counts: market.SourceCounts{Asked: 7, Answered: 6, Refused: 5, Malformed: 4, Stale: 3, Confirmed: 2, Disagreed: 1},
					Breaker: market.Breaker{Known: true, Open: true, Until: at.Add(time.Minute), Err: hidden()},
				},
				{Name: "cnbc", Breaker: market.Breaker{Known: true}},
				{Name: "cboe"},
			}
		}
	})
	rec := httptest.NewRecorder()
	w.AdminHandler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/debug/sources", nil))
	var got struct {
		Sources []struct {
			Name, State, Error, Hint string
			Counts                   map[string]int64
			Breaker                  struct {
				State, Error string
				Until        time.Time
			}
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusOK || len(got.Sources) != 3 {
		t.Fatalf("%d, %v: %s", rec.Code, err, rec.Body)
	}
	yahoo := got.Sources[0]
	if yahoo.State != "lost" || !strings.Contains(yahoo.Error, "refuses") || !strings.Contains(yahoo.Hint, "quotewire probe") || yahoo.Breaker.State != "open" || !yahoo.Breaker.Until.Equal(at.Add(time.Minute)) {
		t.Errorf("%+v", yahoo)
	}
	want := map[string]int64{"asked": 7, "answered": 6, "refused": 5, "malformed": 4, "stale": 3, "confirmed": 2, "disagreed": 1}
	if !maps.Equal(yahoo.Counts, want) {
		t.Errorf("counts %v, want %v", yahoo.Counts, want)
	}
	if got.Sources[1].Breaker.State != "closed" || got.Sources[2].Breaker.State != "not_told" || got.Sources[1].Hint != "" {
		t.Errorf("%+v", got.Sources)
	}
	if text := rec.Body.String(); strings.Contains(text, "secret words") || !strings.Contains(text, "\n    {\n") {
		t.Errorf("it holds what a source said, or no person can read it: %s", text)
	}
	for _, path := range []string{"/debug/sources", "/debug/sources?verbose"} {
		wantFault(t, w.do(t, t.Context(), http.MethodGet, path, "", nil), fault.NotFound)
	}
}
