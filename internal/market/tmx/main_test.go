package tmx

import (
	"encoding/json"
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

// server answers questions with what it is told to, and remembers them.
type server struct {
	status int
	answer func(q question) string
	asked  []question
	header http.Header // of the last
}

// serve makes a source that asks the server at a moment in Toronto.
func serve(t testing.TB, now string, f *server) *Source {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.Method != http.MethodPost || r.URL.Path != "/graphql" {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		f.asked, f.header = append(f.asked, q), r.Header
		if f.status != 0 {
			w.WriteHeader(f.status)
		}
		if _, err := w.Write([]byte(f.answer(q))); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(web.Close)
	moment := at(t, now)
	s, err := New(httpsource.Options{BaseURL: web.URL, Now: func() time.Time { return moment }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("America/Toronto")
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation(time.DateTime, text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func symbol(t testing.TB, text string) market.Symbol { return markettest.Symbol(t, text) }

func date(t testing.TB, text string) market.Date { return markettest.Date(t, text) }

// num is a figure as it came, with -1 for an absent one.
func num(n market.Number) float64 { return markettest.Plain(n) }
