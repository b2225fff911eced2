package yahoo

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// No answer of the simulated Yahoo is signed by somebody who exists, or leads to
// where other figures stand.
func TestYahooLeadsNowhereReal(t *testing.T) {
	links := 0
	for _, symbol := range []string{"AAPL", "SPY", "VFIAX", "BTC-USD", "^DJI", "GC=F", "EURUSD=X", "ZZ00001"} {
		escaped := url.QueryEscape(symbol)
		links += wiretest.WantInvented(t, "news of "+symbol, "", wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), searchPath+"?newsCount=50&q="+escaped)))
		links += wiretest.WantInvented(t, "quote of "+symbol, "", wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), quotePath+"?symbols="+escaped)))
		y, err := New(wire.Options{Now: wiretest.Wednesday})
		if err != nil {
			t.Fatal(err)
		}
		modules := slices.Sorted(maps.Keys(modulesOf(y.catalog.Find(symbol))))
		links += wiretest.WantInvented(t, "summary of "+symbol, "", summaryModules(t, wiretest.Wednesday(), symbol, strings.Join(modules, ",")))
	}
	for name := range screens() {
		links += wiretest.WantInvented(t, "screen "+name, "", wiretest.Decoded(t, answerOf(t, wiretest.Wednesday(), screenPath+"?scrIds="+name)))
	}
	if links < 500 {
		t.Errorf("only %d links were looked at", links)
	}
	for _, p := range publishers() {
		if !strings.Contains(p.name, "Simulated") || !wiretest.Invented("https://"+p.host) {
			t.Errorf("a publisher does not say that it is simulated: %v", p)
		}
	}
	for _, firm := range firms() {
		if !strings.HasPrefix(firm, "Simulated ") {
			t.Errorf("%s gives grades", firm)
		}
	}
}
