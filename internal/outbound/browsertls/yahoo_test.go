package browsertls

import (
	"net/http"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/sim/wire"
	simulated "quotewire/internal/sim/yahoo"
)

// A quote of Yahoo, with its cookie and its crumb, comes by way of the hello of a browser.
func TestYahooQuote(t *testing.T) {
	fake, err := simulated.New(wire.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	nvda, err := market.ParseSymbol("NVDA")
	if err != nil {
		t.Fatal(err)
	}
	for proto, name := range names() {
		o := newOrigin(t, proto, func(w http.ResponseWriter, r *http.Request) {
			if r.Proto != name || r.UserAgent() != UserAgent {
				t.Errorf("request by %s of %q", r.Proto, r.UserAgent())
			}
			fake.ServeHTTP(w, r)
		})
		source, err := yahoo.New(yahoo.Options{
			Client:   client.Options{BaseURL: o.URL, RoundTripper: o.transport(t, Options{}), UserAgent: UserAgent},
			Provider: yahoo.Provider(),
		})
		if err != nil {
			t.Fatal(err)
		}
		quotes, errs := source.Quotes(t.Context(), []market.Symbol{nvda})
		if len(quotes) != 1 || len(errs) != 1 || errs[0] != nil || quotes[0] == nil {
			t.Fatalf("%s: quotes %v, errors %v", proto, quotes, errs)
		}
		if price, ok := quotes[0].Price.Get(); !ok || price <= 0 || quotes[0].Currency != "USD" {
			t.Errorf("%s: quote %+v", proto, quotes[0])
		}
		if n := o.connections(); n != 1 {
			t.Errorf("%s: %d connections", proto, n)
		}
		source.Close()
		o.waitOpen(t, 0)
	}
}
