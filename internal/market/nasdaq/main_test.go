package nasdaq

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

// server answers by class of assets; of a class without an answer it knows nothing.
type server struct {
	*httptest.Server
	answers map[string]string // by assetclass; that of "" answers what has none
	status  int
	asked   []*http.Request
}

const unknown = `{"data":null,"message":null,"status":{"rCode":400,"bCodeMessage":[{"code":1001,"errorMessage":"Symbol not exists."}],"developerMessage":null}}`

func newServer(t testing.TB, answers map[string]string) *server {
	s := &server{status: http.StatusOK, answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		body, ok := s.answers[r.URL.Query().Get("assetclass")]
		if !ok {
			body = unknown
		}
		w.WriteHeader(s.status)
		if _, err := w.Write([]byte(body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// data is an answer that holds data.
func data(text string) string {
	return `{"data":` + text + `,"message":null,"status":{"rCode":200,"bCodeMessage":null,"developerMessage":null}}`
}

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

func want(t testing.TB, what string, n market.Number, want string) {
	t.Helper()
	if n.Plain() != want {
		t.Errorf("%s is %q, want %q", what, n.Plain(), want)
	}
}

// asked are the paths and classes that were asked for, in turn.
func (s *server) paths() string {
	var all []string
	for _, r := range s.asked {
		all = append(all, r.URL.Path+"?"+r.URL.Query().Get("assetclass"))
	}
	return strings.Join(all, " ")
}
