package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// exampleDoubts are about the second of the two days of exampleMarket, and of all
// since then.
func exampleDoubts() []market.Doubt {
	day := market.Date{Year: 2024, Month: time.November, Day: 5}
	return []market.Doubt{{From: day, To: day, Kind: market.DoubtSpike, Text: "the close, 1, is off"}, {From: day, Kind: market.DoubtUnit, Text: "pence, or pounds"}}
}

func TestDoubtedBars(t *testing.T) {
	data := exampleMarket()
	data.history.Doubts, data.history.Partial, data.history.Simulated = exampleDoubts(), 1, true
	data.history.Bars[0].Low, data.history.Bars[0].Open = 0, 0
	w := newWorld(t, says("x"), func(o *Options) { o.Market = data })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A", "", nil))
	for _, want := range []string{
		`"partial":1,"doubts":[{"from":"2024-11-05","to":"2024-11-05","text":"the close, 1, is off"},{"from":"2024-11-05","text":"pence, or pounds"}]`,
		`{"date":"2024-11-04","high":2,"close":1.5,"adj_close":1.5,"volume":10}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	table := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil))
	want := "date,open,high,low,close,adj_close,volume,currency,doubt,provider,simulated\n" +
		"2024-11-04,,2,,1.5,1.5,10,USD,,Example Data,true\n" +
		"2024-11-05,1,2,0.5,1.5,,,USD,\"the close, 1, is off; pence, or pounds\",Example Data,true\n"
	if table != want {
		t.Errorf("CSV:\n%s\nwant\n%s", table, want)
	}
}
