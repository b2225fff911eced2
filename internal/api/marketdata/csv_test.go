package marketdata

import (
	"testing"
	"time"

	"quotewire/internal/market"
)

// A week is doubted where one of its days is.
func TestDoubtedWeeks(t *testing.T) {
	h := &market.History{Interval: market.Week, Location: time.UTC}
	for _, day := range []int{3, 10, 17} {
		h.Bars = append(h.Bars, market.Bar{Time: time.Date(2025, 11, day, 14, 30, 0, 0, time.UTC).Unix()})
	}
	for day, want := range map[int]int{3: 0, 7: 0, 12: 1, 21: 2} {
		d := market.Date{Year: 2025, Month: time.November, Day: day}
		h.Doubts = []market.Doubt{{From: d, To: d, Text: "off"}}
		for i := range h.Bars {
			if got := doubtsOn(h, i) != ""; got != (i == want) {
				t.Errorf("a doubt on %s: week %d is doubted: %t", d, i, got)
			}
		}
	}
}
