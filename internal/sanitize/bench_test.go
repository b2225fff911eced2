package sanitize

import "testing"

// Most pieces of an answer are words.
func BenchmarkWords(b *testing.B) {
	w := New(some(3))
	w.Write("So")
	b.ReportAllocs()
	for b.Loop() {
		w.Write(" figure")
	}
}

func BenchmarkMarkdown(b *testing.B) {
	const text = "## Sales\n\n| year | sales |\n|---|---|\n| 2024 | 391.04 [1] |\n\nThey grew by 3 % (see [2]) to `x`; P/E is < 15.\n"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		w := New(some(3))
		for i := 0; i < len(text); i += 4 {
			w.Write(text[i:min(i+4, len(text))])
		}
		w.Rest()
	}
}

// A word costs no allocation.
func TestWordsAllocations(t *testing.T) {
	w := New(some(3))
	w.Write("So")
	if n := testing.AllocsPerRun(1000, func() { w.Write(" Umsätze"); w.Write("增长") }); n != 0 {
		t.Errorf("words cost %.2f allocations", n)
	}
}
