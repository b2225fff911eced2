package coingecko

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

const bitcoin = `{"bitcoin":{"usd":60000,"usd_market_cap":1200000000000.5,"usd_24h_vol":30000000000,"usd_24h_change":-4,"eur":52000.5,"eur_market_cap":0,"eur_24h_vol":null,"eur_24h_change":null,"last_updated_at":1772625590},"ethereum":{"usd":2000,"eur":1750}}`

func TestQuotes(t *testing.T) {
	s := markettest.Serve(t, func(*http.Request) (int, string) { return 200, bitcoin })
	asked := markettest.Symbols(t, "BTC-USD", "BTC-EUR", "ETH-EUR", "ETH-BTC")
	got, errs := open(t, s.URL, noon()).Quotes(t.Context(), asked)
	if errs[0] != nil || errs[1] != nil || errs[2] != nil {
		t.Fatal(errs)
	}
	own := market.Origin{Provider: "CoinGecko", URL: "https://www.coingecko.com/en/coins/bitcoin", AsOf: noon()}
	other := own
	other.URL = "https://www.coingecko.com/en/coins/ethereum"
	at := time.Unix(1772625590, 0).UTC()
	want := []*market.Ticker{
		{Symbol: asked[0], Kind: market.KindCrypto, Currency: "USD", TimeZone: "UTC", State: market.StateOpen, AsOf: at, Price: market.Num(60000), MarketCap: market.Num(1200000000000.5), Volume: market.Num(3e10), Change: market.Num(-2500), ChangePercent: market.Num(-4), Origin: own},
		{Symbol: asked[1], Kind: market.KindCrypto, Currency: "EUR", TimeZone: "UTC", State: market.StateOpen, AsOf: at, Price: market.Num(52000.5), Origin: own},
		{Symbol: asked[2], Kind: market.KindCrypto, Currency: "EUR", TimeZone: "UTC", State: market.StateOpen, Price: market.Num(1750), Origin: other},
		nil,
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(market.Symbol{}, market.Number{})); diff != "" || !errors.Is(errs[3], market.ErrUnknownSymbol) {
		t.Errorf("quotes, %v (-want +got):\n%s", errs[3], diff)
	}
	if q := s.Asked()[0].Query(); s.Asked()[0].Path != "/api/v3/simple/price" || q.Get("ids") != "bitcoin,ethereum" || q.Get("vs_currencies") != "btc,eur,usd" || q.Get("include_last_updated_at") != "true" || len(s.Asked()) != 1 {
		t.Errorf("asked for %v", s.Asked())
	}
}
