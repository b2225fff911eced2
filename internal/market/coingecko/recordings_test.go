//go:build recordings

package coingecko

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, spelling.CoinGecko, func(t *testing.T, r *recordingtest.Recording) int {
		if r.Status != http.StatusOK || httpsource.IsHTML(r.Body) {
			return refused(t, r)
		}
		switch path.Base(r.URL.Path) {
		case "price":
			return pricesOf(t, r)
		case "history":
			return dayOf(t, r)
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

func refused(t *testing.T, r *recordingtest.Recording) int {
	want := market.ErrBlocked
	switch {
	case r.Status == http.StatusNotFound:
		want = market.ErrUnknownSymbol
	case r.Status == http.StatusBadRequest, r.Status == http.StatusUnprocessableEntity:
		want = market.ErrNoData
	case r.Status >= 500:
		want = market.ErrUnavailable
	}
	if _, errs := open(t, r.Serve(t), time.Now()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD")); !errors.Is(errs[0], want) {
		t.Errorf("%v, want %v", errs[0], want)
	}
	return 1
}

// figure is a figure of a file, absent where it has none or 0.
func figure(v any) market.Number { return recordingtest.Figure(v) }

// same compares a figure and counts it where the file has it.
func same(t *testing.T, what string, got, want market.Number) int {
	t.Helper()
	return recordingtest.Same(t, what, got, want)
}

// coinOf is ours of an id, in a currency, and the recording. That of a coin without a
// symbol here is read as if it were of bitcoin, and what it costs in no currency of a
// country as if that were the dollar.
func coinOf(t *testing.T, r *recordingtest.Recording, id, in string) (market.Symbol, *recordingtest.Recording) {
	t.Helper()
	symbol, ok := spelling.From(spelling.CoinGecko, id)
	if !ok {
		symbol = "BTC-USD"
		body := strings.NewReplacer(`"`+id+`"`, `"bitcoin"`, `"bitcoin"`, `"another"`).Replace(string(r.Body))
		r = &recordingtest.Recording{Name: r.Name, Body: []byte(body), Status: r.Status}
	}
	coin := strings.TrimSuffix(symbol, "USD")
	if priced, err := market.ParseSymbol(coin + strings.ToUpper(in)); err == nil {
		if _, _, ok := spelled(priced); ok {
			return priced, r
		}
	}
	body := strings.NewReplacer(`"`+in+`"`, `"usd"`, `"`+in+`_`, `"usd_`, `"usd"`, `"other"`, `"usd_`, `"other_`).Replace(string(r.Body))
	return markettest.Symbol(t, coin+"USD"), &recordingtest.Recording{Name: r.Name, Body: []byte(body), Status: r.Status}
}

func pricesOf(t *testing.T, r *recordingtest.Recording) (n int) {
	body := r.JSON(t)
	coins, _ := body.(map[string]any)
	for id := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
		if coins[id] != nil {
			continue
		}
		symbol, served := coinOf(t, r, id, "usd")
		n++
		if _, errs := open(t, served.Serve(t), time.Now()).Quotes(t.Context(), []market.Symbol{symbol}); errs[0] == nil {
			t.Errorf("%s: a quote of what is not in the file", id)
		}
	}
	for id := range coins {
		for in := range strings.SplitSeq(r.URL.Query().Get("vs_currencies"), ",") {
			symbol, served := coinOf(t, r, id, in)
			at := func(field string) market.Number { return figure(recordingtest.Dig(body, id, field)) }
			// Sources bear few requests at once: one for each.
			got, errs := open(t, served.Serve(t), time.Now()).Quotes(t.Context(), []market.Symbol{symbol})
			if at(in).IsZero() != (errs[0] != nil) {
				t.Errorf("%s: %v", symbol, errs[0])
			}
			if errs[0] != nil {
				n++
				continue
			}
			q := got[0]
			recordingtest.Only(t, q, "Price MarketCap Volume Change ChangePercent DelayMinutes")
			n += same(t, "price", q.Price, at(in)) + same(t, "market cap", q.MarketCap, at(in+"_market_cap")) + same(t, "volume", q.Volume, at(in+"_24h_vol"))
			if !strings.HasSuffix(symbol.String(), "-"+q.Currency) || !q.Open.IsZero() || !q.DayHigh.IsZero() || !q.PreviousClose.IsZero() || !q.Bid.IsZero() {
				t.Errorf("%s: figures that the file does not have: %+v", symbol, q)
			}
			change, sent := recordingtest.Dig(body, id, in+"_24h_change").(json.Number)
			if c, ok := q.ChangePercent.Get(); ok != sent || sent && json.Number(q.ChangePercent.Plain()) != change && math.Abs(c-mustFloat(t, change)) > 1e-12 {
				t.Errorf("%s: change %v, the file has %v", symbol, q.ChangePercent.Plain(), change)
			}
			if c, ok := q.ChangePercent.Get(); ok && c > -100 {
				price, _ := q.Price.Get()
				if moved, is := q.Change.Get(); !is || math.Abs(moved-(price-price/(1+c/100))) > 1e-8*price {
					t.Errorf("%s: change %v of %v by %v %%", symbol, moved, price, c)
				}
				n += 2
			} else if !q.Change.IsZero() {
				t.Errorf("%s: change %v, the file has none", symbol, q.Change.Plain())
			}
			updated, sent := at("last_updated_at").Get()
			if sent == q.AsOf.IsZero() || sent && q.AsOf.Unix() != int64(updated) {
				t.Errorf("%s: time %s, the file has %v", symbol, q.AsOf, updated)
			}
		}
	}
	return n
}

func mustFloat(t *testing.T, n json.Number) float64 {
	t.Helper()
	f, err := n.Float64()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// dayOf asks for the day before the file's date in every currency that it has.
func dayOf(t *testing.T, r *recordingtest.Recording) (n int) {
	body := r.JSON(t)
	at, err := time.Parse("02-01-2006", r.URL.Query().Get("date"))
	if err != nil {
		t.Fatal(err)
	}
	id := path.Base(path.Dir(r.URL.Path))
	prices, _ := recordingtest.Dig(body, "market_data", "current_price").(map[string]any)
	day := market.DateOf(at.Add(-24 * time.Hour))
	for in := range prices {
		symbol, served := coinOf(t, r, id, in)
		h, err := open(t, served.Serve(t), at.Add(time.Hour)).History(t.Context(), market.HistoryQuery{Symbol: symbol, From: day, To: day, Interval: market.Day})
		if figure(prices[in]).IsZero() {
			if n++; !errors.Is(err, market.ErrNoData) {
				t.Errorf("%s: no price: %v", symbol, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", symbol, err)
			continue
		}
		b := h.Bars[0]
		volume := market.Num(b.Volume)
		if b.Volume < 0 {
			volume = market.Number{}
		}
		n += same(t, "close", market.Num(b.Close), figure(prices[in])) + same(t, "volume", volume, figure(recordingtest.Dig(body, "market_data", "total_volume", in)))
		if name, _ := recordingtest.Dig(body, "name").(string); h.Name != name || len(h.Bars) != 1 || h.DayOf(b) != day || b.Open != 0 || b.High != 0 || b.Low != 0 {
			t.Errorf("%s: %+v", symbol, h)
		}
	}
	if _, sent := recordingtest.Dig(body, "market_data", "market_cap").(map[string]any); sent {
		t.Log("not read: market_cap, a history has none") // nor what communities count
	}
	if len(prices) == 0 { // a date before the coin's first
		symbol, served := coinOf(t, r, id, "usd")
		if _, err := open(t, served.Serve(t), at.Add(time.Hour)).History(t.Context(), market.HistoryQuery{Symbol: symbol, From: day, To: day, Interval: market.Day}); !errors.Is(err, market.ErrNoData) {
			t.Errorf("%v", err)
		}
		n++
	}
	return n
}
