package tools

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// at is a moment of 21 November 2025 in New York.
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", "2025-11-21 "+clock, zone(t, "America/New_York"))
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// sourced are quotes of several sources: confirmed, disputed, delayed, old, and in USDT.
func sourced(t testing.TB) *fakeMarket {
	t.Helper()
	ny := "America/New_York"
	dispute := market.Dispute{
		Field: "price", Value: n(100), AsOf: at(t, "15:58").UTC(), Other: n(103.02), Provider: "CNBC", URL: "https://www.cnbc.com/quotes/DISP", OtherAt: at(t, "15:43").UTC(), Delayed: true,
	}
	before := market.Dispute{Field: "previous_close", Value: n(99), AsOf: at(t, "15:58").UTC(), Other: n(98.5), Provider: "CNBC", OtherAt: at(t, "15:43").UTC()}
	return &fakeMarket{tickers: map[string]*market.Ticker{
		"CONF": {Symbol: symbol(t, "CONF"), Name: "Confirmed Co", Kind: market.KindEquity, Currency: "USD", TimeZone: ny, State: market.StateOpen, AsOf: at(t, "15:58").UTC(), Price: n(50),
			Origin: market.Origin{Provider: "Nasdaq", URL: "https://www.nasdaq.com/conf", ConfirmedBy: []string{"Cboe"}}},
		"DISP": {Symbol: symbol(t, "DISP"), Name: "Disputed Co", Kind: market.KindEquity, Currency: "USD", TimeZone: ny, State: market.StateOpen, AsOf: at(t, "15:58").UTC(), Price: n(100), PreviousClose: n(99),
			Origin: market.Origin{Provider: "Yahoo Finance", URL: "https://finance.yahoo.com/quote/DISP", Disputed: []market.Dispute{dispute, before}}},
		"LATE": {Symbol: symbol(t, "LATE"), Kind: market.KindEquity, Currency: "USD", TimeZone: ny, State: market.StateOpen, AsOf: at(t, "15:43").UTC(), Price: n(7), DelayMinutes: n(15),
			Origin: market.Origin{Provider: "Cboe", Stale: true, Age: 20 * time.Minute}},
		"BTC-USD": {Symbol: symbol(t, "BTC-USD"), Kind: market.KindCrypto, Currency: "USDT", State: market.StateOpen, AsOf: at(t, "15:58").UTC(), Price: n(91000),
			Origin: market.Origin{Provider: "Binance", Disputed: []market.Dispute{{
				Field: "price", Value: n(91000), AsOf: at(t, "15:58").UTC(), Other: n(90000), Currency: "USD", Provider: "Kraken", OtherAt: at(t, "15:58").UTC(),
			}}}},
	}}
}

// Whose a price is, who gives the same, and who gives another, with both figures, both
// times and both pages.
func TestQuoteTellsItsSources(t *testing.T) {
	golden(t, "quote-sources.golden", call(t, sourced(t), "quote", `{"symbols":["CONF","DISP","LATE","BTC-USD"]}`))
	alone := call(t, sourced(t), "quote", `{"symbols":["CONF"]}`)
	if !strings.Contains(alone.Text, "\nconfirmed: Cboe gives the same price\n") && !strings.HasSuffix(alone.Text, "\nconfirmed: Cboe gives the same price") || strings.Contains(alone.Text, "source: ") {
		t.Errorf("of one source: %s", alone.Text)
	}
	if r := call(t, sourced(t), "quote", `{"symbols":["DISP"]}`); !strings.Contains(r.Text, "\nsource: Yahoo Finance") {
		t.Errorf("one that is disputed does not say whose its figures are: %s", r.Text)
	}
	if diff := cmp.Diff([]string{"Cboe"}, alone.Sources()[0].ConfirmedBy); diff != "" {
		t.Errorf("confirmed by (-want +got):\n%s", diff)
	}
}

