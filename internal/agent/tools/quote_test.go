package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

var n = market.Num

// apple has every figure there is.
func apple(t testing.TB) *market.Ticker {
	at := time.Date(2025, 11, 21, 21, 0, 1, 0, time.UTC)
	return &market.Ticker{
		Symbol: symbol(t, "AAPL"), Name: "Apple Inc.", Kind: market.KindEquity, Currency: "USD",
		Exchange: "NMS", ExchangeName: "NasdaqGS", TimeZone: "America/New_York", Location: zone(t, "America/New_York"),
		State: market.StatePost, AsOf: at, DelayMinutes: n(0),
		Price: n(189.8399963378906), Change: n(1.2299957), ChangePercent: n(0.65213), PreviousClose: n(188.61),
		Open: n(188.9), DayHigh: n(190.1), DayLow: n(188), Volume: n(48_123_456), Bid: n(189.8), Ask: n(189.9),
		PostMarket:      &market.Extended{Price: n(190.02), Change: n(0.18), ChangePercent: n(0.0948), AsOf: at.Add(time.Hour)},
		AverageVolume3M: n(53_000_123.4), AverageVolume10D: n(51e6), YearHigh: n(260.1), YearLow: n(164.08),
		Average50D: n(185.123456), Average200D: n(180), MarketCap: n(2_950_123_456_789), SharesOutstanding: n(15_550_000_000),
		TrailingPE: n(28.1234), ForwardPE: n(25.5), EPS: n(6.75), ForwardEPS: n(7.44), BookValue: n(4.4), PriceToBook: n(43.1454),
		DividendRate: n(0.96), DividendYield: n(0.5057), ForwardDividendRate: n(1), ForwardDividendYield: n(0.52680004), EarningsEstimated: true, EarningsAt: time.Date(2026, 1, 29, 21, 30, 0, 0, time.UTC),
	}
}

func TestQuote(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{
		"AAPL": apple(t),
		"VOD.L": {
			Symbol: symbol(t, "VOD.L"), Name: "Vodafone Group\nPublic Limited Company", Kind: market.KindEquity, Currency: "GBp", Exchange: "LSE",
			TimeZone: "Europe/London", State: market.StateClosed, AsOf: time.Date(2025, 6, 20, 15, 35, 0, 0, time.UTC), DelayMinutes: n(15),
			Price: n(72.34), Change: n(-0.5), ChangePercent: n(-0.6864), MarketCap: n(18.1e9), EPS: n(0.07), DividendRate: n(4.5),
			Origin: market.Origin{Stale: true, Age: 7 * time.Minute},
		},
		"EURUSD=X": {Symbol: symbol(t, "EURUSD=X"), Name: "EUR/USD", Kind: market.KindCurrency, Currency: "USD", State: market.StateOpen, AsOf: time.Date(2025, 11, 21, 12, 0, 0, 0, time.UTC),
			Price: n(1.0873456), DayLow: n(1.08), YearHigh: n(1.18301)},
		"SHIB-USD": {Symbol: symbol(t, "SHIB-USD"), Kind: market.KindCrypto, Currency: "USD", State: market.StateOpen,
			Price: n(0.00000823456), ChangePercent: n(-1.5), Change: n(-0.000000125)},
	}}
	t.Run("full", func(t *testing.T) { golden(t, "quote.golden", call(t, data, "quote", `{"symbols":["aapl"]}`)) })
	t.Run("several", func(t *testing.T) {
		golden(t, "quote-several.golden", call(t, data, "quote", `{"symbols":["VOD.L","EURUSD=X","vod.l","NOSUCH","a/b","SHIB-USD"]}`))
	})
	t.Run("all failed", func(t *testing.T) {
		if r := call(t, data, "quote", `{"symbols":["NOSUCH","a b"]}`); !r.Failed || len(r.Sources()) > 0 {
			t.Errorf("result %+v, want a failed one", r)
		}
	})
}

// Ten quotes with every figure still fit a tool result.
func TestManyQuotesAreShort(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{}}
	var list []string
	for i := range 10 {
		ticker := apple(t)
		ticker.Symbol = symbol(t, fmt.Sprintf("AAPL%d", i))
		data.tickers[ticker.Symbol.String()] = ticker
		list = append(list, `"`+ticker.Symbol.String()+`"`)
	}
	for _, k := range []int{5, 10} {
		r := call(t, data, "quote", `{"symbols":[`+strings.Join(list[:k], ",")+`]}`)
		if len(r.Text) > 8<<10 {
			t.Errorf("%d quotes take %d bytes", k, len(r.Text))
		}
		if strings.Contains(r.Text, "Shortened") != (k == 10) || strings.Count(r.Text, "\nprice: ") != k {
			t.Errorf("%d quotes:\n%s", k, r.Text)
		}
	}
}

