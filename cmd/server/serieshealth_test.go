package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
)

// A source of series that fails is told of as one of market data is: in /readyz, to the
// operator, in the metrics, and once in the log, until it is back.
func TestSourcesOfSeriesAreTold(t *testing.T) {
	w, world := startSources(t, 50*time.Millisecond, []string{"QUOTEWIRE_ADMIN_ADDR=127.0.0.1:0"})
	admin := "http://" + w.app.listeners[0].Addr().String()
	type source struct {
		Name, State, Hint string
		Roles             []string
		Why               struct{ Code string }
		Counts            struct{ Asked, Answered, Refused int }
		Breaker           struct{ State string }
	}
	sources := func(url, name string) (found source) {
		t.Helper()
		var got struct{ Sources []source }
		if _, body := whole(t, url); json.Unmarshal([]byte(body), &got) != nil {
			t.Fatalf("%s", body)
		}
		for _, s := range got.Sources {
			if s.Name == name {
				return s
			}
		}
		t.Fatalf("%s tells of no %s: %+v", url, name, got)
		return source{}
	}
	for _, name := range []string{"treasury", "nyfed", "fred", "ecb_series"} {
		if s := sources(w.url+"/readyz?verbose", name); s.State != "not_asked_yet" || fmt.Sprint(s.Roles) != "[series]" {
			t.Errorf("before it was asked: %+v", s)
		}
	}
	if s := sources(w.url+"/readyz?verbose", "ecb"); fmt.Sprint(s.Roles) == "[series]" {
		t.Errorf("the bank's exchange rates: %+v", s)
	}
	if err := world.Sources["treasury"].Set(wire.Fault{Kind: wire.Status, Status: 403, Body: "SECRET"}); err != nil {
		t.Fatal(err)
	}
	if res, body := whole(t, w.url+"/api/macro/us-10y"); res.StatusCode != http.StatusOK || !strings.Contains(body, `"provider":"FRED`) {
		t.Errorf("%s %.300s", res.Status, body)
	}
	if s := sources(w.url+"/readyz?verbose", "treasury"); s.State != "lost" || s.Why.Code != "market_blocked" {
		t.Errorf("lost: %+v", s)
	}
	s := sources(admin+"/debug/sources", "treasury")
	if s.Counts.Asked == 0 || s.Counts.Refused != s.Counts.Asked || s.Counts.Answered != 0 || s.Breaker.State == "not_told" || !strings.Contains(s.Hint, "QUOTEWIRE_MARKET_SOURCES") {
		t.Errorf("to the operator: %+v", s)
	}
	if s := sources(admin+"/debug/sources", "fred"); s.State != "well" || s.Counts.Answered == 0 || s.Breaker.State != "closed" {
		t.Errorf("the one in its place: %+v", s)
	}
	metrics := admin + "/metrics"
	for _, want := range []string{
		`quotewire_market_source_lost{source="treasury"} 1`, `quotewire_market_source_lost{source="fred"} 0`, `quotewire_market_source_role{role="series",source="ecb_series"} 1`,
		`quotewire_market_source_questions_total{outcome="answered",source="fred"} 1`, `quotewire_market_source_stale_total{source="nyfed"} 0`,
	} {
		if _, body := whole(t, metrics); !strings.Contains(body, want+"\n") {
			t.Errorf("no %s", want)
		}
	}
	world.Sources["treasury"].Clear()
	year := 2024
	eventually(t, "it is back", func() bool {
		year-- // which nobody has asked for
		whole(t, fmt.Sprintf("%s/api/macro/us-10y?from=%d-03-01&to=%d-03-08", w.url, year, year))
		return sources(w.url+"/readyz?verbose", "treasury").State == "well"
	})
	lost, back := w.records(`msg="source of market data lost" source=treasury`), w.records(`msg="source of market data is back" source=treasury`)
	if len(lost) != 1 || len(back) != 1 || !strings.Contains(lost[0], "hint=") || strings.Contains(w.log.String(), "SECRET") {
		t.Errorf("the log has %q and %q", lost, back)
	}
}

// Where no source of series works that is a part that does not; where none is asked it is
// no part.
func TestSeriesAreAPart(t *testing.T) {
	w, world := startSources(t, 50*time.Millisecond, []string{"QUOTEWIRE_MARKET_SOURCES=yahoo,fred"})
	if err := world.Sources["fred"].Set(wire.Fault{Kind: wire.Status, Status: 503}); err != nil {
		t.Fatal(err)
	}
	if res, body := whole(t, w.url+"/api/macro/us-cpi"); res.StatusCode != http.StatusBadGateway {
		t.Errorf("%s %s", res.Status, body)
	}
	if _, body := whole(t, w.url+"/readyz"); !strings.Contains(body, `"problems":[{"part":"series","code":"market_unavailable"`) {
		t.Errorf("%s", body)
	}
	if _, body := whole(t, startWalk(t, []string{"QUOTEWIRE_MARKET_SOURCES=yahoo"}).url+"/readyz?verbose"); strings.Contains(body, `"series"`) {
		t.Errorf("%s", body)
	}
}
