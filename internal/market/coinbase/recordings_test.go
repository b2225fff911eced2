//go:build recordings

package coinbase

import (
	"errors"
	"flag"
	"net/http"
	"slices"
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
	recordingtest.Run(t, *recordingsDir, spelling.Coinbase, func(t *testing.T, r *recordingtest.Recording) int {
		parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
		if r.Status != http.StatusOK || httpsource.IsHTML(r.Body) {
			return refused(t, r)
		}
		if len(parts) == 2 && parts[0] == "products" { // one of them
			return productsOf(t, &recordingtest.Recording{Body: slices.Concat([]byte("["), r.Body, []byte("]"))})
		}
		switch what := parts[len(parts)-1]; what {
		case "products":
			return productsOf(t, r)
		case "ticker", "stats", "candles":
			symbol, ok := spelling.From(spelling.Coinbase, parts[1])
			if !ok {
				symbol = "BTC-USD" // the figures of another product are read alike
			}
			s := open(t, r.Serve(t), time.Now())
			return map[string]func(*testing.T, *recordingtest.Recording, *Source, market.Symbol) int{"ticker": tickerOf, "stats": statsOf, "candles": candlesOf}[what](t, r, s, markettest.Symbols(t, symbol)[0])
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

func refused(t *testing.T, r *recordingtest.Recording) int {
	want := map[int]error{http.StatusNotFound: market.ErrUnknownSymbol, http.StatusBadRequest: market.ErrNoData, http.StatusTooManyRequests: market.ErrBlocked, http.StatusForbidden: market.ErrBlocked, http.StatusUnauthorized: market.ErrBlocked,
		http.StatusOK: market.ErrBlocked}[r.Status]
	if r.Status >= 500 {
		want = market.ErrUnavailable
	}
	_, errs := open(t, r.Serve(t), time.Now()).Quotes(t.Context(), markettest.Symbols(t, "BTC-EUR"))
	if want == nil || !errors.Is(errs[0], want) {
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

func tickerOf(t *testing.T, r *recordingtest.Recording, s *Source, symbol market.Symbol) int {
	body := r.JSON(t)
	r.Unread(t, "price", "bid", "ask")
	q, err := s.quote(t.Context(), symbol)
	if err != nil {
		t.Fatal(err)
	}
	recordingtest.Only(t, q, "Price Bid Ask DelayMinutes")
	n := 0
	for field, got := range map[string]market.Number{"price": q.Price, "bid": q.Bid, "ask": q.Ask} {
		n += same(t, field, got, figure(recordingtest.Dig(body, field)))
	}
	text, _ := recordingtest.Dig(body, "time").(string)
	if at, err := time.Parse(time.RFC3339Nano, text); err != nil || !q.AsOf.Equal(at) {
		t.Errorf("time %s, the file has %q", q.AsOf, text)
	}
	for name, absent := range map[string]market.Number{"volume": q.Volume, "high": q.DayHigh, "low": q.DayLow, "open": q.Open, "change": q.Change, "previous close": q.PreviousClose, "market cap": q.MarketCap} {
		if !absent.IsZero() {
			t.Errorf("%s is %v, the file has none", name, absent.Plain())
		}
	}
	return n + 1
}

func statsOf(t *testing.T, r *recordingtest.Recording, s *Source, symbol market.Symbol) int {
	before, err := s.dayAgo(t.Context(), symbol)
	if err != nil {
		t.Fatal(err)
	}
	r.Unread(t, "open")
	return max(1, same(t, "open", before, figure(recordingtest.Dig(r.JSON(t), "open"))))
}

func candlesOf(t *testing.T, r *recordingtest.Recording, s *Source, symbol market.Symbol) (n int) {
	rows, _ := r.JSON(t).([]any)
	got, err := s.rows(t.Context(), symbol, 24*time.Hour, time.Unix(0, 0), time.Now())
	if err != nil || len(got) != len(rows) {
		t.Fatalf("%d rows of %d, %v", len(got), len(rows), err)
	}
	if len(rows) == 0 {
		return 1
	}
	for i, g := range got {
		at := func(j int) market.Number { return figure(recordingtest.Dig(rows, i, j)) }
		n += same(t, "time", market.Num(float64(g.At.Unix())), at(0)) + same(t, "low", g.Low.Above(), at(1)) + same(t, "high", g.High.Above(), at(2)) +
			same(t, "open", g.Open.Above(), at(3)) + same(t, "close", g.Close.Above(), at(4)) + same(t, "volume", g.Volume, market.Number{})
	}
	return n
}

// productsOf holds the names of products here against those that Coinbase lists.
func productsOf(t *testing.T, r *recordingtest.Recording) (n int) {
	rows, _ := r.JSON(t).([]any)
	for i := range rows {
		text := func(field string) string {
			s, _ := recordingtest.Dig(rows, i, field).(string)
			return s
		}
		id, base, quote := text("id"), text("base_currency"), text("quote_currency")
		if id != base+"-"+quote {
			t.Errorf("%s is of %s in %s", id, base, quote)
		}
		n++
		symbol, ok := spelling.From(spelling.Coinbase, id)
		if !ok {
			continue
		}
		if coin, in, ok := spelling.Pair(symbol); !ok || coin != base || in != quote {
			t.Errorf("%s is %s here, %s in %s", id, symbol, coin, in)
		}
		n += 2
	}
	return n
}
