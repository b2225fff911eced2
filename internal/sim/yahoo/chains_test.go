package yahoo

import (
	"testing"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire/wiretest"
)

// A contract that nobody makes a price on, and one that was not traded, are written as
// Yahoo writes them.
func TestContracts(t *testing.T) {
	c, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	in, now := c.Find("BRK-B"), wiretest.Wednesday()
	none, unsold := 0, 0
	for _, d := range in.Expirations(now) {
		ch := in.Chain(now, d)
		for _, strike := range ch.Strikes() {
			call, put := ch.Contracts(strike)
			for _, one := range []facts.Contract{call, put} {
				f := contractFields(one, utc(d))
				if f["ask"] == 0 {
					none++
					if f["impliedVolatility"] != 1.0000000000000003e-05 {
						t.Errorf("%v: volatility %v of no price", f["contractSymbol"], f["impliedVolatility"])
					}
				}
				if f["volume"] == nil {
					unsold++
				}
				if f["inTheMoney"] != one.Inside || f["contractSymbol"] != one.Name {
					t.Errorf("%+v is written as %v", one, f)
				}
			}
		}
	}
	if none == 0 || unsold == 0 {
		t.Errorf("%d contracts without offers, %d not traded", none, unsold)
	}
}
