package tools

import (
	"testing"
	"time"

	"quotewire/internal/market"
)

func yahoo() Provider { return Provider{Name: "Yahoo Finance", Site: "https://finance.yahoo.com"} }

// Where there is no page that shows the same figures, a source leads nowhere: a
// page with others would look like its proof.
func TestProviderWithoutPages(t *testing.T) {
	d := desk{provider: Provider{Name: "Simulated"}}
	dow := symbol(t, "^DJI")
	if got := yahoo().about(dow, "/history/"); got != "https://finance.yahoo.com/quote/%5EDJI/history/" {
		t.Errorf("a page about a symbol: %q", got)
	}
	for _, s := range []struct{ url, provider string }{
		{d.quoteSource(&market.Ticker{Symbol: dow}).URL, d.quoteSource(&market.Ticker{}).Provider},
		{d.page("Dow", dow, "profile", "/profile/", time.Time{}).URL, d.page("", dow, "", "", time.Time{}).Provider},
		{d.listSource("a list", "/markets/", market.Freshness{}).URL, d.listSource("", "", market.Freshness{}).Provider},
	} {
		if s.url != "" || s.provider != "Simulated" {
			t.Errorf("a source of %q at %q", s.provider, s.url)
		}
	}
}
