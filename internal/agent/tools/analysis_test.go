package tools

import (
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
)

func TestAnalysis(t *testing.T) {
	golden(t, "analysis.golden", call(t, &fakeMarket{history: days(t, 60)}, "analysis",
		`{"symbols":["aapl"],"period":"September 2025","measures":["change","extremes","statistics","moving_average"]}`))
	r := call(t, &fakeMarket{history: days(t, 60)}, "analysis", `{"symbols":["AAPL"],"period":"September 2025","measures":["sma"],"page":2}`)
	if !strings.Contains(r.Text, "There is no page 2") {
		t.Errorf("page 2 of one: %s", r.Text)
	}
}

// However much is asked for, a page fits a tool result.
func TestAnalysisPages(t *testing.T) {
	data := &fakeMarket{history: days(t, 300)}
	args := `{"symbols":["A","B","C"],"period":"2025-09-01 to 2025-11-20","measures":["sma","macd","bollinger","months","moving_average","stochastic","outperformance","candles"]}`
	r := call(t, data, "analysis", args)
	for page := 1; !strings.Contains(r.Text, "There is no page"); page++ {
		if r = call(t, data, "analysis", strings.Replace(args, "{", fmt.Sprintf(`{"page":%d,`, page), 1)); len(r.Text) > 8<<10 {
			t.Errorf("page %d takes %d bytes", page, len(r.Text))
		}
		if page == 1 && !strings.Contains(r.Text, "sma of A (") {
			t.Errorf("page 1 does not begin with the figures:\n%s", r.Text)
		}
	}
}

func TestAnalysisSaysWhatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		`{"symbols":["AAPL"],"period":"soon"}`:                      `period: cannot read the date: "soon": want a date such as 2024-11-05`,
		`{"symbols":["AAPL"],"measures":["alpha"]}`:                 `measures: there is no measure "alpha": want some of change, extremes`,
		`{"symbols":["AAPL"],"measures":["correlation"]}`:           `symbols: there is one, and correlation compares two or more`,
		`{"symbols":["../x"]}`:                                      `cannot be a symbol`,
		`{"symbols":["AAPL"],"measures":["beta"],"benchmark":"/x"}`: `benchmark /x: this cannot be a symbol`,
		`{"symbols":["AAPL"],"measures":["above"]}`:                 `level: it is missing`,
	} {
		if r := call(t, &fakeMarket{history: days(t, 10)}, "analysis", args); !r.Failed || !strings.Contains(r.Text, want) {
			t.Errorf("%s: %q, want %q in it", args, r.Text, want)
		}
	}
}

func TestHistoryOfWords(t *testing.T) {
	data := &fakeMarket{history: days(t, 12)}
	golden(t, "history-words.golden", call(t, data, "history", `{"symbol":"AAPL","period":"on 10 September 2025"}`))
	if data.query.From.Compare(day(t, "2025-09-10")) >= 0 || data.query.To.String() != "2025-09-10" || data.query.Interval != market.Day {
		t.Errorf("asked for %+v", data.query)
	}
	r := call(t, data, "history", `{"symbol":"AAPL","period":"last 30 years"}`)
	if data.query.Interval != market.Day || r.Failed || !strings.Contains(r.Text, "1mo)") {
		t.Errorf("thirty years in bars of %s: %s", data.query.Interval, r.Text)
	}
	if r = call(t, data, "history", `{"symbol":"AAPL","period":"September","range":"1mo"}`); !r.Failed || !strings.Contains(r.Text, "give period alone") {
		t.Errorf("period and range: %s", r.Text)
	}
	if r = call(t, data, "history", `{"symbol":"AAPL","period":"someday"}`); !r.Failed || !strings.Contains(r.Text, "cannot read the date") {
		t.Errorf("unreadable: %s", r.Text)
	}
}

func TestDates(t *testing.T) {
	golden(t, "dates.golden", call(t, &fakeMarket{}, "dates", `{"text":"November 2024 to December 2024"}`))
	golden(t, "dates-ahead.golden", call(t, &fakeMarket{}, "dates", `{"text":"2025-12-25","symbol":"VOD.L"}`))
	if r := call(t, &fakeMarket{}, "dates", `{"text":"soon"}`); !r.Failed || !strings.Contains(r.Text, "want a date such as") {
		t.Errorf("unreadable: %s", r.Text)
	}
}

func TestIndex(t *testing.T) {
	data := &fakeMarket{members: &market.Members{
		Origin: market.Origin{Provider: "Yahoo Finance", URL: "https://finance.yahoo.com/quote/%5EDJI/components/"},
		Index:  symbol(t, "^DJI"), Missing: []market.Symbol{symbol(t, "GONE")},
		Rows: []*market.Ticker{
			{Symbol: symbol(t, "MMM"), Name: "3M", Kind: market.KindEquity, Currency: "USD", Price: market.Num(150.25), ChangePercent: market.Num(-1.5), Volume: market.Num(2e6)},
			{Symbol: symbol(t, "XYZ"), Name: "No change known", Kind: market.KindEquity},
			{Symbol: symbol(t, "AXP"), Name: "American Express", Kind: market.KindEquity, Currency: "USD", Price: market.Num(301.4599914551), Change: market.Num(3), ChangePercent: market.Num(1.005), PreviousClose: market.Num(298.46), Volume: market.Num(1e6), MarketCap: market.Num(2.1e11), State: market.StateOpen},
		},
	}}
	golden(t, "index.golden", call(t, data, "index", `{"symbol":"^DJI"}`))
	if r := call(t, data, "index", `{"symbol":"^DJI","order":"volume"}`); strings.Index(r.Text, "MMM") > strings.Index(r.Text, "AXP") {
		t.Errorf("by volume: %s", r.Text)
	}
	if r := call(t, data, "index", `{"symbol":"^DJI","page":2}`); !strings.Contains(r.Text, "There is no page 2") {
		t.Errorf("page 2: %s", r.Text)
	}
	data.err = &market.Error{Kind: market.ErrNoData}
	if r := call(t, data, "index", `{"symbol":"^XX"}`); !r.Failed || !strings.Contains(r.Text, "no list of them") {
		t.Errorf("no members: %s", r.Text)
	}
}
