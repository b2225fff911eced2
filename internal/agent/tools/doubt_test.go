package tools

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// doubted is four days of which one lacks prices and one is doubted.
func doubted(t *testing.T) *market.History {
	h := days(t, 4)
	h.Bars[0].Open, h.Bars[1].Low, h.Bars[2].High = 0, 0, 0
	h.Partial = 3
	day := market.Date{Year: 2025, Month: time.September, Day: 3}
	h.Doubts = []market.Doubt{{From: day, To: day, Kind: market.DoubtJump, Text: "closes jump by 100 times"}}
	return h
}

func TestDoubtedHistory(t *testing.T) {
	r := call(t, &fakeMarket{history: doubted(t)}, "history", `{"symbol":"AAPL","start":"2025-09-01","end":"2025-09-04"}`)
	golden(t, "history-doubted.golden", r)
	doubt, figures := strings.Index(r.Text, "doubt: closes jump"), strings.Index(r.Text, "last close")
	if doubt < 0 || doubt > figures {
		t.Errorf("the doubt is not above the figures:\n%s", r.Text)
	}
	for _, wrong := range []string{"first open", "| 0", "lowest low: 0"} {
		if strings.Contains(r.Text, wrong) {
			t.Errorf("%q in\n%s", wrong, r.Text)
		}
	}
	if !strings.HasSuffix(r.Sources()[0].Title, ", doubtful") || !strings.HasSuffix(r.Summary, ", doubtful") {
		t.Errorf("source %q, summary %q", r.Sources()[0].Title, r.Summary)
	}
}

// A price is absent in a week only where none of its days has it.
func TestWeeksOfDaysThatLackPrices(t *testing.T) {
	h := doubted(t)
	b, err := studyOf(t, &fakeMarket{history: h}).Bars(t.Context(), "2025-09-01 to 2025-09-04", market.HistoryQuery{Symbol: symbol(t, "AAPL"), Interval: market.Week}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := market.Bar{Time: h.Bars[0].Time, High: h.Bars[3].High, Low: h.Bars[0].Low, Close: h.Bars[3].Close, AdjClose: h.Bars[3].AdjClose, Volume: 4*50e6 + 6}
	if diff := cmp.Diff([]market.Bar{want}, b.History.Bars); diff != "" {
		t.Errorf("week (-want +got):\n%s", diff)
	}
}

func TestDoubtedAnalysis(t *testing.T) {
	r := call(t, &fakeMarket{history: doubted(t)}, "analysis", `{"symbols":["AAPL"],"period":"2025-09-01 to 2025-09-04","measures":["change","extremes"]}`)
	for _, want := range []string{"doubt: AAPL: closes jump by 100 times", "change of AAPL (doubtful: closes jump by 100 times", "extremes of AAPL (doubtful: ", "3 bars of AAPL came without an open, a high or a low"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	if !strings.HasSuffix(r.Sources()[0].Title, ", doubtful") || !strings.Contains(r.Summary, "doubtful") {
		t.Errorf("source %q, summary %q", r.Sources()[0].Title, r.Summary)
	}
}
