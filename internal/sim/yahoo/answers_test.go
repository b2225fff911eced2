package yahoo

import (
	"net/http/httptest"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
)

// answerOf is the body that a Yahoo of its own answers a path with, cookie and
// crumb given.
func answerOf(t *testing.T, now time.Time, path string) string {
	t.Helper()
	y, err := New(wire.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	const cookie = "d=AQABBsim&S=0-1"
	r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
	q := r.URL.Query()
	q.Set("crumb", crumbOf(cookie))
	r.URL.RawQuery = q.Encode()
	r.Header.Set("Cookie", "A3="+cookie)
	rec := httptest.NewRecorder()
	y.ServeHTTP(rec, r)
	return rec.Body.String()
}
