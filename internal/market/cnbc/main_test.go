package cnbc

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server answers quotes and bars with what is set.
type server struct {
	*httptest.Server
	quotes, bars string
	status       int
	asked        []*http.Request
}

func newServer(t testing.TB) *server {
	s := &server{status: http.StatusOK}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		body := s.quotes
		if strings.HasPrefix(r.URL.Path, "/harmony/") {
			body = s.bars
		}
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// newSource asks a server at a moment.
func newSource(t testing.TB, base, now string) *Source {
	t.Helper()
	at := moment(t, now)
	s, err := New(httpsource.Options{BaseURL: base, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func sym(t testing.TB, text string) market.Symbol { return markettest.Symbol(t, text) }

// rowsOf is an answer with rows.
func rowsOf(rows ...string) string {
	return `{"FormattedQuoteResult":{"FormattedQuote":[` + strings.Join(rows, ",") + `]}}`
}
