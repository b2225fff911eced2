package cboe

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// It is not well where it has no file of several symbols in a row, nor of one that it
// certainly has; a symbol that it knows proves that it is.
func TestOneWhoKnowsNobody(t *testing.T) {
	for asked, want := range map[string]bool{ // ill; KO alone is known, by a file that is none
		"XX": false, "XX XY": false, "XX XY XX XY XX": false, "XX XY XZ": true, "AAPL": true, "AAPL KO": false, "XX XY KO XZ": false, "XX XY XZ KO": false, "XX KO XY XZ XW": true, "XX XY 503 XZ": true,
	} {
		refused := false
		s := serveFrom(t, "2024-06-26 18:30:00", func(w http.ResponseWriter, r *http.Request) {
			switch {
			case strings.Contains(r.URL.Path, "KO"):
				_, _ = w.Write([]byte("{}"))
			case refused:
				w.WriteHeader(http.StatusServiceUnavailable)
			default:
				w.WriteHeader(http.StatusForbidden)
			}
		})
		for _, name := range strings.Fields(asked) {
			if refused = name == "503"; refused {
				name = "IBM"
			}
			_, errs := s.Quotes(t.Context(), []market.Symbol{symbol(t, name)})
			if unknown := errors.Is(errs[0], market.ErrUnknownSymbol); unknown != (name != "KO" && !refused) {
				t.Errorf("%s: %s: %v", asked, name, errs[0])
			}
		}
		if strings.HasSuffix(asked, "KO") { // whose file the client takes for a fault of its own
			if _, err := s.strangers.problem(); err != nil {
				t.Errorf("%s: %v", asked, err)
			}
			continue
		}
		since, err := s.Problem()
		if errors.Is(err, market.ErrBlocked) != want || since.IsZero() == want {
			t.Errorf("%s: %v since %s, want a problem: %t", asked, err, since, want)
		}
	}
	s := serveFrom(t, "2024-06-26 18:30:00", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, _ = s.Quotes(gone, []market.Symbol{symbol(t, "AAPL")})
	if _, err := s.Problem(); err != nil {
		t.Errorf("a question that was given up: %v", err)
	}
}
