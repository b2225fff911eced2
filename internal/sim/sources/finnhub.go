package sources

import (
	"math"
	"net/http"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// finnhubSource is Finnhub's quote, of what is listed in the United States and no fund.
func finnhubSource() source {
	return source{
		asked:  func(r *http.Request) []string { return []string{finnhubSymbol(r)} },
		answer: func(v *visit) wire.Reply { return v.finnhub() },
	}
}

// finnhubSymbol is the symbol of a request, BRK.B as BRK-B.
func finnhubSymbol(r *http.Request) string {
	return strings.ReplaceAll(strings.ToUpper(r.URL.Query().Get("symbol")), ".", "-")
}

func (v *visit) finnhub() wire.Reply {
	type object = map[string]any
	switch {
	case v.Fault.Kind == wire.RateLimited:
		return v.Fault.Over(wire.JSON(http.StatusTooManyRequests, object{"error": "API limit reached. Please try again later. Remaining Limit: 0"}))
	case v.Request.URL.Path != "/api/v1/quote":
		return wire.Page(http.StatusNotFound, "Not found")
	case v.Request.Header.Get("X-Finnhub-Token") == "":
		return wire.JSON(http.StatusUnauthorized, object{"error": "Please use an API key."})
	case v.Fault.Kind == wire.EmptyResult:
		return wire.JSON(http.StatusOK, object{})
	case v.Fault.Kind == wire.NullResult:
		return wire.JSON(http.StatusOK, nil)
	}
	in := v.american(finnhubSymbol(v.Request))
	if in == nil || in.Kind == facts.Fund {
		return wire.JSON(http.StatusOK, object{"c": 0, "d": nil, "dp": nil, "h": 0, "l": 0, "o": 0, "pc": 0, "t": 0})
	}
	p, _ := v.present(in, 0)
	change := p.Bar.Close - p.Previous
	return wire.JSON(http.StatusOK, object{
		"c": p.Bar.Close, "d": decimals(change, 4), "dp": decimals(change/p.Previous*100, 4), "h": p.Bar.High, "l": p.Bar.Low, "o": p.Bar.Open, "pc": p.Previous, "t": p.At.Unix(),
	})
}

// decimals is v to so many decimals.
func decimals(v float64, n int) float64 {
	scale := math.Pow10(n)
	return math.Round(v*scale) / scale
}
