package sim

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/sim/wire"
)

// No answer of the simulated Yahoo is signed by somebody who exists, or leads to
// where other figures stand.
func TestYahooLeadsNowhereReal(t *testing.T) {
	links := 0
	for _, symbol := range []string{"AAPL", "SPY", "VFIAX", "BTC-USD", "^DJI", "GC=F", "EURUSD=X", "ZZ00001"} {
		escaped := url.QueryEscape(symbol)
		links += wantInvented(t, "news of "+symbol, "", decoded(t, answerOf(t, wednesday(), searchPath+"?newsCount=50&q="+escaped)))
		links += wantInvented(t, "quote of "+symbol, "", decoded(t, answerOf(t, wednesday(), quotePath+"?symbols="+escaped)))
		y, err := NewYahoo(wire.Options{Now: wednesday})
		if err != nil {
			t.Fatal(err)
		}
		modules := slices.Sorted(maps.Keys(y.catalog.find(symbol).modules()))
		links += wantInvented(t, "summary of "+symbol, "", summaryModules(t, wednesday(), symbol, strings.Join(modules, ",")))
	}
	for name := range screens() {
		links += wantInvented(t, "screen "+name, "", decoded(t, answerOf(t, wednesday(), screenPath+"?scrIds="+name)))
	}
	if links < 500 {
		t.Errorf("only %d links were looked at", links)
	}
	for _, p := range publishers() {
		if !strings.Contains(p.name, "Simulated") || !invented("https://"+p.host) {
			t.Errorf("a publisher does not say that it is simulated: %v", p)
		}
	}
	for _, firm := range firms() {
		if !strings.HasPrefix(firm, "Simulated ") {
			t.Errorf("%s gives grades", firm)
		}
	}
}
