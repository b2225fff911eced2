package model

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a model server that listens.
type world struct {
	Model    *Server
	ModelURL string
}

func testWorld(t *testing.T, now func() time.Time) (*world, *http.Client) {
	t.Helper()
	m, err := New(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return &world{m, wiretest.Serve(t, "127.0.0.1", m) + "/v1"}, wiretest.Client()
}
