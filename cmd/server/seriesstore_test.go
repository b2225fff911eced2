package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/sim"
	"quotewire/internal/sim/wire"
	"quotewire/internal/store/redis/redistest"
)

// publishersAt starts a world whose sources of series answer or refuse everything, and
// gives the variables that have them asked.
func publishersAt(t *testing.T, now func() time.Time, refuse bool) []string {
	t.Helper()
	world, err := sim.Start(sim.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, k := range seriesKinds() {
		if !refuse {
			continue
		}
		if err := world.Sources[k.name].Set(wire.Fault{Kind: wire.Status, Status: http.StatusServiceUnavailable}); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"QUOTEWIRE_MARKET_SOURCES=yahoo,treasury,nyfed,fred,ecb", seriesAt(world.SourceURLs)}
}

// storedSeries are series of each source.
func storedSeries() []string {
	return []string{"/api/macro/us-10y", "/api/macro/sofr?range=1mo", "/api/macro/us-cpi?transform=yoy", "/api/macro/ecb-deposit-rate", "/api/macro/us-unemployment?format=csv"}
}

// A server that is started anew while the publishers are away serves the series that the
// one before it was told, with their age, for four days.
func TestSeriesOutliveARestart(t *testing.T) {
	folder := "QUOTEWIRE_DATA=" + filepath.Join(t.TempDir(), "data")
	yahoo := startYahoo(t, false)
	first := startKeeper(t, yahoo, walkNow(), append(publishersAt(t, walkNow, false), folder)...)
	told := map[string]string{}
	for _, path := range append(storedSeries(), "/api/macro/mortgage-30y") {
		got := heard(t, first.URL()+path)
		if got.status != http.StatusOK || got.stale {
			t.Fatalf("%s: %+v", path, got)
		}
		told[path] = valuesIn(got.body)
	}
	first.end()
	away := append(publishersAt(t, walkNow, true), folder)
	second := startKeeper(t, yahoo, walkNow().Add(3*time.Hour), away...)
	for _, path := range storedSeries() {
		got := heard(t, second.URL()+path)
		aged := got.stale && strings.Contains(got.body, `"age_seconds":10800`) || strings.Contains(path, "csv")
		if got.status != http.StatusOK || !aged || valuesIn(got.body) != told[path] {
			t.Errorf("%s: %+v, want it 10,800 seconds old, with %s", path, got, told[path])
		}
	}
	for _, path := range []string{"/api/macro/mortgage-30y", "/api/macro/gdp"} {
		if got := heard(t, second.URL()+path); got.status != http.StatusBadGateway {
			t.Errorf("%s, which is its publisher's own, or was never asked for: %+v", path, got)
		}
	}
	second.end()
	third := startKeeper(t, yahoo, walkNow().Add(4*24*time.Hour+time.Second), away...)
	if got := heard(t, third.URL()+storedSeries()[0]); got.status != http.StatusBadGateway {
		t.Errorf("after four days: %+v", got)
	}
}

// valuesIn are the values of an answer as JSON, all of one as CSV.
func valuesIn(body string) string {
	if _, values, ok := strings.Cut(body, `"values":`); ok {
		values, _, _ = strings.Cut(values, "]")
		return values
	}
	return body
}

// So it is between two processes.
func TestSeriesOutliveAProcess(t *testing.T) {
	folder := "QUOTEWIRE_DATA=" + t.TempDir()
	first := startProcess(t, nil, append(publishersAt(t, time.Now, false), "QUOTEWIRE_DEMO=true", folder)...)
	for _, path := range storedSeries() {
		if got := heard(t, first.url()+path); got.status != http.StatusOK || got.stale {
			t.Fatalf("%s: %+v", path, got)
		}
	}
	first.signal(syscall.SIGTERM)
	if status := first.wait(); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	second := startProcess(t, nil, append(publishersAt(t, time.Now, true), "QUOTEWIRE_DEMO=true", folder)...)
	for _, path := range storedSeries() {
		if got := heard(t, second.url()+path); got.status != http.StatusOK || !got.stale && !strings.Contains(path, "csv") {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// Two servers share a Redis; without it answers go on, and one record and one gauge say so,
// of series and of market data.
func TestServersShareSeries(t *testing.T) {
	server := redistest.Start(t)
	url, yahoo := "QUOTEWIRE_REDIS_URL=redis://"+server.Addr, startYahoo(t, false)
	one := startKeeper(t, yahoo, walkNow(), append(publishersAt(t, walkNow, false), url)...)
	other := startKeeper(t, yahoo, walkNow().Add(time.Hour), append(publishersAt(t, walkNow, true), url)...)
	for _, path := range storedSeries()[:4] {
		if got := heard(t, one.URL()+path); got.status != http.StatusOK || got.stale {
			t.Fatalf("%s: %+v", path, got)
		}
		eventually(t, path+" is shared", func() bool {
			got := heard(t, other.URL()+path)
			return got.status == http.StatusOK && strings.Contains(got.body, `"age_seconds":3600`)
		})
	}
	server.Kill()
	for _, path := range []string{"/api/macro/gdp", "/api/macro/us-unemployment", "/api/macro/initial-claims"} {
		if got := heard(t, one.URL()+path); got.status != http.StatusOK || got.stale {
			t.Errorf("%s without Redis: %+v", path, got)
		}
	}
	lost := func() int { return strings.Count(one.log.String(), "store is lost") }
	eventually(t, "it says so", func() bool { return lost() == 1 })
	if got := heard(t, one.URL()+"/metrics"); !strings.Contains(got.body, "quotewire_store_up 0") || !strings.Contains(got.body, `quotewire_store_writes_total{outcome="kept"} 4`) {
		t.Errorf("metrics:\n%s", got.body)
	}
	if got := heard(t, one.URL()+"/api/quotes/INTC"); got.status != http.StatusOK {
		t.Errorf("a quote without Redis: %+v", got)
	}
	one.end()
	if lost() != 1 {
		t.Errorf("log:\n%s", one.log.String())
	}
}
