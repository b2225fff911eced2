package sources

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// coinbase is an exchange of coins: what it calls open is of 24 hours ago, and its bars
// come newest first, low before high before open.
func coinbase() source {
	return source{asked: func(r *http.Request) []string { return []string{coinbaseProduct(r)} }, answer: coinbaseAnswer}
}

func coinbaseProduct(r *http.Request) string {
	rest, _ := strings.CutPrefix(r.URL.Path, "/products/")
	product, _, _ := strings.Cut(rest, "/")
	return product
}

func coinbaseAnswer(v *visit) wire.Reply {
	base, quote, _ := strings.Cut(coinbaseProduct(v.Request), "-")
	in := v.coin(base, quote)
	p, ok := v.present(in, 0)
	_, what, _ := strings.Cut(strings.TrimPrefix(v.Request.URL.Path, "/products/"), "/")
	if !ok || in.Kind != facts.Crypto {
		return coinbaseRefuses(http.StatusNotFound, "NotFound")
	}
	switch v.Fault.Kind {
	case wire.EmptyResult:
		if what == "candles" {
			return wire.JSON(http.StatusOK, []any{})
		}
		return wire.JSON(http.StatusOK, struct{}{})
	case wire.NullResult:
		return wire.JSON(http.StatusOK, nil)
	}
	price := p.Bar.Close
	switch what {
	case "ticker":
		return wire.JSON(http.StatusOK, struct {
			ID     int    `json:"trade_id"`
			Price  string `json:"price"`
			Size   string `json:"size"`
			Bid    string `json:"bid"`
			Ask    string `json:"ask"`
			Volume string `json:"volume"`
			Time   string `json:"time"`
		}{1201369, fixed(price, 8), "0.05950000", fixed(price*0.99999, 8), fixed(price*1.00001, 8), fixed(coins(v.lastDay(in, p), price), 8), p.At.UTC().Format("2006-01-02T15:04:05.000000Z07:00")})
	case "stats":
		high, low := v.range24(in, p)
		return wire.JSON(http.StatusOK, map[string]string{
			"open": fixed(v.dayAgo(in), 8), "high": fixed(high, 8), "low": fixed(low, 8), "last": fixed(price, 8),
			"volume": fixed(coins(v.lastDay(in, p), price), 8), "volume_30day": fixed(30*coins(v.lastDay(in, p), price), 8),
		})
	case "candles":
		return coinbaseBars(v, in)
	}
	return coinbaseRefuses(http.StatusNotFound, "NotFound")
}

func coinbaseRefuses(status int, why string) wire.Reply {
	return wire.JSON(status, map[string]string{"message": why})
}

// range24 is about the high and low of the last 24 hours: those of today and yesterday.
func (v *visit) range24(in *facts.Instrument, p facts.Present) (high, low float64) {
	before := v.told(in, in.Bar(in.Exchange.Before(p.Clock.Last)))
	return max(p.Bar.High, before.High), min(p.Bar.Low, before.Low)
}

func coinbaseBars(v *visit, in *facts.Instrument) wire.Reply {
	step, err := strconv.Atoi(v.Request.FormValue("granularity"))
	from, fault := time.Parse(time.RFC3339, v.Request.FormValue("start"))
	to, wrong := time.Parse(time.RFC3339, v.Request.FormValue("end"))
	if err != nil || fault != nil || wrong != nil || !slices.Contains([]int{60, 300, 900, 3600, 21600, 86400}, step) {
		return coinbaseRefuses(http.StatusBadRequest, "Unsupported granularity")
	}
	length := time.Duration(step) * time.Second
	if to.Sub(from)/length >= 300 {
		return coinbaseRefuses(http.StatusBadRequest, "granularity too small for the requested time range. Count of aggregations requested exceeds 300")
	}
	rows := [][]any{}
	for _, c := range v.candles(in, from, to, length) {
		rows = append(rows, []any{c.at.Unix(), c.Low, c.High, c.Open, c.Close, coins(c.Volume, c.Close)})
	}
	slices.Reverse(rows)
	return wire.JSON(http.StatusOK, rows)
}
