package nasdaq

import (
	"context"
	"errors"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// infoOf is a quote's data with what is put in: 18 March 2026 is a Wednesday.
func infoOf(primary, secondary, stats string) string {
	return data(`{"symbol":"AAPL","companyName":"Example Inc. Common Stock","stockType":"Common Stock","exchange":"NASDAQ-GS","primaryData":` + primary + `,"secondaryData":` + secondary + `,"keyStats":` + stats + `,"marketStatus":"x","assetClass":"STOCKS"}`)
}

const keyStats = `{"Volume":{"label":"Volume","value":"2,492,507"},"PreviousClose":{"label":"Previous Close","value":"$267.10"},"OpenPrice":{"label":"Open","value":"$267.96"},"MarketCap":{"label":"Market Cap","value":"1,185,383,123,230"}}`

func quoteAt(t testing.TB, now, body string) (*market.Ticker, error) {
	t.Helper()
	f := newServer(t, map[string]string{stocks: body})
	tickers, errs := newSource(t, f.URL, now).Quotes(t.Context(), []market.Symbol{sym(t, "AAPL")})
	return tickers[0], errs[0]
}

func TestQuoteWhileOpen(t *testing.T) {
	k, err := quoteAt(t, "2026-03-18T10:33:30-04:00", infoOf(`{"lastSalePrice":"$266.782","netChange":"0.318","percentageChange":"0.12%","deltaIndicator":"down","lastTradeTimestamp":"DATA AS OF Mar 18, 2026 10:33 AM ET","isRealTime":true,"bidPrice":"$266.70","askPrice":"$266.80"}`, "null", keyStats))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "price", k.Price, "266.782")
	want(t, "close before", k.PreviousClose, "267.1")
	want(t, "change", k.Change, "-0.318")
	want(t, "per cent", k.ChangePercent, "-0.11905653")
	want(t, "volume", k.Volume, "2492507")
	want(t, "open", k.Open, "267.96")
	want(t, "cap", k.MarketCap, "1185383123230")
	want(t, "bid", k.Bid, "266.7")
	want(t, "ask", k.Ask, "266.8")
	want(t, "delay", k.DelayMinutes, "0")
	if !k.AsOf.Equal(moment(t, "2026-03-18T14:33:00Z")) || k.State != market.StateOpen || k.Exchange != "NMS" || k.Currency != "USD" || k.Kind != market.KindEquity || k.PreMarket != nil || k.PostMarket != nil || k.Name != "Example Inc. Common Stock" || k.Origin.URL != "https://www.nasdaq.com/market-activity/stocks/aapl" {
		t.Errorf("%+v", k)
	}
}

// Before the session: what is called the close before is the price's own, the volume is
// that of the morning.
func TestQuoteBefore(t *testing.T) {
	k, err := quoteAt(t, "2026-03-18T09:27:30-04:00", infoOf(
		`{"lastSalePrice":"$267.85","netChange":"0.75","percentageChange":"0.28%","deltaIndicator":"up","lastTradeTimestamp":"DATA AS OF Mar 18, 2026 9:27 AM ET - PRE-MARKET","isRealTime":true,"bidPrice":"$267.80","volume":"111,677"}`,
		`{"lastSalePrice":"$267.10","netChange":"1.34","percentageChange":"0.5%","deltaIndicator":"up","lastTradeTimestamp":"CLOSED AT 4:00 PM ET ON Mar 17, 2026","isRealTime":false,"bidPrice":"","volume":""}`, keyStats))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "price", k.Price, "267.1")
	want(t, "close before", k.PreviousClose, "265.76")
	want(t, "change", k.Change, "1.34")
	want(t, "volume", k.Volume, "")
	want(t, "bid", k.Bid, "")
	if k.State != market.StatePre || !k.AsOf.Equal(moment(t, "2026-03-17T20:00:00Z")) || k.PostMarket != nil || k.PreMarket == nil {
		t.Fatalf("%+v", k)
	}
	want(t, "price before", k.PreMarket.Price, "267.85")
	want(t, "its change", k.PreMarket.Change, "0.75")
	if !k.PreMarket.AsOf.Equal(moment(t, "2026-03-18T13:27:00Z")) {
		t.Errorf("at %s", k.PreMarket.AsOf)
	}
}

