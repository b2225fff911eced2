package main

import (
	"context"
	"net/http"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
)

// Yahoo has answered, and the source that its quote is held against hangs: a client that
// leaves meanwhile leaves no request open at either, nor does one that was answered.
func TestLeavingAmidACheck(t *testing.T) {
	w, world := startSources(t, 0, nil)
	cnbc := world.Sources["cnbc"]
	if err := cnbc.Set(wire.Fault{Kind: wire.Hang}); err != nil {
		t.Fatal(err)
	}
	for n, symbol := range []string{"AAPL", "MSFT"} {
		ctx, leave := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/quotes/"+symbol, nil)
			if err == nil {
				var res *http.Response
				if res, err = http.DefaultClient.Do(req); err == nil {
					_ = res.Body.Close()
				}
			}
			gone <- err
		}()
		wait(t, func(ctx context.Context) error { return cnbc.WaitRequests(ctx, n+1) })
		if n == 0 {
			leave()
		}
		if err := <-gone; n == 1 && err != nil {
			t.Error(err)
		}
		leave()
		began := time.Now()
		wait(t, func(ctx context.Context) error { return cnbc.WaitOpen(ctx, 0) })
		wait(t, func(ctx context.Context) error { return w.yahoo.WaitOpen(ctx, 0) })
		if took := time.Since(began); took > time.Second {
			t.Errorf("requests went on for %s", took)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
