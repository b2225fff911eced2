package tools

import (
	"testing"

	"quotewire/internal/exhibit"
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
	for _, o := range []exhibit.Origin{
		d.page("Dow", dow, "profile", "/profile/", market.Freshness{}), d.origin("a list", d.provider.page("/markets/"), market.Freshness{}),
	} {
		if o.URL != "" || o.Provider != "Simulated" {
			t.Errorf("a source of %q at %q", o.Provider, o.URL)
		}
	}
}
