package yahoo

import (
	"testing"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func BenchmarkQuote(b *testing.B) {
	y, err := New(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		b.Fatal(err)
	}
	in, now := y.catalog.Find("ZZ00001"), wiretest.Wednesday()
	for b.Loop() {
		quoteFields(in, now)
	}
}
