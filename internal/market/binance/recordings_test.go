//go:build recordings

package binance

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/http"
	"path"
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
	recordingtest.Run(t, *recordingsDir, spelling.Binance, func(t *testing.T, r *recordingtest.Recording) int {
		read, ok := map[string]func(*testing.T, *recordingtest.Recording) int{"24hr": tickersOf, "klines": barsOf}[path.Base(r.URL.Path)]
		switch {
		case !ok:
		case r.Status != http.StatusOK, httpsource.IsHTML(r.Body):
			return refused(t, r)
		default:
			return read(t, r)
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

// refused wants the error of a status, and of a code where it is 400.
func refused(t *testing.T, r *recordingtest.Recording) int {
	var said struct{ Code json.Number }
	if !httpsource.IsHTML(r.Body) && json.Unmarshal(r.Body, &said) != nil {
		t.Log("an error in another form")
	}
	code := said.Code
	want := market.ErrBlocked
	switch {
	case code == "-1121":
		want = market.ErrUnknownSymbol
	case r.Status == http.StatusNotFound:
		want = market.ErrUnknownSymbol
	case r.Status == http.StatusBadRequest && code != "-1003":
		want = market.ErrNoData
	case r.Status >= 500:
		want = market.ErrUnavailable
	}
	s := open(t, r.Serve(t), time.Now())
	btc := markettest.Symbols(t, "BTC-USD")[0]
	_, errs := s.Quotes(t.Context(), []market.Symbol{btc})
	if _, err := s.rows(t.Context(), btc, 24*time.Hour, time.Unix(0, 0), time.Now()); !errors.Is(errs[0], want) || !errors.Is(err, want) {
		t.Errorf("%v, %v, want %v", errs[0], err, want)
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

func tickersOf(t *testing.T, r *recordingtest.Recording) (n int) {
	body := r.JSON(t)
	r.Unread(t, "lastPrice", "bidPrice", "askPrice", "quoteVolume", "closeTime", "priceChange", "priceChangePercent", "openPrice")
	rows, list := body.([]any)
	if !list {
		rows = []any{body} // of one symbol; we ask for a list
	}
	for i, row := range rows {
		fields, _ := row.(map[string]any)
		name, _ := fields["symbol"].(string)
		symbol, ok := spelling.From(spelling.Binance, name)
		if !ok {
			symbol, fields["symbol"] = "BTC-USD", "BTCUSDT" // the figures of another pair are read alike
		}
		raw, err := json.Marshal([]any{row})
		if err != nil {
			t.Fatal(err)
		}
		served := &recordingtest.Recording{Name: r.Name, Body: raw, Status: http.StatusOK}
		got, errs := open(t, served.Serve(t), time.Now()).Quotes(t.Context(), markettest.Symbols(t, symbol))
		if figure(fields["lastPrice"]).IsZero() { // no trade
			if n++; !errors.Is(errs[0], market.ErrNoData) {
				t.Errorf("%s: no price: %v", name, errs[0])
			}
			continue
		}
		if errs[0] != nil {
			t.Errorf("%s: %v", name, errs[0])
			continue
		}
		q := got[0]
		recordingtest.Only(t, q, "Price Bid Ask Volume Change ChangePercent DelayMinutes")
		at := func(field string) market.Number { return figure(recordingtest.Dig(rows, i, field)) }
		n += same(t, "price", q.Price, at("lastPrice")) + same(t, "bid", q.Bid, at("bidPrice")) + same(t, "ask", q.Ask, at("askPrice")) + same(t, "volume", q.Volume, at("quoteVolume"))
		if ms, ok := at("closeTime").Get(); !ok || q.AsOf.UnixMilli() != int64(ms) {
			t.Errorf("%s: time %s, the file has %v", name, q.AsOf, ms)
		}
		near(t, name+" change", q.Change, recordingtest.Dig(row, "priceChange"), 1e-7)
		near(t, name+" change in per cent", q.ChangePercent, recordingtest.Dig(row, "priceChangePercent"), 0.0006)
		n += 4 // the price before, too
		if q.Currency != "USDT" || !q.DayHigh.IsZero() || !q.DayLow.IsZero() || !q.Open.IsZero() || !q.PreviousClose.IsZero() || !q.MarketCap.IsZero() {
			t.Errorf("%s: figures that the file does not have: %+v", name, q)
		}
	}
	return n
}

// near wants a computed figure as the file rounds it.
func near(t *testing.T, what string, got market.Number, want any, within float64) {
	t.Helper()
	if want == nil { // shorter answers lack it: it is computed of two that they have
		return
	}
	text, _ := want.(string)
	w, err := json.Number(text).Float64()
	if g, ok := got.Get(); err != nil || !ok || math.Abs(g-w) > within {
		t.Errorf("%s: %v, the file has %v", what, got.Plain(), want)
	}
}

func barsOf(t *testing.T, r *recordingtest.Recording) (n int) {
	rows, _ := r.JSON(t).([]any)
	s := open(t, r.Serve(t), time.Now())
	got, err := s.rows(t.Context(), markettest.Symbols(t, "BTC-USD")[0], 24*time.Hour, time.Unix(0, 0), time.Now())
	if err != nil || len(got) != len(rows) {
		t.Fatalf("%d rows of %d, %v", len(got), len(rows), err)
	}
	if len(rows) == 0 {
		return 1
	}
	for i, g := range got {
		at := func(j int) market.Number { return figure(recordingtest.Dig(rows, i, j)) }
		volume := g.Volume
		if v, ok := volume.Get(); ok && v == 0 {
			volume = market.Number{}
		}
		n += same(t, "time", market.Num(float64(g.At.UnixMilli())), at(0)) + same(t, "open", g.Open.Above(), at(1)) + same(t, "high", g.High.Above(), at(2)) +
			same(t, "low", g.Low.Above(), at(3)) + same(t, "close", g.Close.Above(), at(4)) + same(t, "volume", volume, at(7))
	}
	return n
}
