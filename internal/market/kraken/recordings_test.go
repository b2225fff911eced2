//go:build recordings

package kraken

import (
	"encoding/json"
	"errors"
	"flag"
	"path"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, spelling.Kraken, func(t *testing.T, r *recordingtest.Recording) int {
		switch path.Base(r.URL.Path) {
		case "Ticker", "OHLC", "AssetPairs":
		default:
			t.Fatal("no decoder knows this file")
		}
		if r.Status != 200 || httpsource.IsHTML(r.Body) {
			return refused(t, r)
		}
		body := r.JSON(t)
		if list, _ := recordingtest.Dig(body, "error").([]any); len(list) > 0 {
			return refused(t, r)
		}
		result, _ := recordingtest.Dig(body, "result").(map[string]any)
		switch path.Base(r.URL.Path) {
		case "Ticker":
			return tickersOf(t, r, result)
		case "OHLC":
			return barsOf(t, r, result)
		}
		return pairsOf(t, r, result)
	})
}

func refused(t *testing.T, r *recordingtest.Recording) int {
	_, errs := open(t, r.Serve(t), time.Now()).Quotes(t.Context(), markettest.Symbols(t, "BTC-USD"))
	if _, ok := errors.AsType[*market.Error](errs[0]); !ok || errors.Is(errs[0], market.ErrMalformed) {
		t.Errorf("%v", errs[0])
	}
	return 1
}

// figure is a figure of a file as a number, absent where it has none or 0.
func figure(v any) market.Number { return recordingtest.Figure(v) }

// same compares a figure and counts it where the file has it.
func same(t *testing.T, what string, got, want market.Number) int {
	t.Helper()
	return recordingtest.Same(t, what, got, want)
}

