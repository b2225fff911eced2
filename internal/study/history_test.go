package study

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

func TestSummarize(t *testing.T) {
	zone := time.FixedZone("EST", -5*60*60)
	day := func(n int) time.Time { return time.Date(2024, 11, n, 9, 30, 0, 0, zone) }
	bar := func(n int, open, high, low, close, volume float64) market.Bar {
		return market.Bar{Time: day(n).Unix(), Open: open, High: high, Low: low, Close: close, Volume: volume}
	}
	price := func(v float64, n int) Price { return Price{market.Num(v), day(n)} }
	move := func(difference, percent float64) Move { return Move{market.Num(difference), market.Num(percent)} }
	before := bar(4, 9, 9, 8, 8, 50)
	for _, c := range []struct {
		name   string
		bars   []market.Bar
		before *market.Bar
		want   HistoryFigures
	}{
		{"several", []market.Bar{bar(5, 0, 12, 7, 10, 100), bar(6, 11, 0, 0, 16, -1), bar(7, 16, 12, 7, 12, 300)}, &before, HistoryFigures{
			Before: price(8, 4), FirstClose: price(10, 5), LastClose: price(12, 7), HighestHigh: price(12, 5), LowestLow: price(7, 5),
			HighestClose: price(16, 6), LowestClose: price(10, 5), FromBefore: move(4, 50), FromFirstClose: move(2, 20),
			AverageVolume: market.Num(200), Places: 2,
		}},
		{"one alone", []market.Bar{bar(5, 10, 12, 7, 9, 0)}, nil, HistoryFigures{
			FirstOpen: price(10, 5), LastClose: price(9, 5), HighestHigh: price(12, 5), LowestLow: price(7, 5), FromFirstOpen: move(-1, -10), Places: 4,
		}},
		{"below zero", []market.Bar{bar(5, -10, 0, 0, -10, -1), bar(6, 0, 0, 0, -5, -1)}, nil, HistoryFigures{
			FirstOpen: price(-10, 5), FirstClose: price(-10, 5), LastClose: price(-5, 6), HighestClose: price(-5, 6), LowestClose: price(-10, 5),
			FromFirstOpen: move(5, 50), FromFirstClose: move(5, 50), Places: 4,
		}},
	} {
		got := Summarize(&market.History{Kind: market.KindEquity, Location: zone, Bars: c.bars}, c.before)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(market.Number{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
