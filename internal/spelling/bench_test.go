package spelling

import "testing"

// What is looked up for each question that goes to the desk.
func BenchmarkLookUp(b *testing.B) {
	for _, symbol := range []string{"AAPL", "VOD.L", "^GSPC", "EURUSD=X", "BTC-USD"} {
		b.Run(symbol, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				KindOf(symbol)
				To(CNBC, symbol)
			}
		})
	}
}
