package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/sim"
	"quotewire/internal/sim/wire"
)

// newcomer is a whole server with the demo's own model, on a Wednesday in New
// York that stands still.
func newcomer(t *testing.T) (url string) {
	t.Helper()
	world := newcomersWorld(t)
	return startNewcomer(t, world, "OPENAI_BASE_URL="+world.ModelURL)
}

func newcomersWorld(t *testing.T) *sim.World {
	t.Helper()
	world, err := sim.Start(wire.Options{Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	return world
}

func startNewcomer(t *testing.T, world *sim.World, environ ...string) (url string) {
	t.Helper()
	cfg := testConfig(t, append(environ, "QUOTEWIRE_MODEL=demo", "QUOTEWIRE_YAHOO_URL="+world.YahooURL, seriesAt(world.SourceURLs), "QUOTEWIRE_RATE_LIMIT=0")...)
	return running(t, cfg, func(a *app) { a.now = walkNow })
}

// running is a whole server in this process, set by set before it is wired.
func running(t *testing.T, cfg config, set func(*app)) (url string) {
	t.Helper()
	app, err := build(cfg, quiet(), func(a *app, cfg config) error {
		set(a)
		return a.wire(cfg)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Stop(); err != nil {
			t.Error(err)
		}
	})
	return app.URL()
}

// answered is what the demo called, and what it said.
func answered(t *testing.T, client *http.Client, url, question string) (calls, answer string) {
	t.Helper()
	s := ask(t, client, url, question)
	if _, err := s.rest(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, f := range s.frames {
		switch f.name {
		case "tool":
			if f.text("state") == "started" {
				args, err := json.Marshal(f.data["args"])
				if err != nil {
					t.Fatal(err)
				}
				calls += " " + f.text("name") + string(args)
			}
		case "delta":
			said.WriteString(f.text("text"))
		}
	}
	return strings.TrimSpace(calls), said.String()
}

// newcomersQuestion is what a newcomer asks, the calls that answer it, and the
// figure that it comes to.
type newcomersQuestion struct{ question, calls, figure string }

// newcomersQuestions ask in plain words. The figures are worked out in
// testdata/questions.
func newcomersQuestions() []newcomersQuestion {
	return []newcomersQuestion{
		{"What price did Apple open at today?", `quote{"symbols":["AAPL"]}`, "open is 301.21 [1]"},
		{"How many Apple shares were traded today?", `quote{"symbols":["AAPL"]}`, "(26,566,538)"},
		{"What are Apple and Microsoft trading at?", `quote{"symbols":["AAPL","MSFT"]}`, "446.78 USD, +1.03 (+0.23 %) from the previous close of 445.75 [2]"},
		{"By how many per cent did Apple change in October?", `analysis{"measures":["change"],"period":"October","symbols":["AAPL"]}`, "+0.71 USD (+0.23 %), 2025-09-30 to 2025-10-31 [1]"},
		{"By how much did Nvidia's price rise in September?", `analysis{"measures":["change"],"period":"September","symbols":["NVDA"]}`, "+7.92 USD"},
		{"What is Apple's range today?", `quote{"symbols":["AAPL"]}`, "day range is 301.19 to 305.06"},
		{"What is Apple's turnover ratio today, volume over shares outstanding?", `quote{"symbols":["AAPL"]}`, "turnover ratio is 0.1768 %"},
		{"Which component of the Dow has the highest return today?", `index{"symbol":"^DJI"}`, "first come Apple Inc. (AAPL) at 304.49 USD, change +1.21 %"},
		{"Which component of the Dow fell the most today?", `index{"symbol":"^DJI"}`, "the last first, NVIDIA Corporation (NVDA)"},
		{"What was Apple's price on the 13th?", `history{"period":"the 13th","symbol":"AAPL"}`, "closed at 303.54 on 2025-11-13"},
		{"Where did Microsoft close on the 13th?", `history{"period":"the 13th","symbol":"MSFT"}`, "closed at 439.45 on 2025-11-13"},
		{"What are Apple's beta, P/E, EPS, next earnings date and dividend yield?", `company{"section":"overview","symbol":"AAPL"}`, "beta (5 years, monthly) is 1.04; p/e (trailing) is 48.2552; p/e (forward) is 43.8683; eps (trailing 12 months) is 6.31 USD; earnings date is 2026-01-28"},
		{"What were Apple's total assets at the end of 2024?", `statements{"as_of":"the end of 2024","frequency":"quarterly","items":["total assets"],"statement":"balance","symbol":"AAPL"}`, "548,480,000,000"},
		{"What were Microsoft's total assets at the end of 2022?", `statements{"as_of":"the end of 2022","frequency":"quarterly","items":["total assets"],"statement":"balance","symbol":"MSFT"} statements{"as_of":"the end of 2022","frequency":"annual","items":["total assets"],"statement":"balance","symbol":"MSFT"}`, "period ended 2022-06-30 (12M): 323.95 billion"},
		{"What was Apple's revenue in fiscal 2024?", `statements{"as_of":"fiscal 2024","items":["total revenue"],"symbol":"AAPL"}`, "375,102,000,000"},
		{"How many points did the Dow gain on 6 November 2024, the day after the election?", `analysis{"measures":["change"],"period":"6 November 2024","symbols":["^DJI"]}`, "+308.07 points"},
		{"What was Tesla's largest single-day drop since 6 November 2024?", `analysis{"measures":["daily"],"period":"since 6 November 2024","symbols":["TSLA"]}`, "-18.65 USD (-3.85 %) on 2025-11-17"},
		{"What was Apple's highest price in the 10 trading days after 5 Nov 2024?", `analysis{"measures":["extremes"],"period":"the 10 trading days after 5 Nov 2024","symbols":["AAPL"]}`, "266.30 USD on 2024-11-19"},
		{"What were Microsoft's highest and lowest closes in September?", `analysis{"measures":["extremes"],"period":"September","symbols":["MSFT"]}`, "highest close is 484.46 USD on 2025-09-09; lowest close is 450.64 USD on 2025-09-30"},
		{"In which month of the past 15 years did Apple gain the most?", `analysis{"measures":["months"],"period":"past 15 years","symbols":["AAPL"]}`, "best month, 2017-08 is +15.84 %"},
		{"In which months of 2024 did Apple do better than Microsoft?", `analysis{"measures":["outperformance"],"period":"2024","symbols":["AAPL","MSFT"]}`, "AAPL did better in 2024-01, 2024-02, 2024-05, 2024-06, 2024-07, 2024-09 [1][2]"},
		{"When did Coca-Cola last rise three months in a row?", `analysis{"measures":["uptrend"],"period":"past 5 years","symbols":["KO"],"window":3}`, "change from 2024-12 to 2025-02"},
		{"What are the mean and the sample variance of Microsoft's closes from 2024-01-02 to 2024-01-31, both included?", `analysis{"measures":["statistics"],"period":"from 2024-01-02 to 2024-01-31","symbols":["MSFT"]}`, "mean is 298.426 USD; sample variance is 54.0936 USD squared"},
		{"What is Nvidia's five-day moving average?", `analysis{"measures":["moving_average"],"period":"last trading day","symbols":["NVDA"],"window":5}`, "average of 5 closes is 116.70 USD"},
		{"What is the Pearson correlation of Apple and Microsoft in October?", `analysis{"measures":["correlation"],"period":"October","symbols":["AAPL","MSFT"]}`, "Pearson correlation of closes is 0.3724"},
		{"Which of Apple, Microsoft, Nvidia, Meta and Coca-Cola were worth more than Tesla on 28 June 2024?", `analysis{"measures":["market_value"],"period":"28 June 2024","symbols":["AAPL","MSFT","NVDA","META","KO","TSLA"]}`, "Worth more than TSLA: AAPL, NVDA, MSFT, META."},

		{"What is the 10-year Treasury yield?", `series{"series":"us-10y"}`, "US Treasury par yield, 10 years: latest is "},
		{"CPI inflation year over year", `series{"series":"us-cpi","transform":"yoy"}`, "change from a year ago in percent: latest is +"},
		{"What is the fed funds rate?", `series{"series":"fed-funds"}`, "Effective federal funds rate: latest is "},
		{"What is the unemployment rate?", `series{"series":"us-unemployment"}`, "Unemployment rate: latest is "},
		{"What is SOFR?", `series{"series":"sofr"}`, "Secured Overnight Financing Rate: latest is "},
		{"What is the ECB deposit rate?", `series{"series":"ecb-deposit-rate"}`, "ECB deposit facility rate: latest is "},

		{"What is the implied volatility of Apple's options?", `options{"symbol":"AAPL","view":"chain"}`, "implied volatility 21.38 %"},
		{"What is the put-call ratio of Apple?", `options{"symbol":"AAPL","view":"totals"}`, "put/call ratio of volume is 1.0574"},
		{"When do Apple's options expire?", `options{"symbol":"AAPL","view":"expirations"}`, "2025-12-19 Friday"},
		{"news about Nvidia", `news{"query":"NVDA"}`, "“NVIDIA Corporation closes at 112.68 on November 18” [1]"},
		{"Why did Tesla fall last week?", `news{"query":"TSLA"} history{"period":"last week","symbol":"TSLA"}`, "I cannot say why prices move"},
		{"today's biggest gainers", `screen{"name":"day_gainers"}`, "Bank of America Corporation (BAC) at 54.56 USD, change +1.56 %"},
		{"trending stocks", `screen{"name":"trending"}`, "BTC-USD"},
		{"When did Apple last pay a dividend?", `company{"section":"dividends","symbol":"AAPL"}`, "2025-11-10: a share 0.3149 USD"},
		{"When was Apple's last stock split?", `company{"section":"dividends","symbol":"AAPL"}`, "2020-08-31: new shares for old 4:1"},
		{"What are the analysts' price targets for Microsoft?", `company{"section":"analysts","symbol":"MSFT"}`, "price target (mean) is 482.52 USD"},
		{"Who owns Apple?", `company{"section":"holders","symbol":"AAPL"}`, "Vanguard Group Inc"},
		{"What is Apple's RSI?", `analysis{"measures":["rsi"],"period":"last trading day","symbols":["AAPL"]}`, "RSI is 37.92"},
		{"is the NYSE open on 2025-12-25?", `dates{"text":"2025-12-25"}`, "closed (Christmas Day) [1]"},
		{"How many trading days were there in October?", `dates{"text":"October"}`, "23 trading days"},
	}
}

// What a newcomer asks in plain words takes the right tool, with the reader's
// words about time as they are, and ends in the right figure with its source.
func TestNewcomersQuestions(t *testing.T) {
	url := newcomer(t)
	client, _ := clients(t)
	for _, c := range newcomersQuestions() {
		t.Run(c.question, func(t *testing.T) {
			calls, answer := answered(t, client, url, c.question)
			if calls != c.calls {
				t.Errorf("called %s\nwant   %s", calls, c.calls)
			}
			if !strings.Contains(answer, c.figure) || !strings.Contains(answer, "[1]") {
				t.Errorf("answer: %s\nwant in it %q and a source", answer, c.figure)
			}
		})
	}
}
