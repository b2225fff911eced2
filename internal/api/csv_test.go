package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

func TestHistoryAsCSV(t *testing.T) {
	m := exampleMarket()
	m.asked, m.history.Simulated = nil, true
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)
	want := "date,open,high,low,close,adj_close,volume,currency,provider,simulated\n2024-11-04,1,2,0.5,1.5,1.5,10,USD,Example Data,true\n2024-11-05,1,2,0.5,1.5,,,USD,Example Data,true\n"
	if got := body(t, resp); got != want || resp.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		t.Errorf("%s %q", resp.Header.Get("Content-Type"), got)
	}
	m.history.Interval, m.history.Currency, m.history.Stale, m.history.Age = market.Hour, "a,\"b\"\n", true, 90*time.Second
	resp = w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)
	if got := body(t, resp); !strings.HasPrefix(got, "time,open,") || !strings.Contains(got, "\n2024-11-04T09:30:00-05:00,1,2,0.5,1.5,1.5,10,\"a,\"\"b\"\"\n\",Example Data,true\n") || resp.Header.Get("Age") != "90" {
		t.Errorf("%v %q", resp.Header, got)
	}
	m.history.Bars = nil
	if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)); strings.Count(got, "\n") != 1 {
		t.Errorf("no bars: %q", got)
	}
	for accept, csv := range map[string]bool{
		"": false, "*/*": false, "text/csv": true, "text/*": true, "application/json": false, "text/csv, application/json": false, "application/json;q=0.5, text/csv": true,
		"text/csv;q=0.5, */*": false, "text/csv, */*;q=0.1": true, "text/html,application/xhtml+xml,*/*;q=0.8": false, "text/csv;q=0": false, "text/csv;q=x": false, ";;;": false, "TEXT/CSV": true,
	} {
		resp := w.do(t, t.Context(), http.MethodGet, "/api/history/A", "", http.Header{"Accept": {accept}})
		if got := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv"); got != csv || !strings.Contains(strings.Join(resp.Header.Values("Vary"), ","), "Accept") {
			t.Errorf("%q: CSV %v, want %v; %v", accept, got, csv, resp.Header)
		}
	}
	forced := w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=json", "", http.Header{"Accept": {"text/csv"}})
	if got := forced.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("format=json gives %s", got)
	}
}
