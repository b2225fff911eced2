package sources

import (
	"net/http"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// coingeckoDelay is how far its prices are behind.
const coingeckoDelay = time.Minute

// coingecko has prices and market values of coins, and no errors about those that it does
// not know: they are left out.
func coingecko() source {
	return source{asked: coingeckoIDs, answer: coingeckoAnswer}
}

const coinPath = "/api/v3/coins/"

func coingeckoIDs(r *http.Request) []string {
	if rest, ok := strings.CutPrefix(r.URL.Path, coinPath); ok {
		id, _, _ := strings.Cut(rest, "/")
		return []string{id}
	}
	return strings.Split(r.FormValue("ids"), ",")
}

// coinOf is the coin of an id, in a currency.
func (v *visit) coinOf(id, in string) *facts.Instrument {
	base := map[string]string{"bitcoin": "BTC", "ethereum": "ETH", "solana": "SOL", "binancecoin": "BNB", "litecoin": "LTC", "ripple": "XRP"}[id]
	return v.catalog.Find(base + "-" + strings.ToUpper(in))
}

func coingeckoAnswer(v *visit) wire.Reply {
	switch v.Fault.Kind {
	case wire.EmptyResult:
		return wire.JSON(http.StatusOK, struct{}{})
	case wire.NullResult:
		return wire.JSON(http.StatusOK, nil)
	case wire.RateLimited:
		return wire.JSON(http.StatusTooManyRequests, map[string]any{"status": map[string]any{"error_code": 429, "error_message": "You've exceeded the Rate Limit."}})
	}
	if strings.HasPrefix(v.Request.URL.Path, coinPath) {
		return coingeckoDay(v)
	}
	all := map[string]map[string]any{}
	for _, id := range v.Asked.Symbols {
		for _, code := range strings.Split(v.Request.FormValue("vs_currencies"), ",") {
			in := v.coinOf(id, code)
			p, ok := v.present(in, coingeckoDelay)
			if !ok {
				continue
			}
			price := p.Bar.Close
			before := v.price(in, in.Present(v.Now.Add(-24*time.Hour-coingeckoDelay)).Bar.Close)
			all[id] = map[string]any{
				code: price, code + "_market_cap": price * in.Shares, code + "_24h_vol": v.lastDay(in, p), code + "_24h_change": (price/before - 1) * 100, "last_updated_at": p.At.Unix(),
			}
		}
	}
	return wire.JSON(http.StatusOK, all)
}

// coingeckoDay is a coin at the first moment of a date.
func coingeckoDay(v *visit) wire.Reply {
	at, err := time.Parse("02-01-2006", v.Request.FormValue("date"))
	id := v.Asked.Symbols[0]
	in := v.coinOf(id, "usd")
	switch {
	case in == nil:
		return wire.JSON(http.StatusNotFound, map[string]string{"error": "coin not found"})
	case err != nil:
		return wire.JSON(http.StatusBadRequest, map[string]string{"error": "invalid date"})
	}
	base, _, _ := strings.Cut(in.Symbol, "-")
	answer := map[string]any{"id": id, "symbol": strings.ToLower(base), "name": strings.TrimSuffix(in.ShortName, " USD")}
	if d := facts.DayOf(at) - 1; d >= in.First && !at.After(v.Now) {
		close := v.price(in, in.Close(d))
		answer["market_data"] = map[string]any{
			"current_price": map[string]float64{"usd": close}, "market_cap": map[string]float64{"usd": close * in.Shares}, "total_volume": map[string]int64{"usd": in.Bar(d).Volume},
		}
	}
	return wire.JSON(http.StatusOK, answer)
}