// tickersOf holds the quotes against a file, in names of now or of old. Pairs that have no
// symbol here are read all the same.
func tickersOf(t *testing.T, r *recordingtest.Recording, result map[string]any) (n int) {
	base := r.Serve(t)
	for name, row := range result {
		at := func(key string, i int) market.Number { return figure(recordingtest.Dig(row, key, i)) }
		symbol, covered := symbolOf(t, name)
		var got *market.Ticker
		var err error
		if covered {
			quotes, errs := open(t, base, time.Now()).Quotes(t.Context(), []market.Symbol{symbol})
			got, err = quotes[0], errs[0]
		} else {
			raw, fault := json.Marshal(row)
			var w wireTicker
			if fault != nil || json.Unmarshal(raw, &w) != nil {
				t.Fatal(fault)
			}
			got, err = open(t, base, time.Now()).ticker(markettest.Symbols(t, "BTC-USD")[0], &w)
		}
		ask, asks := at("a", 0).Get()
		bid, bids := at("b", 0).Get()
		if at("c", 0).IsZero() || !asks || !bids || ask-bid > 0.05*(ask+bid)/2 {
			if !errors.Is(err, market.ErrNoData) {
				t.Errorf("%s: a dead market: %+v, %v", name, got, err)
			}
			n++
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n += same(t, name+" price", got.Price, at("c", 0)) + same(t, name+" ask", got.Ask, at("a", 0)) + same(t, name+" bid", got.Bid, at("b", 0)) +
			same(t, name+" high", got.DayHigh, at("h", 0)) + same(t, name+" low", got.DayLow, at("l", 0)) + same(t, name+" open", got.Open, figure(recordingtest.Dig(row, "o")))
		if got.Kind == market.KindCurrency {
			n += same(t, name+" volume", got.Volume, market.Number{})
		} else if v, ok := at("v", 1).Get(); ok {
			average, _ := at("p", 1).Get()
			n += 2 * same(t, name+" volume", got.Volume, market.Num(v*average))
		}
		recordingtest.Only(t, got, "Price Bid Ask DayHigh DayLow Open Volume DelayMinutes")
		if !got.AsOf.IsZero() || !got.Change.IsZero() {
			t.Errorf("%s: a time or a change that was not sent: %+v", name, got)
		}
	}
	return n
}

// symbolOf is ours of a name of Kraken's.
func symbolOf(t *testing.T, name string) (market.Symbol, bool) {
	for _, base := range strings.Fields("BTC ETH XRP LTC DOGE ADA SOL BCH LINK XLM TRX ETC XMR AVAX SHIB DOT ATOM EUR GBP AUD USD") {
		for _, quote := range strings.Fields("USD EUR GBP CAD JPY AUD CHF BTC") {
			if !named(name, base+"/"+quote) {
				continue
			}
			if text, ok := spelling.From(spelling.Kraken, base+"/"+quote); ok {
				return markettest.Symbols(t, text)[0], true
			}
		}
	}
	return market.Symbol{}, false
}

// barsOf holds a history against a file, at the time of its last bar.
func barsOf(t *testing.T, r *recordingtest.Recording, result map[string]any) (n int) {
	length, err := json.Number(r.URL.Query().Get("interval")).Int64()
	if err != nil {
		length = 1
	}
	step := time.Duration(length) * time.Minute
	for name, list := range result {
		rows, _ := list.([]any)
		if name == "last" {
			continue
		}
		if len(rows) == 0 {
			raw, fault := json.Marshal(result)
			if fault != nil {
				t.Fatal(fault)
			}
			if got, _ := readRows(raw, name, true); len(got) > 0 {
				t.Errorf("%d rows of none", len(got))
			}
			n++
			continue
		}
		at := func(row any, i int) market.Number { return figure(recordingtest.Dig(row, i)) }
		first, _ := at(rows[0], 0).Get()
		last, _ := at(rows[len(rows)-1], 0).Get()
		symbol, covered := symbolOf(t, name)
		var got []candle.Row
		if covered {
			got, err = open(t, r.Serve(t), time.Now()).rows(t.Context(), symbol, step, time.Unix(int64(first), 0))
		} else {
			raw, fault := json.Marshal(result)
			if fault != nil {
				t.Fatal(fault)
			}
			got, err = readRows(raw, name, true)
		}
		if err != nil || len(got) != len(rows) {
			t.Fatalf("%d rows of %d, %v", len(got), len(rows), err)
		}
		coin := !covered || spelling.KindOf(symbol.String()) == spelling.Crypto
		for i, g := range got {
			row := rows[i]
			when, _ := at(row, 0).Get()
			n += same(t, "time", market.Num(float64(g.At.Unix())), market.Num(when)) + same(t, "open", g.Open.Above(), at(row, 1)) +
				same(t, "high", g.High.Above(), at(row, 2)) + same(t, "low", g.Low.Above(), at(row, 3)) + same(t, "close", g.Close.Above(), at(row, 4))
			average, _ := at(row, 5).Get()
			v, traded := at(row, 6).Get()
			switch {
			case coin && traded:
				n += 2 * same(t, "volume", g.Volume, market.Num(v*average))
			case coin:
				n += 2 * same(t, "volume", g.Volume, market.Num(0))
			default:
				n += same(t, "volume", g.Volume, market.Number{})
			}
		}
		n += historyOf(t, symbol, step, got, time.Unix(int64(last), 0))
	}
	return n
}

// historyOf makes a history of the rows of a length that is asked for, in the middle of
// the last.
func historyOf(t *testing.T, symbol market.Symbol, step time.Duration, rows []candle.Row, last time.Time) int {
	interval, ok := intervalOf(step)
	if !ok || spelling.KindOf(symbol.String()) != spelling.Crypto {
		return 0
	}
	now := last.Add(step / 2)
	h, err := (candle.Span{From: rows[0].At, To: now, Step: step}).History(market.HistoryQuery{Symbol: symbol, Range: "max", Interval: interval}, rows, now, market.Origin{})
	if err != nil || len(h.Bars) != len(rows) || !h.Open || h.Gaps != 0 {
		t.Fatalf("%+v, %v", h, err)
	}
	return len(h.Bars)
}

func intervalOf(step time.Duration) (market.Interval, bool) {
	for _, i := range []market.Interval{market.Minute, market.Minutes5, market.Minutes15, market.Minutes30, market.Hour} {
		if i.Length() == step {
			return i, true
		}
	}
	return market.Day, step == 24*time.Hour
}

func pairsOf(t *testing.T, r *recordingtest.Recording, result map[string]any) (n int) {
	got, err := open(t, r.Serve(t), time.Now()).pairs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range result {
		text, ok := recordingtest.Dig(row, "wsname").(string)
		if !ok {
			continue
		}
		text = strings.NewReplacer("XBT", "BTC", "XDG", "DOGE").Replace(text)
		if !got[text] {
			t.Errorf("%s is not read as %s", name, text)
		}
		n++
	}
	return n
}