// Thirty have a line each, and those that failed alike are told of together.
func TestThirtyQuotesHaveALineEach(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{}}
	var list []string
	for i := range 30 {
		ticker := apple(t)
		ticker.Symbol, ticker.Name = symbol(t, fmt.Sprintf("LONGSYMBOL%d.XX", i)), strings.Repeat("漢", 200)
		if i >= 28 {
			ticker.Stale, ticker.Age = true, time.Hour
		}
		if i != 1 && i != 3 {
			data.tickers[ticker.Symbol.String()] = ticker
		}
		list = append(list, `"`+ticker.Symbol.String()+`"`)
	}
	r := call(t, data, "quote", `{"symbols":[`+strings.Join(list, ",")+`]}`)
	if len(r.Text) > 8<<10 || len(r.Sources()) != 28 || strings.Count(r.Text, "| 189.84 | USD | +1.23 | +0.65 %") != 28 {
		t.Errorf("%d bytes, %d sources:\n%s", len(r.Text), len(r.Sources()), r.Text)
	}
	for _, want := range []string{"Quotes: 28 of 30 symbols", "\nfailed: LONGSYMBOL1.XX, LONGSYMBOL3.XX: no such symbol", "2025-11-21 21:00 UTC (stale, said 60 minutes ago)", "Shortened"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
}

func TestQuotesAreAskedForTogether(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{"B": {Symbol: symbol(t, "B"), Price: market.Num(2)}}}
	r := call(t, data, "quote", `{"symbols":["A","B","no symbol!","b","C"]}`)
	if len(data.together) != 1 || data.together[0] != 3 {
		t.Errorf("asked for %v symbols at a time, want all three by one request", data.together)
	}
	for _, want := range []string{"Quotes: 1 of 4 symbols", "failed: A: no such symbol", "failed: no symbol!: this cannot be a symbol", "failed: C: no such symbol"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
}

func TestQuoteEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(gone) })
		_, err := toolset{&fakeMarket{}, studyOf(t, &fakeMarket{}), seriesOf(t)}.quote(ctx, quoteArgs{Symbols: []string{"HANG", "AAPL"}}, nil)
		if !errors.Is(err, gone) {
			t.Errorf("error is %v, want %v", err, gone)
		}
	})
}

// The level of an index is no money, and a book in yuan no dollars.
func TestQuoteNamesTheRightUnit(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{
		"^GSPC": {Symbol: symbol(t, "^GSPC"), Kind: market.KindIndex, Currency: "USD", Price: market.Num(6305.62), Average50D: market.Num(6397.19)},
		"BABA":  {Symbol: symbol(t, "BABA"), Kind: market.KindEquity, Currency: "USD", FinancialCurrency: "CNY", Price: market.Num(124.73), EPS: market.Num(4.81), BookValue: market.Num(409.85)},
	}}
	r := call(t, data, "quote", `{"symbols":["^GSPC","BABA"]}`)
	for _, want := range []string{
		"\nlevels in points; currency of the members: USD\nprice: 6,305.62 points\n", "\naverage price (50 days): 6,397.19 points\n",
		"\nprice: 124.73 USD\n", "\neps (trailing 12 months): 4.81 USD\nbook value a share: 409.85 CNY",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	if line := lineOf(tickerRow(data.tickers["^GSPC"])); line != "^GSPC |  | 6,305.62 | points |  |  |  |  | " {
		t.Errorf("row %q", line)
	}
	if r.Summary != "^GSPC 6,305.62, BABA 124.73 USD" {
		t.Errorf("summary %q", r.Summary)
	}
}

