package web

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is the web at its sites, and the engine that finds its pages.
type world struct {
	Web       *Server
	Engine    *Engine
	Sites     []string
	SearchURL string
}

func testWorld(t *testing.T, now func() time.Time) (*world, *http.Client) {
	t.Helper()
	pages, err := New(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Web: pages}
	for n := range SiteNames() {
		w.Sites = append(w.Sites, wiretest.Serve(t, fmt.Sprintf("127.0.0.%d", n+1), pages))
	}
	if w.Engine, err = NewEngine(wire.Options{Now: now}, w.Sites...); err != nil {
		t.Fatal(err)
	}
	w.SearchURL = wiretest.Serve(t, "127.0.0.1", w.Engine)
	return w, wiretest.Client()
}

func (w *world) PageURL(path string) string { return w.Sites[w.Web.SiteOf(path)] + path }
