package sim

import (
	"testing"

	"quotewire/internal/sim/wire"
)

func BenchmarkQuote(b *testing.B) {
	y, err := NewYahoo(wire.Options{Now: wednesday})
	if err != nil {
		b.Fatal(err)
	}
	in, now := y.catalog.find("ZZ00001"), wednesday()
	for b.Loop() {
		in.quote(now)
	}
}
