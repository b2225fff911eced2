package cboe

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// files are Cboe's by path; others are not there, which it says with 403.
type files map[string]string

// serve makes a source that reads the files at a moment.
func serve(t testing.TB, now string, f files) *Source {
	t.Helper()
	return serveFrom(t, now, func(w http.ResponseWriter, r *http.Request) {
		body, ok := f[r.URL.Path]
		if !ok {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(http.StatusForbidden)
			body = `<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`
		}
		fmt.Fprint(w, body)
	})
}

func serveFrom(t testing.TB, now string, h http.HandlerFunc) *Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	moment := at(t, now)
	s, err := New(httpsource.Options{BaseURL: server.URL, Now: func() time.Time { return moment }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// at is a moment in New York.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04:05", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func symbol(t testing.TB, text string) market.Symbol { return markettest.Symbol(t, text) }

func date(t testing.TB, text string) market.Date { return markettest.Date(t, text) }

// num is a figure as it came, with -1 for an absent one.
func num(n market.Number) float64 { return markettest.Plain(n) }

const (
	quotesPath  = "/api/global/delayed_quotes/quotes/"
	optionsPath = "/api/global/delayed_quotes/options/"
	daysPath    = "/api/global/delayed_quotes/charts/historical/"
	minutesPath = "/api/global/delayed_quotes/charts/intraday/"
	yearPath    = "/api/global/delayed_quotes/historical_data/"
	indexPath   = "/api/global/us_indices/daily_prices/"
)
