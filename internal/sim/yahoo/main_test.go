package yahoo

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// truth is the generator of the figures.
func truth(t *testing.T) figured {
	t.Helper()
	c, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return figured{c}
}

// world is a Yahoo that listens.
type world struct {
	Yahoo    *Server
	YahooURL string
}

func testWorld(t *testing.T, now func() time.Time) (*world, *http.Client) {
	t.Helper()
	y, err := New(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return &world{y, wiretest.Serve(t, "127.0.0.1", y)}, wiretest.Client()
}
