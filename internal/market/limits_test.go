package market_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
)

// source is a Yahoo without sockets that hands out cookie and crumb, and answers
// the rest as it is told.
type source struct {
	answer func(*http.Request) (status int, body string, header http.Header, err error)
	asked  []*url.URL // without cookie and crumb
}

func (s *source) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body, header, err := http.StatusOK, "crumb", http.Header{}, error(nil)
	switch r.URL.Path {
	case "/":
		status, body, header = http.StatusNotFound, "", http.Header{"Set-Cookie": {"A3=cookie; Path=/; Domain=yahoo.com"}}
	case "/v1/test/getcrumb":
	default:
		s.asked = append(s.asked, r.URL)
		if status, body, header, err = s.answer(r); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		StatusCode: status, Header: header, Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

func (s *source) says(status int, body string, header ...string) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	s.answer = func(*http.Request) (int, string, http.Header, error) { return status, body, h, nil }
}

func marketOf(t testing.TB, s *source, now func() time.Time) *market.Market {
	t.Helper()
	from, err := yahoo.New(yahoo.Options{Client: client.Options{RoundTripper: s}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	m, err := market.New(market.Options{Sources: []market.Source{from}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func symbolOf(t testing.TB, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func dateOf(t testing.TB, text string) market.Date {
	t.Helper()
	d, err := market.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// bars is a chart of one bar of 3 January 2020.
const bars = `{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","instrumentType":"EQUITY","exchangeTimezoneName":"America/New_York","dataGranularity":"1d"},` +
	`"timestamp":[1578061800],"indicators":{"quote":[{"open":[74.2],"high":[75.1],"low":[74.1],"close":[74.3],"volume":[146322800]}]}}],"error":null}}`

// How long the source is left alone, after how many faults: counts and times are
// those that operators are told, so they stand here as figures.
func TestHowLongTheSourceIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		header []string
		kind   error
		after  int // requests
		pause  time.Duration
	}{
		"faults":                    {502, "<html>", nil, market.ErrUnavailable, 6, 15 * time.Second},
		"faults in an error object": {500, `{"chart":{"result":null,"error":{"code":"Internal Server Error","description":"x"}}}`, nil, market.ErrUnavailable, 6, 15 * time.Second},
		"nonsense":                  {200, "<html>", nil, market.ErrMalformed, 0, 0},
		"a refusal":                 {429, "", nil, market.ErrBlocked, 1, time.Minute},
		"a refusal by 403":          {403, "{}", nil, market.ErrBlocked, 1, time.Minute},
		"a refusal by 999":          {999, "", nil, market.ErrBlocked, 1, time.Minute},
		"a refusal in words":        {500, "Too Many Requests", nil, market.ErrBlocked, 1, time.Minute},
		"a short Retry-After":       {429, "", []string{"Retry-After", "59"}, market.ErrBlocked, 1, time.Minute},
		"a Retry-After":             {429, "", []string{"Retry-After", "61"}, market.ErrBlocked, 1, 61 * time.Second},
		"a Retry-After by date":     {429, "", []string{"Retry-After", "Sat, 01 Jan 2000 00:02:00 GMT"}, market.ErrBlocked, 1, 2 * time.Minute},
		"an outage of a while":      {503, "", []string{"Retry-After", "90"}, market.ErrUnavailable, 1, 90 * time.Second},
		"a Retry-After of days":     {429, "", []string{"Retry-After", "172800"}, market.ErrBlocked, 1, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // time begins with 2000
				s := &source{}
				s.says(c.status, c.body, c.header...)
				m := marketOf(t, s, nil)
				ask := func() error {
					_, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, "AAPL"), Range: "1mo"})
					return err
				}
				for range 10 {
					if err := ask(); !errors.Is(err, c.kind) {
						t.Fatalf("error is %v, want %v", err, c.kind)
					}
				}
				if c.after == 0 {
					if len(s.asked) != 10 {
						t.Errorf("%d requests for 10 questions, want one each", len(s.asked))
					}
					return
				}
				if len(s.asked) != c.after {
					t.Errorf("%d requests for 10 questions, want %d", len(s.asked), c.after)
				}
				// From the last request on, which faults tried again after a moment.
				time.Sleep(c.pause - time.Millisecond)
				if err := ask(); !errors.Is(err, c.kind) || len(s.asked) != c.after {
					t.Errorf("just before the end of the pause: %v, %d requests", err, len(s.asked))
				}
				s.says(http.StatusOK, bars)
				time.Sleep(2 * time.Millisecond)
				if err := ask(); err != nil {
					t.Errorf("after %v: %v", c.pause, err)
				}
			})
		})
	}
}