func TestQuoteAfter(t *testing.T) {
	k, err := quoteAt(t, "2026-03-18T16:31:30-04:00", infoOf(
		`{"lastSalePrice":"$267.10","netChange":"+0.81","percentageChange":"0.30%","deltaIndicator":"up","lastTradeTimestamp":"Mar 18, 2026 4:31 PM ET - AFTER HOURS","isRealTime":true}`,
		`{"lastSalePrice":"$266.29","netChange":"-0.81","percentageChange":"-0.3%","deltaIndicator":"down","lastTradeTimestamp":"Closed at Mar 18, 2026 4:00 PM ET","isRealTime":false}`, keyStats))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "price", k.Price, "266.29")
	want(t, "close before", k.PreviousClose, "267.1")
	want(t, "change", k.Change, "-0.81")
	want(t, "volume", k.Volume, "2492507")
	if k.State != market.StatePost || k.PreMarket != nil || k.PostMarket == nil {
		t.Fatalf("%+v", k)
	}
	want(t, "price after", k.PostMarket.Price, "267.1")
	want(t, "its change", k.PostMarket.Change, "0.81")
}

func TestQuoteWhileClosed(t *testing.T) {
	k, err := quoteAt(t, "2026-03-21T12:00:00-04:00", infoOf(`{"lastSalePrice":"$266.29","netChange":"-0.81","deltaIndicator":"down","lastTradeTimestamp":"Mar 20, 2026","isRealTime":false}`, "null",
		`{"fiftyTwoWeekHighLow":{"label":"52 Week Range:","value":"164.08 - 237.23"},"dayrange":{"label":"High/Low:","value":"$268.00/$266.34"},"OpenPrice":null,"odd":[1]}`))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "close before", k.PreviousClose, "267.1")
	want(t, "high", k.DayHigh, "268")
	want(t, "low", k.DayLow, "266.34")
	want(t, "year's high", k.YearHigh, "237.23")
	want(t, "year's low", k.YearLow, "164.08")
	want(t, "open", k.Open, "")
	want(t, "volume", k.Volume, "")
	want(t, "delay", k.DelayMinutes, "")
	if k.State != market.StateClosed || !k.AsOf.Equal(moment(t, "2026-03-20T20:00:00Z")) {
		t.Errorf("%+v", k)
	}
}

// Before anybody traded outside the session its last price is all that there is.
func TestQuoteOfASessionAlone(t *testing.T) {
	for _, primary := range []string{`{"lastSalePrice":"N/A","netChange":"N/A","lastTradeTimestamp":"","isRealTime":true,"volume":"0"}`, "null"} {
		k, err := quoteAt(t, "2026-03-18T05:10:00-04:00", infoOf(primary,
			`{"lastSalePrice":"$267.10","netChange":"+1.34","deltaIndicator":"up","lastTradeTimestamp":"Closed at Mar 17, 2026 4:00 PM ET","isRealTime":false}`, "null"))
		if err != nil {
			t.Fatal(err)
		}
		want(t, "price", k.Price, "267.1")
		want(t, "close before", k.PreviousClose, "265.76")
		if !k.AsOf.Equal(moment(t, "2026-03-17T20:00:00Z")) || k.PreMarket != nil || k.PostMarket != nil {
			t.Errorf("%+v", k)
		}
	}
}

