package sim

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testWorld is a world that stands at a moment, and a client that follows no
// redirect and keeps no connection.
func testWorld(t *testing.T, now func() time.Time) (*World, *http.Client) {
	t.Helper()
	w, err := Start(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, wiretest.Client()
}
