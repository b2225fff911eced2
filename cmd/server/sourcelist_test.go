package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"quotewire/internal/llm/llmtest"
)

// Who names sources asks no others, but those of series that have an address where none is
// named. Who gives Yahoo another address has a world of his own, and so has no sources of
// market data, or of series, of which none has an address.
func TestWhichSourcesAreAsked(t *testing.T) {
	const keyless = "yahoo ecb bankofcanada kraken coinbase binance coingecko cnbc nasdaq cboe tmx"
	for _, c := range []struct{ environ, data, series string }{
		{"", keyless, "treasury nyfed fred ecb"},
		{"FRED_API_KEY=k", keyless, "treasury nyfed fred ecb"},
		{"QUOTEWIRE_MARKET_SOURCES=yahoo,cboe", "yahoo cboe", ""},
		{"QUOTEWIRE_MARKET_SOURCES=fred,yahoo,treasury", "yahoo", "fred treasury"},
		{"QUOTEWIRE_MARKET_SOURCES=ecb", "ecb", "ecb"},
		{"QUOTEWIRE_YAHOO_URL=http://y", "yahoo", ""},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_MARKET_SOURCES=yahoo,nyfed", "yahoo", "nyfed"},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_SOURCE_URLS=cboe=http://c", keyless, ""},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_SOURCE_URLS=fred=http://f", "yahoo", "treasury nyfed fred ecb"},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_SOURCE_URLS=ecb=http://e", keyless, "treasury nyfed fred ecb"},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_SOURCE_URLS=cboe=http://c,nyfed=http://n", keyless, "treasury nyfed fred ecb"},
		{"QUOTEWIRE_MARKET_SOURCES=yahoo,cboe QUOTEWIRE_SOURCE_URLS=fred=http://f", "yahoo cboe", "fred"},
		{"QUOTEWIRE_MARKET_SOURCES=yahoo QUOTEWIRE_SOURCE_URLS=ecb=http://e,cboe=http://c,treasury=http://t", "yahoo", "treasury ecb"},
		{"QUOTEWIRE_MARKET_SOURCES=yahoo,nyfed QUOTEWIRE_SOURCE_URLS=fred=http://f", "yahoo", "nyfed"},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_MARKET_SOURCES=yahoo QUOTEWIRE_SOURCE_URLS=fred=http://f", "yahoo", "fred"},
		{"QUOTEWIRE_YAHOO_URL=http://y QUOTEWIRE_SOURCE_URLS=edgar=http://e", "yahoo", ""},
		{"QUOTEWIRE_SOURCE_URLS=yahoo=http://y", keyless, "treasury nyfed fred ecb"},
	} {
		cfg, err := loadConfig(strings.Fields(c.environ))
		if err != nil {
			t.Fatal(err)
		}
		var data, series []string
		for _, k := range cfg.marketSources() {
			data = append(data, k.name)
		}
		for _, k := range cfg.seriesSources() {
			series = append(series, k.name)
		}
		if got := strings.Join(data, " "); got != c.data {
			t.Errorf("%s: market data of %s, want %s", c.environ, got, c.data)
		}
		if got := strings.Join(series, " "); got != c.series {
			t.Errorf("%s: series of %s, want %s", c.environ, got, c.series)
		}
	}
}

// A source of series that is not named is not asked: another one that has the series is,
// and what it alone has is refused with its name, of which the log says what to change.
func TestSeriesOfASourceThatIsOff(t *testing.T) {
	w, world := startSources(t, 0, []string{"QUOTEWIRE_MARKET_SOURCES=yahoo,treasury"})
	if res, body := whole(t, w.url+"/api/macro/us-10y"); res.StatusCode != http.StatusOK || !strings.Contains(body, `"provider":"US Treasury"`) {
		t.Errorf("the one that is on: %s %s", res.Status, body)
	}
	res, body := whole(t, w.url+"/api/macro/us-cpi")
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "us-cpi comes from fred, which this server does not ask") || strings.Contains(body, "QUOTEWIRE") {
		t.Errorf("the one that is off: %s %s", res.Status, body)
	}
	if got := w.records(`it comes from fred" hint="QUOTEWIRE_MARKET_SOURCES says`); len(got) != 1 {
		t.Errorf("the operator reads %q", got)
	}
	if _, body := whole(t, w.url+"/api/macro"); strings.Contains(body, `"treasury:10 Yr","fred:DGS10"],"off"`) || !strings.Contains(body, `"off":true`) {
		t.Errorf("the list is %s", body)
	}
	if n := world.Sources["fred"].Ledger.Total(); n != 0 {
		t.Errorf("fred was asked %d times", n)
	}
}

// A model is offered no tool that could answer nothing.
func TestToolOfSeriesWithoutSources(t *testing.T) {
	for environ, want := range map[string]bool{"QUOTEWIRE_MARKET_SOURCES=yahoo": false, "QUOTEWIRE_MARKET_SOURCES=": false, "QUOTEWIRE_MARKET_SOURCES=yahoo,nyfed": true} {
		w := startWalk(t, []string{environ}, llmtest.Text("Nothing.", 24))
		w.ask("what is SOFR").rest()
		asked := w.model.Requests()
		if len(asked) == 0 {
			t.Fatal("the model was not asked")
		}
		var names []string
		for _, tool := range asked[0].Tools {
			names = append(names, tool.Name)
		}
		if slices.Contains(names, "series") != want || !slices.Contains(names, "quote") {
			t.Errorf("%s: the model is offered %q", environ, names)
		}
	}
}