// A change has its sign before it, or in the indicator, and none where these disagree.
func TestSigns(t *testing.T) {
	for _, c := range []struct{ change, delta, want string }{
		{"0.50", `"up"`, "0.5"}, {"0.50", `"down"`, "-0.5"}, {"-0.50", `"down"`, "-0.5"}, {"+0.50", `"up"`, "0.5"}, {"-0.50", `"up"`, ""}, {"+0.50", `"down"`, ""}, {"-0.50", `null`, "-0.5"}, {"0.50", `null`, ""}, {"0.50", `""`, ""},
		{"0.00", `""`, "0"}, {"UNCH", `"unch"`, ""}, {"N/A", `"up"`, ""}, {"($0.50)", `"down"`, "-0.5"},
	} {
		k, err := quoteAt(t, "2026-03-18T10:33:30-04:00", infoOf(`{"lastSalePrice":"$10.00","netChange":"`+c.change+`","deltaIndicator":`+c.delta+`,"lastTradeTimestamp":"DATA AS OF Mar 18, 2026 10:33 AM ET"}`, "null", "null"))
		if err != nil {
			t.Fatal(err)
		}
		want(t, c.change+" "+c.delta, k.Change, c.want)
	}
	k, err := quoteAt(t, "2026-03-18T10:33:30-04:00", infoOf(`{"lastSalePrice":"$266.10","netChange":"N/A","lastTradeTimestamp":"DATA AS OF Mar 18, 2026 10:33 AM ET"}`, "null", keyStats))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "change from the key figures", k.Change, "-1")
}

func TestClasses(t *testing.T) {
	f := newServer(t, map[string]string{etfs: strings.Replace(infoOf(`{"lastSalePrice":"$584.00"}`, "null", "null"), "AAPL", "SPY", 1)})
	s := newSource(t, f.URL, "2026-03-18T10:33:30-04:00")
	for range 2 {
		tickers, errs := s.Quotes(t.Context(), []market.Symbol{sym(t, "SPY")})
		if errs[0] != nil || tickers[0].Kind != market.KindETF || tickers[0].Origin.URL != "https://www.nasdaq.com/market-activity/etf/spy" || !tickers[0].AsOf.IsZero() {
			t.Fatalf("%+v, %v", tickers[0], errs[0])
		}
	}
	if got, want := f.paths(), "/api/quote/SPY/info?stocks /api/quote/SPY/info?etf /api/quote/SPY/info?etf"; got != want {
		t.Errorf("asked for %s", got)
	}
	f = newServer(t, map[string]string{index: strings.Replace(infoOf(`{"lastSalePrice":"29,209.23","netChange":"-21.95"}`, "null", "null"), "AAPL", "NDX", 1)})
	tickers, errs := newSource(t, f.URL, "2026-03-18T10:33:30-04:00").Quotes(t.Context(), []market.Symbol{sym(t, "^NDX")})
	if errs[0] != nil || tickers[0].Kind != market.KindIndex || tickers[0].Exchange != "NIM" || f.paths() != "/api/quote/NDX/info?index" {
		t.Fatalf("%v, %v, %s", tickers[0], errs[0], f.paths())
	}
	f = newServer(t, map[string]string{stocks: strings.Replace(infoOf(`{"lastSalePrice":"$451.10"}`, "null", "null"), "AAPL", "BRK/B", 1)})
	if _, errs = newSource(t, f.URL, "2026-03-18T10:33:30-04:00").Quotes(t.Context(), []market.Symbol{sym(t, "BRK-B")}); errs[0] != nil || f.paths() != "/api/quote/BRK.B/info?stocks" {
		t.Errorf("a class of shares: %v, %s", errs[0], f.paths())
	}
}

// What is remembered is bounded.
func TestClassesAreBounded(t *testing.T) {
	var c classes
	for i := range mostClasses + 10 {
		name := string([]byte{byte('A' + i%26), byte('A' + i/26%26), byte('A' + i/676%26), byte('A' + i/17576%26)})
		c.remember(sym(t, name), etfs)
	}
	if len(c.known) > mostClasses || len(c.known) == 0 {
		t.Errorf("%d remembered", len(c.known))
	}
}

