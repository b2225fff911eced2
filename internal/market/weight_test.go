package market

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// The weight by which caches count must be near what values really hold.
func TestWeightIsWhatTheHeapSays(t *testing.T) {
	const copies = 25
	inUse := func() int64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	kept := make([]*Fundamentals, copies)
	before := inUse()
	for i := range kept {
		kept[i] = hugeFundamentals()
	}
	held := float64(inUse()-before) / copies
	weight := float64(weigh(kept[0]))
	runtime.KeepAlive(kept)
	if ratio := weight / held; ratio < 0.6 || ratio > 1.7 {
		t.Errorf("weight %.0f, the heap holds %.0f bytes a copy", weight, held)
	}
	t.Logf("weight %.0f, heap %.0f", weight, held)
}

// hugeFundamentals have as much as a source gives, no string of it shared.
func hugeFundamentals() *Fundamentals {
	text := func(n int) string { return strings.Repeat("x", n) }
	f := &Fundamentals{
		Name: text(200), Currency: text(3), Pages: map[Section]string{}, Statistics: &Statistics{MarketCap: Num(1)}, Earnings: &Earnings{EPS: Num(1)},
		Profile: &Profile{Summary: text(4000), Sector: text(200)}, Analysts: &Analysts{}, Holders: &Holders{},
	}
	for i := range 50 {
		f.Pages[Section(fmt.Sprint(i))] = text(50)
		f.Profile.Officers = append(f.Profile.Officers, Officer{Name: text(200), Title: text(200)})
		f.Analysts.Changes = append(f.Analysts.Changes, RatingChange{Firm: text(200)})
		f.Holders.Trades = append(f.Holders.Trades, InsiderTrade{Name: text(200)})
		f.Holders.TopFunds = append(f.Holders.TopFunds, Holder{Name: text(200)})
		f.Earnings.History = append(f.Earnings.History, EarningsResult{Currency: text(3)})
		f.Trend = append(f.Trend, Estimate{Period: text(3)})
	}
	return f
}
