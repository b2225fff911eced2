package sources

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// tether is what one USDT is worth in dollars.
const tether = 0.9990

// binance is an exchange of coins priced in USDT, which is a little less than a dollar.
func binance() source {
	return source{asked: binancePairs, answer: binanceAnswer}
}

func binancePairs(r *http.Request) (pairs []string) {
	if one := r.FormValue("symbol"); one != "" {
		return []string{one}
	}
	if err := json.Unmarshal([]byte(r.FormValue("symbols")), &pairs); err != nil {
		return nil
	}
	return pairs
}

func binanceAnswer(v *visit) wire.Reply {
	switch v.Fault.Kind {
	case wire.EmptyResult:
		return wire.JSON(http.StatusOK, []any{})
	case wire.NullResult:
		return wire.JSON(http.StatusOK, nil)
	case wire.RateLimited:
		return wire.JSON(http.StatusTooManyRequests, map[string]any{"code": -1003, "msg": "Too much request weight used; current limit is 6000 request weight per 1 MINUTE."})
	}
	var all []*facts.Instrument
	for _, pair := range v.Asked.Symbols {
		base, priced := strings.CutSuffix(pair, "USDT")
		in := v.coin(base, "USD")
		if !priced || in == nil || in.Kind != facts.Crypto {
			return binanceRefuses(-1121, "Invalid symbol.")
		}
		all = append(all, in)
	}
	switch {
	case len(all) == 0:
		return binanceRefuses(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
	case v.Request.URL.Path == "/api/v3/ticker/24hr":
		rows := []any{}
		for i, in := range all {
			rows = append(rows, v.binanceTicker(in, v.Asked.Symbols[i]))
		}
		return wire.JSON(http.StatusOK, rows)
	case v.Request.URL.Path == "/api/v3/klines":
		return binanceBars(v, all[0])
	}
	return wire.Page(http.StatusNotFound, "404")
}

func binanceRefuses(code int, why string) wire.Reply {
	return wire.JSON(http.StatusBadRequest, map[string]any{"code": code, "msg": why})
}

// usdt is a price in dollars as Binance writes it.
func usdt(price float64) string { return fixed(price/tether, 8) }

func (v *visit) binanceTicker(in *facts.Instrument, pair string) map[string]any {
	p, _ := v.present(in, 0)
	price, before := p.Bar.Close, v.dayAgo(in)
	high, low := v.range24(in, p)
	volume := v.lastDay(in, p)
	return map[string]any{
		"symbol": pair, "priceChange": usdt(price - before), "priceChangePercent": fixed((price/before-1)*100, 3), "weightedAvgPrice": usdt(price), "prevClosePrice": usdt(before),
		"lastPrice": usdt(price), "lastQty": "0.00335000", "bidPrice": usdt(price * 0.99999), "bidQty": "0.09810000", "askPrice": usdt(price * 1.00001), "askQty": "8.52891000",
		"openPrice": usdt(before), "highPrice": usdt(high), "lowPrice": usdt(low), "volume": fixed(coins(volume, price), 8), "quoteVolume": usdt(float64(volume)),
		"openTime": p.At.Add(-24 * time.Hour).UnixMilli(), "closeTime": p.At.UnixMilli(), "firstId": 1, "lastId": 2, "count": 2,
	}
}

func binanceBars(v *visit, in *facts.Instrument) wire.Reply {
	step, ok := map[string]time.Duration{
		"1m": time.Minute, "5m": 5 * time.Minute, "15m": 15 * time.Minute, "30m": 30 * time.Minute, "1h": time.Hour, "1d": 24 * time.Hour,
	}[v.Request.FormValue("interval")]
	if !ok {
		return binanceRefuses(-1120, "Invalid interval.")
	}
	number := func(name string, otherwise int64) int64 {
		if n, err := strconv.ParseInt(v.Request.FormValue(name), 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	limit := int(min(number("limit", 500), 1000))
	from := time.UnixMilli(number("startTime", v.Now.Add(-time.Duration(limit)*step).UnixMilli()))
	all := v.candles(in, from, time.UnixMilli(number("endTime", v.Now.UnixMilli())), step)
	rows := [][]any{}
	for _, c := range all[:min(len(all), limit)] {
		rows = append(rows, []any{
			c.at.UnixMilli(), usdt(c.Open), usdt(c.High), usdt(c.Low), usdt(c.Close), fixed(coins(c.Volume, c.Close), 8), c.at.Add(step).UnixMilli() - 1,
			usdt(float64(c.Volume)), 7, "0.00000000", "0.00000000", "0",
		})
	}
	return wire.JSON(http.StatusOK, rows)
}
