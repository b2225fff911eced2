package market

import (
	"testing"
	"time"
)

// BenchmarkWarmQuote is what a quote costs that is in memory, of a source that is alone and
// of one whose quotes are held against those of a second.
func BenchmarkWarmQuote(b *testing.B) {
	for name, all := range map[string][]Source{
		"alone":   {&fake{name: "yahoo", price: 7}},
		"checked": {&fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 7}},
	} {
		m, err := New(Options{Sources: all, CacheTTL: time.Hour})
		if err != nil {
			b.Fatal(err)
		}
		symbols := []Symbol{{"AAPL"}}
		b.Run(name+"/Quote", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Quote(b.Context(), symbols[0]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/Quotes", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := m.Quotes(b.Context(), symbols); errs[0] != nil {
					b.Fatal(errs[0])
				}
			}
		})
		m.Close()
	}
}
