package finnhub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

const key = "c0ffee77aa20de"

// server answers by symbol, and remembers what was asked.
type server struct {
	*httptest.Server
	status  int
	answers map[string]string
	asked   []*http.Request
}

func newServer(t *testing.T, answers map[string]string) *server {
	t.Helper()
	s := &server{status: http.StatusOK, answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(s.answers[r.URL.Query().Get("symbol")])); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) source(t *testing.T, now string) *Source {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	source, err := New(httpsource.Options{BaseURL: s.URL, Key: key, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return source
}

func symbols(t testing.TB, names ...string) (all []market.Symbol) {
	t.Helper()
	for _, name := range names {
		s, err := market.ParseSymbol(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func at(t testing.TB, text string) int64 {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v.Unix()
}

func TestQuote(t *testing.T) {
	const wednesday = "2026-03-11T15:00:00Z" // 11:00 in New York
	for name, c := range map[string]struct {
		now, price, body string
		state            market.State
		want             string // price, open, high, low, previous, change, per cent; -: absent
	}{
		"open":            {wednesday, "2026-03-11T14:59:58Z", `"c":102.5,"d":2.5,"dp":2.5,"h":103,"l":99.5,"o":100.25,"pc":100`, market.StateOpen, "102.5 100.25 103 99.5 100 2.5 2.5"},
		"closed":          {"2026-03-12T02:00:00Z", "2026-03-11T20:00:01Z", `"c":99,"d":-1,"dp":-1,"h":103,"l":98,"o":100.25,"pc":100`, market.StateClosed, "99 100.25 103 98 100 -1 -1"},
		"after":           {"2026-03-11T21:00:00Z", "2026-03-11T20:00:01Z", `"c":99,"d":-1,"dp":-1,"h":103,"l":98,"o":100.25,"pc":100`, market.StatePost, "99 100.25 103 98 100 -1 -1"},
		"rolled":          {"2026-03-12T12:00:00Z", "2026-03-11T20:00:01Z", `"c":99,"d":0,"dp":0,"h":0,"l":0,"o":0,"pc":99`, market.StatePre, "99 - - - - - -"},
		"unchanged today": {wednesday, "2026-03-11T14:59:58Z", `"c":100,"d":0,"dp":0,"h":103,"l":99.5,"o":100.25,"pc":100`, market.StateOpen, "100 100.25 103 99.5 100 0 0"},
		"contradictory":   {wednesday, "2026-03-11T14:59:58Z", `"c":102.5,"d":-1.5,"dp":2.5,"h":103,"l":99.5,"o":100.25,"pc":100`, market.StateOpen, "102.5 100.25 103 99.5 - - -"},
		"nulls":           {wednesday, "2026-03-11T14:59:58Z", `"c":102.5,"d":null,"dp":null,"h":null,"pc":"100"`, market.StateOpen, "102.5 - - - 100 2.5 2.5"},
	} {
		s := newServer(t, map[string]string{"BRK.B": fmt.Sprintf(`{%s,"t":%d}`, c.body, at(t, c.price))})
		tickers, errs := s.source(t, c.now).Quotes(t.Context(), symbols(t, "BRK-B"))
		if errs[0] != nil {
			t.Errorf("%s: %v", name, errs[0])
			continue
		}
		q := tickers[0]
		var got []string
		for _, n := range []market.Number{q.Price, q.Open, q.DayHigh, q.DayLow, q.PreviousClose, q.Change, q.ChangePercent} {
			got = append(got, cmp.Or(n.Plain(), "-"))
		}
		if line := strings.Join(got, " "); line != c.want {
			t.Errorf("%s: %s, want %s", name, line, c.want)
		}
		if q.State != c.state || q.AsOf.Unix() != at(t, c.price) || q.Currency != "USD" || q.TimeZone != "America/New_York" || q.DelayMinutes != market.Num(0) || q.Exchange != "" || q.Provider != "Finnhub" || q.URL != "" || !q.Volume.IsZero() {
			t.Errorf("%s: %+v", name, q)
		}
		r := s.asked[0]
		if r.URL.Path != "/api/v1/quote" || r.URL.RawQuery != "symbol=BRK.B" || r.Header.Get("X-Finnhub-Token") != key {
			t.Errorf("asked for %s with %v", r.URL, r.Header)
		}
	}
}

// Without a time it is not known of which moment a price is, and that is not made up.
func TestNoTime(t *testing.T) {
	s := newServer(t, map[string]string{"AAPL": `{"c":102.5,"d":2.5,"dp":2.5,"h":103,"l":99.5,"o":100.25,"pc":100,"t":0}`})
	tickers, errs := s.source(t, "2026-03-11T15:00:00Z").Quotes(t.Context(), symbols(t, "AAPL"))
	if errs[0] != nil || !tickers[0].AsOf.IsZero() || tickers[0].Origin.AsOf.IsZero() {
		t.Errorf("%+v, %v", tickers[0], errs[0])
	}
}

func TestNoQuote(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"unknown": {200, `{"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"pc":0,"t":0}`, market.ErrUnknownSymbol}, "nothing": {200, `{}`, market.ErrMalformed}, "null": {200, `null`, market.ErrMalformed}, "a list": {200, `[]`, market.ErrMalformed},
		"limit": {429, `{"error":"API limit reached. Please try again later. Remaining Limit: 0"}`, market.ErrBlocked}, "limit with 200": {200, `{"error":"API limit reached."}`, market.ErrBlocked},
		"key": {401, `{"error":"Invalid API key: ` + key + `"}`, market.ErrBlocked}, "plan": {403, `{"error":"You don't have access to this resource."}`, market.ErrNoData}, "forbidden": {403, "", market.ErrBlocked},
		"other words": {200, `{"error":"hello"}`, market.ErrMalformed}, "bad request": {422, `{"error":"Symbol not valid"}`, market.ErrNoData}, "a page": {200, "<html><head>", market.ErrBlocked}, "down": {502, "", market.ErrUnavailable},
		"before the session": {200, fmt.Sprintf(`{"c":100,"pc":99,"t":%d}`, at(t, "2026-03-11T12:00:00Z")), market.ErrNoData}, "after it": {200, fmt.Sprintf(`{"c":100,"pc":99,"t":%d}`, at(t, "2026-03-10T22:00:00Z")), market.ErrNoData},
		"to come": {200, fmt.Sprintf(`{"c":100,"pc":99,"t":%d}`, at(t, "2026-03-12T15:00:00Z")), market.ErrNoData},
	} {
		s := newServer(t, map[string]string{"AAPL": c.body, "MSFT": c.body})
		s.status = c.status
		_, errs := s.source(t, "2026-03-11T15:00:00Z").Quotes(t.Context(), symbols(t, "AAPL", "MSFT"))
		for i, text := range []string{"AAPL", "MSFT"} {
			e, ok := errors.AsType[*market.Error](errs[i])
			if !ok || e.Kind != c.want || e.Symbol != text {
				t.Errorf("%s: %v, want %v of %s", name, errs[i], c.want, text)
			} else if all := fmt.Sprintf("%v %+v", e, *e); strings.Contains(all, key) {
				t.Errorf("%s: has the key: %s", name, all)
			}
		}
		if refuses := c.want == market.ErrBlocked || c.want == market.ErrUnavailable; len(s.asked) != map[bool]int{true: 1, false: 2}[refuses] {
			t.Errorf("%s: asked %d times", name, len(s.asked))
		}
	}
	source := newServer(t, nil).source(t, "2026-03-11T15:00:00Z")
	for _, s := range symbols(t, "VOD.L", "EURUSD=X", "BTC-USD", "^GSPC", "VFIAX") {
		if _, errs := source.Quotes(t.Context(), []market.Symbol{s}); !errors.Is(errs[0], market.ErrUnknownSymbol) || source.Covers(s) {
			t.Errorf("%s: %v", s, errs[0])
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, errs := source.Quotes(ctx, symbols(t, "AAPL", "MSFT")); !errors.Is(errs[0], context.Canceled) || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("cancelled: %v", errs)
	}
}

func FuzzQuote(f *testing.F) {
	f.Add(`{"c":102.5,"d":2.5,"dp":2.5,"h":103,"l":99.5,"o":100.25,"pc":100,"t":1773241198}`)
	f.Add(`{"c":1e308,"pc":1e-308,"t":"1773241198"}`)
	f.Add(`{"c":"N/A","error":""}`)
	now := time.Date(2026, 3, 11, 15, 0, 0, 0, time.UTC)
	source, err := New(httpsource.Options{Now: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var q quote
		if httpsource.JSON([]byte(body), &q) != nil {
			return
		}
		got, err := source.ticker(symbols(t, "AAPL")[0], q)
		if err != nil {
			return
		}
		for _, n := range []market.Number{got.Price, got.Open, got.DayHigh, got.DayLow, got.PreviousClose, got.Change, got.ChangePercent} {
			if v, ok := n.Get(); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("%+v", got)
			}
		}
		if v, _ := got.Price.Get(); v <= 0 || !strings.Contains(body, `"c"`) && !strings.Contains(body, `"C"`) && !strings.Contains(body, `\u`) {
			t.Errorf("%q has a price of %v", body, v)
		}
	})
}