// A dispute reaches what the model reads, the notes of the exhibit and the data that an
// answer is held against, whatever the room.
func TestDisputesAreNeverDropped(t *testing.T) {
	const line = "disputed: DISP price: CNBC gives 103.02 USD at 2025-11-21 15:43 EST, 3.02 % more than the 100.00 USD at 2025-11-21 15:58 EST of Yahoo Finance"
	many := sourced(t)
	symbols := `"DISP"`
	for i := range 20 {
		s := fmt.Sprintf("AA%c", 'A'+i)
		one := *apple(t)
		one.Symbol = symbol(t, s)
		many.tickers[s] = &one
		symbols += `,"` + s + `"`
	}
	for _, asked := range []string{`"DISP"`, `"DISP","CONF"`, symbols} {
		r := call(t, many, "quote", `{"symbols":[`+asked+`]}`)
		if !strings.Contains(r.Text, line+"; one of the two is delayed") || !strings.Contains(r.Text, "https://www.cnbc.com/quotes/DISP") {
			t.Errorf("%s: the model is not told:\n%s", asked, r.Text)
		}
		if !strings.Contains(r.Summary, "DISP 100.00 USD (CNBC 103.02 USD)") {
			t.Errorf("the reader is not told: %s", r.Summary)
		}
		e := r.Exhibits[0]
		noted := func(note string) bool { return strings.HasPrefix(note, line) }
		if !slices.ContainsFunc(e.Tables()[0].Notes, noted) || !strings.Contains(e.Markdown(), "gives 103.02 USD") {
			t.Errorf("%s: the exhibit is not noted: %q", asked, e.Tables()[0].Notes)
		}
		told := map[string][]float64{}
		for _, d := range e.Page(1, exhibit.Room{}).Data {
			if d.Subject == "DISP" && (d.Field == "quote.price" || d.Field == "quote.previous_close") {
				told[string(d.Field)+" "+e.Origins[d.Source-1].Provider] = append(told[string(d.Field)+" "+e.Origins[d.Source-1].Provider], d.Value)
			}
		}
		if diff := cmp.Diff([][]float64{{103.02}, {98.5}, {100}}, [][]float64{told["quote.price CNBC"], told["quote.previous_close CNBC"], told["quote.price Yahoo Finance"]}); diff != "" {
			t.Errorf("%s: data (-want +got):\n%s", asked, diff)
		}
		if !slices.ContainsFunc(r.Sources(), func(o exhibit.Origin) bool {
			return o.Provider == "CNBC" && o.URL == "https://www.cnbc.com/quotes/DISP"
		}) {
			t.Errorf("%s: CNBC is no source: %+v", asked, r.Sources())
		}
	}
	narrow := narrowly(t, sourced(t), 4096, "quote", `{"symbols":["DISP"]}`)
	if !strings.Contains(narrow, line+"\n") || strings.Contains(narrow, "cnbc.com") {
		t.Errorf("in a small window:\n%s", narrow)
	}
}

