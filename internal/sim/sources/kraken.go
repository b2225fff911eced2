package sources

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const krakenPath = "/0/public/"

// kraken is an exchange of coins and of some currencies: what goes wrong it says with
// status 200.
func kraken() source {
	return source{asked: func(r *http.Request) []string { return strings.Split(r.FormValue("pair"), ",") }, answer: krakenAnswer}
}

func krakenAnswer(v *visit) wire.Reply {
	switch v.Fault.Kind {
	case wire.EmptyResult:
		return krakenSays(struct{}{})
	case wire.NullResult:
		return krakenSays(nil)
	}
	switch v.Request.URL.Path {
	case krakenPath + "Ticker":
		return krakenTicker(v)
	case krakenPath + "OHLC":
		return krakenBars(v)
	case krakenPath + "AssetPairs":
		return krakenPairs(v)
	}
	return krakenRefuses("EGeneral:Unknown method")
}

func krakenSays(result any) wire.Reply {
	return wire.JSON(http.StatusOK, struct {
		Error  []string `json:"error"`
		Result any      `json:"result"`
	}{[]string{}, result})
}

func krakenRefuses(why string) wire.Reply {
	return wire.JSON(http.StatusOK, map[string]any{"error": []string{why}})
}

func krakenTicker(v *visit) wire.Reply {
	type ticker struct {
		A []string `json:"a"`
		B []string `json:"b"`
		C []string `json:"c"`
		V []string `json:"v"`
		P []string `json:"p"`
		T []int    `json:"t"`
		L []string `json:"l"`
		H []string `json:"h"`
		O string   `json:"o"`
	}
	all := map[string]ticker{}
	for _, pair := range v.Asked.Symbols {
		base, quote, _ := strings.Cut(pair, "/")
		p, ok := v.present(v.coin(base, quote), 0)
		if !ok {
			return krakenRefuses("EQuery:Unknown asset pair")
		}
		in := v.coin(base, quote)
		price, tick := p.Bar.Close, p.Bar.Close/100000
		money := v.lastDay(in, p)
		all[pair] = ticker{
			A: []string{fixed(price+tick, 9), "1", "1.000"}, B: []string{fixed(price-tick, 9), "2", "2.000"}, C: []string{fixed(price, 5), "0.00100000"},
			V: []string{fixed(coins(p.Bar.Volume, price), 8), fixed(coins(money, price), 8)}, P: []string{fixed(price, 5), fixed(price, 5)},
			T: []int{p.Clock.Done, p.Clock.Done + 1440}, L: []string{fixed(p.Bar.Low, 5), fixed(p.Bar.Low, 5)}, H: []string{fixed(p.Bar.High, 5), fixed(p.Bar.High, 5)},
			O: fixed(p.Bar.Open, 5),
		}
	}
	return krakenSays(all)
}

// krakenBars are the latest 720 bars at most, the last one unfinished.
func krakenBars(v *visit) wire.Reply {
	pair := v.Request.FormValue("pair")
	base, quote, _ := strings.Cut(pair, "/")
	in := v.coin(base, quote)
	minutes, err := strconv.Atoi(v.Request.FormValue("interval"))
	if in == nil {
		return krakenRefuses("EQuery:Unknown asset pair")
	}
	if err != nil || minutes <= 0 {
		return krakenRefuses("EGeneral:Invalid arguments")
	}
	step := time.Duration(minutes) * time.Minute
	from := v.Now.Truncate(step).Add(-719 * step)
	if since, err := strconv.ParseInt(v.Request.FormValue("since"), 10, 64); err == nil && since >= from.Unix() {
		from = time.Unix(since+1, 0)
	}
	rows := [][]any{}
	for _, c := range v.candles(in, from, v.Now, step) {
		rows = append(rows, []any{c.at.Unix(), fixed(c.Open, 5), fixed(c.High, 5), fixed(c.Low, 5), fixed(c.Close, 5), fixed(c.Close, 5), fixed(coins(c.Volume, c.Close), 8), 7})
	}
	return krakenSays(map[string]any{pair: rows, "last": v.Now.Truncate(step).Add(-step).Unix()})
}

func krakenPairs(v *visit) wire.Reply {
	all := map[string]any{}
	for _, in := range v.catalog.Listed() {
		base, quote, ok := strings.Cut(in.Symbol, "-")
		if in.Kind == facts.Currency && len(in.Symbol) == 8 {
			base, quote, ok = in.Symbol[:3], in.Symbol[3:6], true
		}
		if ok && (in.Kind == facts.Crypto || in.Kind == facts.Currency) {
			all[base+"/"+quote] = map[string]any{"altname": base + quote, "wsname": base + "/" + quote, "base": base, "quote": quote, "status": "online"}
		}
	}
	return krakenSays(all)
}
