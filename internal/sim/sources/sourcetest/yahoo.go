package sourcetest

import (
	"testing"
	"time"

	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
	simyahoo "quotewire/internal/sim/yahoo"
)

// Yahoo is the real client of the simulated Yahoo at a moment: what others tell is held
// against it.
func Yahoo(t *testing.T, now time.Time) *yahoo.Source {
	t.Helper()
	clock := func() time.Time { return now }
	sim, err := simyahoo.New(wire.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	y, err := yahoo.New(yahoo.Options{Client: client.Options{BaseURL: wiretest.Serve(t, "127.0.0.1", sim)}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(y.Close)
	return y
}
