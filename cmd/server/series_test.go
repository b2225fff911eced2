package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	publishers "quotewire/internal/sim/sources"
	"quotewire/internal/sim/wire"
)

// seriesAt is the variable that has series asked of the simulated sources at some
// addresses.
func seriesAt(urls map[string]string) string {
	var all []string
	for _, k := range seriesKinds() {
		all = append(all, k.name+"="+urls[k.name])
	}
	return "QUOTEWIRE_SOURCE_URLS=" + strings.Join(all, ",")
}

// simulatedSeries starts the simulated sources of series, and gives the variable that
// has them asked.
func simulatedSeries(t *testing.T) string {
	t.Helper()
	urls := map[string]string{}
	for _, k := range seriesKinds() {
		s, err := publishers.New(k.name, wire.Options{Now: walkNow})
		if err != nil {
			t.Fatal(err)
		}
		listener := httptest.NewServer(s)
		t.Cleanup(listener.Close)
		urls[k.name] = listener.URL
	}
	return seriesAt(urls)
}