func TestRefusals(t *testing.T) {
	page := "<html><head><title>Access Denied</title></head></html>"
	good := infoOf(`{"lastSalePrice":"$10.00"}`, "null", "null")
	for _, c := range []struct {
		what, body string
		status     int
		want       error
		asked      int
	}{
		{"a page", page, 200, market.ErrBlocked, 1}, {"forbidden", page, 403, market.ErrBlocked, 1}, {"down", page, 502, market.ErrUnavailable, 1}, {"unknown", unknown, 200, market.ErrUnknownSymbol, 2}, {"null data", data("null"), 200, market.ErrUnknownSymbol, 2},
		{"failed, with 200", `{"data":null,"status":{"rCode":500}}`, 200, market.ErrUnavailable, 1}, {"no status", `{"data":{}}`, 200, market.ErrMalformed, 1}, {"another symbol", strings.Replace(good, "AAPL", "AAPB", 1), 200, market.ErrMalformed, 1},
		{"no prices", infoOf("null", "null", "null"), 200, market.ErrNoData, 1}, {"N/A", infoOf(`{"lastSalePrice":"N/A"}`, "null", "null"), 200, market.ErrNoData, 1}, {"a price of before alone", infoOf(`{"lastSalePrice":"$10","lastTradeTimestamp":"DATA AS OF Mar 18, 2026 9:27 AM ET - PRE-MARKET"}`, "null", "null"), 200, market.ErrNoData, 1},
		{"half", good[:90], 200, market.ErrMalformed, 1}, {"empty", "{}", 200, market.ErrMalformed, 1},
	} {
		f := newServer(t, map[string]string{stocks: c.body, etfs: c.body})
		f.status = c.status
		tickers, errs := newSource(t, f.URL, "2026-03-18T10:33:30-04:00").Quotes(t.Context(), []market.Symbol{sym(t, "AAPL")})
		if e, ok := errors.AsType[*market.Error](errs[0]); !ok || e.Kind != c.want || e.Symbol != "AAPL" || tickers[0] != nil || len(f.asked) != c.asked {
			t.Errorf("%s: %v after %d questions, want %v", c.what, errs[0], len(f.asked), c.want)
		}
	}
}

// Once it refuses, the rest of many is not asked for.
func TestManyOfARefusal(t *testing.T) {
	f := newServer(t, nil)
	f.status = 403
	symbols := []market.Symbol{sym(t, "AAPL"), sym(t, "MSFT"), sym(t, "SPY")}
	_, errs := newSource(t, f.URL, "2026-03-18T10:33:30-04:00").Quotes(t.Context(), symbols)
	for i, err := range errs {
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != market.ErrBlocked || e.Symbol != symbols[i].String() {
			t.Errorf("%s: %v", symbols[i], err)
		}
	}
	if len(f.asked) != 1 {
		t.Errorf("asked %d times", len(f.asked))
	}
}

func TestCoversAndLeaving(t *testing.T) {
	f := newServer(t, nil)
	s := newSource(t, f.URL, "2026-03-18T10:33:30-04:00")
	for symbol, want := range map[string]bool{"AAPL": true, "BRK-B": true, "^NDX": true, "^GSPC": false, "SAP.DE": false, "EURUSD=X": false} {
		if got := s.Covers(sym(t, symbol)); got != want {
			t.Errorf("covers %s: %t", symbol, got)
		}
	}
	if _, errs := s.Quotes(t.Context(), []market.Symbol{sym(t, "SAP.DE")}); !errors.Is(errs[0], market.ErrUnknownSymbol) {
		t.Error(errs[0])
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	for what, err := range map[string]error{
		"quotes": func() error { _, errs := s.Quotes(ctx, []market.Symbol{sym(t, "AAPL")}); return errs[0] }(),
		"history": func() error {
			_, err := s.History(ctx, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: "1mo", Interval: market.Day})
			return err
		}(),
		"actions": func() error {
			_, err := s.Actions(ctx, sym(t, "AAPL"), market.Date{}, market.Date{Year: 2026, Month: 3, Day: 18})
			return err
		}(),
		"screen": func() error { _, err := s.Screen(ctx, "day_gainers", market.ScreenQuery{}); return err }(),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if len(f.asked) != 0 {
		t.Error("asked all the same")
	}
}