// A success between them makes faults start anew.
func TestFaultsAreCountedInARow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		m := marketOf(t, s, nil)
		ask := func(symbol string) {
			_, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, symbol), Range: "1mo"})
			if err != nil && !errors.Is(err, market.ErrUnavailable) {
				t.Error(err)
			}
		}
		for _, kept := range []string{"A", "B", "C"} {
			s.says(http.StatusBadGateway, "")
			ask("X")
			ask("Y") // four requests
			s.says(http.StatusOK, strings.ReplaceAll(bars, "AAPL", kept))
			ask(kept)
		}
		if len(s.asked) != 3*5 {
			t.Errorf("%d requests, want 15: none is kept back", len(s.asked))
		}
	})
}

// What Yahoo keeps of bars within a day, to the day.
func TestLimitsOfIntradayBars(t *testing.T) {
	now := time.Date(2025, 2, 20, 17, 0, 0, 0, time.UTC)
	s := &source{}
	s.says(http.StatusNotFound, `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}`)
	m := marketOf(t, s, func() time.Time { return now })
	ask := func(i market.Interval, from, to string) error {
		_, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, "AAPL"), Interval: i, From: dateOf(t, from), To: dateOf(t, to)})
		return err
	}
	for i, c := range map[market.Interval]struct{ before, first, asked string }{
		"1m":  {"2025-01-21", "2025-01-22", "2025-01-21 18:00"},
		"5m":  {"2024-12-22", "2024-12-23", "2024-12-22 18:00"},
		"15m": {"2024-12-22", "2024-12-23", "2024-12-22 18:00"},
		"30m": {"2024-12-22", "2024-12-23", "2024-12-22 18:00"},
		"1h":  {"2023-02-21", "2023-02-22", "2023-02-21 18:00"},
	} {
		if err := ask(i, c.before, c.before); !errors.Is(err, market.ErrQuery) || !strings.Contains(err.Error(), "want "+c.first+" or later") {
			t.Errorf("%s from %s: %v, want %s to be the first", i, c.before, err, c.first)
		}
		s.asked = nil
		if err := ask(i, c.first, c.first); !errors.Is(err, market.ErrUnknownSymbol) || len(s.asked) == 0 {
			t.Errorf("%s from %s: %v, want it to be asked for", i, c.first, err)
			continue
		}
		want, err := time.Parse("2006-01-02 15:04", c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.asked[0].Query().Get("period1"); got != fmt.Sprint(want.Unix()) {
			t.Errorf("%s from %s: asked from %s on, want %d", i, c.first, got, want.Unix())
		}
	}
	for to, ok := range map[string]bool{"2025-02-14": true, "2025-02-15": false} {
		if err := ask("1m", "2025-02-10", to); errors.Is(err, market.ErrQuery) == ok {
			t.Errorf("minutes of 10 February to %s: %v", to, err)
		}
	}
	if err := ask("5m", "2024-12-23", "2025-02-20"); errors.Is(err, market.ErrQuery) {
		t.Errorf("five minutes of 60 days: %v", err)
	}
}

func TestRangesOfIntradayBars(t *testing.T) {
	all := []string{"1d", "5d", "1mo", "3mo", "6mo", "ytd", "1y", "2y", "5y", "10y", "max"}
	for _, c := range []struct{ interval, today, fit string }{
		{"1m", "2025-02-20", "1d 5d"},
		{"1m", "2025-01-06", "1d 5d ytd"},
		{"1m", "2025-01-07", "1d 5d"},
		{"5m", "2025-03-01", "1d 5d 1mo ytd"},
		{"15m", "2025-03-02", "1d 5d 1mo"},
		{"30m", "2025-03-02", "1d 5d 1mo"},
		{"1h", "2025-12-31", "1d 5d 1mo 3mo 6mo ytd 1y 2y"},
		{"1d", "2025-02-20", strings.Join(all, " ")},
		{"1wk", "2025-02-20", strings.Join(all, " ")},
		{"1mo", "2025-02-20", strings.Join(all, " ")},
	} {
		s := &source{}
		s.says(http.StatusNotFound, `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}`)
		m := marketOf(t, s, func() time.Time { return dateOf(t, c.today).In(time.UTC).Add(17 * time.Hour) })
		var fit []string
		for _, name := range all {
			_, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, "AAPL"), Interval: market.Interval(c.interval), Range: name})
			if !errors.Is(err, market.ErrQuery) {
				fit = append(fit, name)
			} else if want := "want one of " + strings.ReplaceAll(c.fit, " ", ", ") + ", or an interval of"; !strings.Contains(err.Error(), want) {
				t.Errorf("%s of %s on %s: %q, want %q in it", c.interval, name, c.today, err, want)
			}
		}
		if diff := cmp.Diff(c.fit, strings.Join(fit, " ")); diff != "" {
			t.Errorf("ranges of %s on %s (-want +got):\n%s", c.interval, c.today, diff)
		}
	}
}
