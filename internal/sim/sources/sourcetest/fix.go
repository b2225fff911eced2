package sourcetest

import (
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/sim/facts"
)

// Fix is what the world says that a pair cost at 14:15 in Frankfurt, when the central
// banks fix it.
func Fix(t *testing.T, pair string, d market.Date) float64 {
	t.Helper()
	c, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	s := c.Find(pair).Session(facts.Date(d.Year, d.Month, d.Day))
	return s.Span(13*60+15, 13*60+15).Close
}
