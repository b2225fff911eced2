package sim

import "testing"

func BenchmarkQuote(b *testing.B) {
	y, err := NewYahoo(Options{Now: wednesday})
	if err != nil {
		b.Fatal(err)
	}
	in, now := y.catalog.find("ZZ00001"), wednesday()
	for b.Loop() {
		in.quote(now)
	}
}