// What a reader has to know of a figure stands in the figure's line: over what time a
// coin changed, from what day an old price is, why there is no ratio.
func TestQuoteSaysWhatItsFiguresAre(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{
		"BTC-USD": {Symbol: symbol(t, "BTC-USD"), Kind: market.KindCrypto, Currency: "USD", ChangeSpan: market.DayAndNight,
			Price: n(44467.55), Change: n(-6024.16), ChangePercent: n(-11.93), PreviousClose: n(46756.99), Open: n(46756.99)},
		"ETH-USD": {Symbol: symbol(t, "ETH-USD"), Kind: market.KindCrypto, Currency: "USDT", ChangeSpan: market.DayAndNight, Price: n(2000.5), Volume: n(20500.25)},
		"HALT": {Symbol: symbol(t, "HALT"), Kind: market.KindEquity, Currency: "USD", TimeZone: "America/New_York", Location: zone(t, "America/New_York"), SessionsSinceTrade: 12,
			AsOf: time.Date(2026, 11, 11, 2, 0, 0, 0, time.UTC), Price: n(3.1), Change: n(0.1), ChangePercent: n(3.33), TrailingLoss: true, ForwardLoss: true, NegativeBook: true, EPS: n(-2)},
		"NAV": {Symbol: symbol(t, "NAV"), Kind: market.KindFund, Currency: "USD", TimeZone: "America/New_York", Location: zone(t, "America/New_York"), SessionsSinceTrade: 5, AsOf: time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC), Price: n(7)},
		"BHP.AX": {Symbol: symbol(t, "BHP.AX"), Kind: market.KindEquity, Currency: "AUD", TimeZone: "Australia/Sydney", Price: n(40),
			EarningsAt: time.Date(2027, 2, 15, 22, 0, 0, 0, time.UTC), EarningsWhen: market.Next},
		"ERNG": {Symbol: symbol(t, "ERNG"), Kind: market.KindEquity, Currency: "USD", TimeZone: "America/New_York", Location: zone(t, "America/New_York"), Price: n(40),
			EarningsAt: time.Date(2027, 1, 18, 0, 0, 0, 0, time.UTC), EarningsUntil: time.Date(2027, 1, 23, 0, 0, 0, 0, time.UTC), EarningsWhen: market.Next, EarningsEstimated: true},
		"BRK.B": {Symbol: symbol(t, "BRK-B"), Kind: market.KindEquity, Currency: "USD", Price: n(481.5)},
		"BRK-B": {Symbol: symbol(t, "BRK-B"), Kind: market.KindEquity, Currency: "USD", Price: n(481.5)},
	}}
	for args, wants := range map[string][]string{
		`["BTC-USD"]`: {"\nchange over 24 hours: -6,024.16 (-11.93 %)\nopen: ", "\nclose before (midnight UTC): 46,756.99\n", "(-11.93 % in 24 hours)"},
		`["ETH-USD"]`: {"\nprice: 2,000.50 USDT\n", "currency: USDT\n", "summary: ETH-USD 2,000.50 USDT"},
		`["HALT"]`: {"\nprice: last trade 12 sessions ago, on 2026-11-10: 3.10 USD\nchange on that day: +0.10 (+3.33 %)\n", "\np/e (trailing): not meaningful (loss)\n", "\np/e (forward): not meaningful (loss)\n",
			"\nprice to book: not meaningful (negative book value)\n", "summary: HALT last trade 12 sessions ago, on 2026-11-10: 3.10 USD (+3.33 % on that day)"},
		`["NAV"]`:                   {"price: last price 5 sessions ago, on 2026-11-20: 7.00 USD"},
		`["BHP.AX"]`:                {"\nnext earnings announcement: 2027-02-16\n"},
		`["ERNG"]`:                  {"\nnext earnings announcement: 2027-01-18 to 2027-01-23 (a window, estimated by the source, not announced)\n"},
		`["BRK.B","BRK-B"]`:         {"Quotes: 1 of 1 symbols\nBRK.B: read as BRK-B\n"},
		`["NYSE:BRK.B","aapl"]`:     {"NYSE:BRK.B: read as BRK-B\n", "failed: aapl: no such symbol"},
		`["EURONEXT:MC","NSE:M_M"]`: {"failed: EURONEXT:MC: this can be read in more than one way. Give one of MC.PA, MC.AS, MC.BR, MC.LS.", "Give one of M&M.NS, M-M.NS."},
	} {
		r := call(t, data, "quote", `{"symbols":`+args+`}`)
		text := r.Text + "\nsummary: " + r.Summary
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", args, want, text)
			}
		}
	}
	for symbol, want := range map[string]string{
		"BTC-USD": "BTC-USD |  | 44,467.55 | USD | -6,024.16 in 24 hours | -11.93 % in 24 hours | ",
		"HALT":    "HALT |  | last trade 2026-11-10: 3.10 | USD | +0.10 on that day | +3.33 % on that day | ",
	} {
		if got := lineOf(tickerRow(told(data.tickers[symbol]))); !strings.HasPrefix(got, want) {
			t.Errorf("the row of %s is %q, want %q", symbol, got, want)
		}
	}
	if got := lineOf(changeRow(told(data.tickers["HALT"]))); !strings.Contains(got, "last trade 2026-11-10: 3.10") || !strings.HasSuffix(got, "+3.33 % on that day") {
		t.Errorf("the short row is %q", got)
	}
}

// lineOf is a row as the model reads it.
func lineOf(r exhibit.Row) string {
	cells := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		cells[i] = c.String()
	}
	return strings.Join(cells, " | ")
}