// A line each has the delay and the source where they differ.
func TestManyQuotesTellDelayAndSource(t *testing.T) {
	many := sourced(t)
	symbols := `"LATE"`
	for i := range mainQuotes {
		one := *apple(t)
		one.Symbol = symbol(t, fmt.Sprintf("AA%c", 'A'+i))
		many.tickers[one.Symbol.String()] = &one
		symbols += `,"` + one.Symbol.String() + `"`
	}
	r := call(t, many, "quote", `{"symbols":[`+symbols+`]}`)
	for _, want := range []string{" | price as of | minutes delayed | source\n", " | 2025-11-21 20:43 UTC (stale, said 20 minutes ago) | 15 | Cboe\n", " | 2025-11-21 21:00 UTC | 0 | Yahoo Finance\n"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	delete(many.tickers, "LATE")
	if r = call(t, many, "quote", `{"symbols":[`+symbols+`]}`); strings.Contains(r.Text, "minutes delayed") {
		t.Errorf("of one source without a delay:\n%s", r.Text)
	}
}

// A price in USDT is none in dollars.
func TestTetherIsShownAsTether(t *testing.T) {
	r := call(t, sourced(t), "quote", `{"symbols":["BTC-USD"]}`)
	for _, want := range []string{"currency: USDT\n", "price: 91,000.00 USDT\n", "Kraken gives 90,000.00 USD at", "1.10 % less than the 91,000.00 USDT"} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	for _, d := range r.Exhibits[0].Data() {
		want := map[bool]string{true: "USDT", false: "USD"}[d.Value == 91000]
		if d.Field == "quote.price" && d.Unit.Code != want {
			t.Errorf("%v is in %s", d.Value, d.Unit)
		}
	}
}

// Bars that are adjusted for splits alone say so, and have no adjusted closes.
func TestHistoryTellsItsAdjustment(t *testing.T) {
	const line = "adjusted: for splits, not for dividends"
	for _, c := range []struct {
		adjusted  market.Adjustment
		said, has bool
	}{{market.AdjustedForAll, false, true}, {market.AdjustedForSplits, true, false}, {market.AdjustedForNothing, false, true}} {
		h := days(t, 12)
		for i := range h.Bars {
			h.Bars[i].AdjClose = h.Bars[i].Close / 2
		}
		data := &fakeMarket{history: h, histories: map[string]market.Origin{"AAPL": {Provider: "Cboe", Adjusted: c.adjusted}}}
		r := call(t, data, "history", `{"symbol":"AAPL"}`)
		if strings.Contains(r.Text, line) != c.said || strings.Contains(r.Text, "adjusted close") != c.has || r.Sources()[0].Provider != "Cboe" {
			t.Errorf("%s: %s", c.adjusted, r.Text)
		}
	}
}

// A study of bars of two sources names both, and what each is adjusted for.
func TestAnalysisTellsItsSources(t *testing.T) {
	data := &fakeMarket{history: days(t, 60), histories: map[string]market.Origin{
		"AAPL": {Provider: "Yahoo Finance", Adjusted: market.AdjustedForAll, AsOf: toolsNow()},
		"MSFT": {Provider: "Nasdaq", Adjusted: market.AdjustedForSplits, AsOf: toolsNow(), Stale: true, Age: 3 * time.Hour},
	}}
	golden(t, "analysis-sources.golden", call(t, data, "analysis", `{"symbols":["AAPL","MSFT"],"period":"September 2025","measures":["change","correlation"],"adjusted":true}`))
	if r := call(t, data, "analysis", `{"symbols":["AAPL"],"period":"September 2025","measures":["change"],"adjusted":true}`); !strings.Contains(r.Text, "adjusted for splits and dividends") || strings.Contains(r.Text, ", from ") {
		t.Errorf("of one source: %s", r.Text)
	}
}

// Options of one source at the rate of another name both; prices that lag say so.
func TestOptionsTellTheirSources(t *testing.T) {
	chain := appleChain(t, 40)
	chain.Provider, chain.Underlying.Provider, chain.Underlying.DelayMinutes = "Cboe", "Cboe", n(15)
	data := withBill(t, fakeDepth{chains: map[string]*market.Chain{"": chain}})
	data.tickers["^IRX"].Origin = market.Origin{Provider: "US Treasury", Disputed: []market.Dispute{{
		Field: "price", Value: n(3.75), AsOf: at(t, "15:59").UTC(), Other: n(3.9), Provider: "CNBC", OtherAt: at(t, "15:59").UTC(),
	}}}
	r := call(t, data, "options", `{"symbol":"AAPL","around":2}`)
	for _, want := range []string{
		"delay of prices: 15 minutes behind the exchange\n", ", ^IRX at 3.75 % discount, by US Treasury)\n",
		"disputed: ^IRX price: CNBC gives 3.9 % at 2025-11-21 20:59 UTC, 4.00 % more than the 3.75 % at 2025-11-21 20:59 UTC of US Treasury; tell both\n",
	} {
		if !strings.Contains(r.Text, want) {
			t.Errorf("no %q in\n%s", want, r.Text)
		}
	}
	var providers []string
	for _, s := range r.Sources() {
		providers = append(providers, s.Provider)
	}
	if diff := cmp.Diff([]string{"Cboe", "US Treasury", "CNBC"}, providers); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

// Lists of prices that lag say so once.
func TestListsTellTheirDelay(t *testing.T) {
	one, other := *apple(t), *apple(t)
	other.Symbol, other.DelayMinutes = symbol(t, "VOD.L"), n(15)
	rows := []*market.Ticker{&one, &other}
	data := &fakeMarket{
		members:   &market.Members{Index: symbol(t, "^X"), Rows: rows, Origin: from("/x", 1)},
		fakeDepth: fakeDepth{screen: &market.Screen{Name: "day_gainers", Region: "us", Rows: rows, Origin: from("/x", 1)}},
	}
	const line = "delay of prices: up to 15 minutes behind the exchange\n"
	for tool, args := range map[string]string{"index": `{"symbol":"^X"}`, "screen": `{"name":"day_gainers"}`} {
		if r := call(t, data, tool, args); strings.Count(r.Text, line) != 1 {
			t.Errorf("%s: %s", tool, r.Text)
		}
		other.DelayMinutes = n(0)
		if r := call(t, data, tool, args); strings.Contains(r.Text, "delay") {
			t.Errorf("%s without a delay: %s", tool, r.Text)
		}
		other.DelayMinutes = n(15)
	}
}
