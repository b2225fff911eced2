package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/sim"
	"quotewire/internal/sim/wire"
)

// dataCalls are calls of all tools: every section, view and measure, of instruments of
// every kind and of prices in pence and yen.
func dataCalls() []string {
	calls := []string{
		`quote {"symbols":["AAPL"]}`, `quote {"symbols":["INTC"]}`, `quote {"symbols":["SHEL.L","7203.T"]}`, `quote {"symbols":["^GSPC","BTC-USD","EURUSD=X","SPY","GC=F"]}`,
		`quote {"symbols":["VFIAX","USDJPY=X","^IRX"]}`, `quote {"symbols":["AAPL","MSFT","SHEL.L","7203.T","^N225","BTC-USD"]}`,
		`quote {"symbols":["AAPL","MSFT","SHEL.L","7203.T","^N225","BTC-USD","GC=F","SPY","VFIAX","EURUSD=X","CL=F","VOD.L"]}`,
		`history {"symbol":"AAPL","range":"5y"}`, `history {"symbol":"7203.T","range":"5d"}`, `history {"symbol":"SHEL.L","range":"1y","interval":"1mo"}`,
		`history {"symbol":"^GSPC","range":"1mo"}`, `history {"symbol":"BTC-USD","range":"1d"}`, `history {"symbol":"EURUSD=X","range":"6mo"}`, `history {"symbol":"GC=F","period":"last quarter"}`,
		`history {"symbol":"SPY","range":"5d","interval":"15m"}`, `history {"symbol":"AAPL","start":"2025-11-18","end":"2025-11-18"}`,
		`options {"symbol":"AAPL"}`, `options {"symbol":"AAPL","around":40,"rate":4}`, `options {"symbol":"^SPX"}`, `options {"symbol":"SPY","view":"totals"}`, `options {"symbol":"SPY","view":"expirations"}`,
		`options {"symbol":"AAPL","side":"puts","min_strike":100,"max_strike":400}`,
		`index {"symbol":"^DJI"}`, `index {"symbol":"^DJI","order":"volume"}`,
		`screen {"name":"trending"}`, `screen {"name":"day_gainers"}`, `screen {"name":"most_actives","page":2}`, `screen {"name":"all_cryptocurrencies_us"}`, `screen {"name":"top_mutual_funds"}`, `screen {"name":"most_actives","region":"gb"}`,
		`news {"query":"AAPL"}`, `symbols {"query":"vanguard"}`, `symbols {"query":"toyota"}`,
		`series {"series":"us-10y"}`, `series {"series":"CPI","transform":"yoy"}`, `series {"series":"GDP","range":"10y"}`, `series {"series":"nonfarm payrolls","transform":"change"}`, `series {"series":"unemployment rate","frequency":"year","range":"10y"}`,
		`series {"series":"retail sales","transform":"real"}`, `series {"series":"fed funds","transform":"average","range":"1y"}`, `series {"series":"trade balance"}`, `series {"series":"yen rate"}`, `series {"series":"retail sales","transform":"change_percent"}`,
		`dates {"text":"last quarter"}`, `dates {"text":"this month","symbol":"VOD.L"}`, `dates {"text":"Q3 FY2025","symbol":"AAPL"}`,
		`calculate {"expression":"(189.84 - 171.21) / 171.21 * 100"}`, `calculate {"expression":"2^200"}`, `calculate {"expression":"1/3"}`, `calculate {"expression":"-12345.5*1000"}`,
	}
	for _, symbol := range []string{"AAPL", "INTC", "SHEL.L", "7203.T", "SPY", "VFIAX"} {
		for _, section := range []string{"overview", "earnings", "estimates", "analysts", "holders", "insiders", "dividends", "fund", "profile"} {
			calls = append(calls, `company {"symbol":"`+symbol+`","section":"`+section+`"}`)
		}
	}
	for _, symbol := range []string{"AAPL", "SHEL.L", "7203.T"} {
		for _, rest := range []string{`"statement":"income"`, `"statement":"balance","frequency":"quarterly"`, `"statement":"cash","frequency":"trailing"`, `"items":["revenue","eps","net income"]`, `"as_of":"2024"`} {
			calls = append(calls, `statements {"symbol":"`+symbol+`",`+rest+`}`)
		}
	}
	for _, measures := range []string{
		`"change","extremes","daily","statistics"`, `"returns","volatility","drawdown"`, `"moving_average"`, `"months","years","streaks"`, `"uptrend"`, `"correlation","covariance","beta"`,
		`"outperformance"`, `"market_value"`, `"candles","rsi","macd","bollinger","ichimoku"`,
	} {
		for _, symbols := range []string{`"AAPL"`, `"AAPL","MSFT"`, `"SHEL.L","7203.T","^GSPC","BTC-USD"`} {
			calls = append(calls, `analysis {"symbols":[`+symbols+`],"period":"past year","measures":[`+measures+`]}`)
		}
	}
	return append(calls, `analysis {"symbols":["AAPL"],"period":"2018 to 2025","measures":["above","change","years"],"level":200,"window":5}`, `analysis {"symbols":["AAPL"],"measures":["change","months"],"adjusted":true}`)
}

// dataPages are the pages of what the calls found.
func dataPages(t *testing.T, now func() time.Time, calls []string, each func(call string, e *exhibit.Exhibit, p exhibit.Page)) {
	t.Helper()
	world, err := sim.Start(wire.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	tools := marketTools(t, world.YahooURL, now, testSeries(t, world.SourceURLs, now))
	for _, call := range calls {
		name, args, _ := strings.Cut(call, " ")
		i := slices.IndexFunc(tools, func(t agent.Tool) bool { return t.Name() == name })
		r, err := tools[i].Call(t.Context(), args)
		if err != nil {
			t.Errorf("%s: %v", call, err)
			continue
		}
		for _, e := range r.Exhibits {
			for n, pages := 1, 1; n <= pages; n++ {
				p := e.Page(n, exhibit.Room{})
				pages = min(p.Pages, 5)
				if e.OnePage || name == "screen" {
					pages = 1
				}
				each(call, e, p)
			}
		}
	}
}

// noDatum are what may stand in a text with digits in it and is no datum, in the order
// in which they are taken out of it.
var noDatum = []*regexp.Regexp{
	regexp.MustCompile(`\b\d{4}-\d\d(-\d\d)?\b|\b\d\d:\d\d(:\d\d)?\b`), // dates and times
	regexp.MustCompile(`\bQ[1-4]\b|(^|[^.,\d])(19|20)\d\d\b`),          // fiscal and calendar periods
	// How much is shown, was asked for, or was computed from.
	regexp.MustCompile(`, page \d+ of \d+( \(page 1 is the newest\))?|^page: \d+ of \d+|^rows: \d+ to \d+ of|^Quotes: \d+ of \d+`),
	regexp.MustCompile(`\b\d+ (bars?|rows?|closes|expirations|symbols at once)\b|, \d+ of \d+ strikes|, the latest \d+ of \d+|for all figures at most \d+`),
	regexp.MustCompile(`of \d+ daily log returns|\d+ days that both traded|\d+ of \S+ only|(\d+ complete|no \d+ rising) months in a row|among \d+ complete|average of \d+`),
	regexp.MustCompile(`\b(1d|1wk|1mo|5m|15m)\)|\((3|12)M\)|^All insiders over 6m`),
	// Labels.
	regexp.MustCompile(`\((3|12) months\)|\((10|50|200) days\)|52-week|of 5 years|[53] years, monthly|\(3 years\)|trailing 12 months|^(1|3|5|10) (months?|years?)( \(a year\))?:`),
	regexp.MustCompile(`\d+ days ago|in (7|30) days|24 hours|\b[1-3] months ago|1 strong buy, 5 sell`),
	// Names and symbols.
	regexp.MustCompile(`S&P 500|FTSE 100|Nikkei 225|\^N225|3M Company|Vanguard 500|Fidelity 500|(QQQ Trust|QQQ Tr), Series 1|\b\d{4}\.T\b|13-week|13 WEEK|10 Year T No`),
	regexp.MustCompile(`100 are 1 GBP|100 shares|delta and gamma for 1|over 365|rounded to 12|\(n-1\)|365\.25 days|(252|260|365) trading days`), // what is always so
	regexp.MustCompile(`\b\d+ values?\b|^series: .*|par yield, \d+ (years?|months?)|12-month rate|H\.10`),
	// The words of others.
	regexp.MustCompile(`^expression: .*|^(address|phone|website): .*|at price \d[\d.]* per share`),
}

// neverSent are fields of what the simulated source does not send.
var neverSent = []exhibit.Field{"company.peg_ratio", "analysts.target", "analysts.target_before"}

var number = regexp.MustCompile(`[+-]?\d+(?:,\d{3})*(?:\.\d+)?`)

// Every number of a text that a tool gives is a datum with a field of the closed list,
// or stands on the short list of what is none. Every field is used.
func TestNumbersAreData(t *testing.T) {
	used := map[exhibit.Field]bool{}
	told := map[string]bool{}
	look := func(call string, e *exhibit.Exhibit, p exhibit.Page) {
		shown := map[string]int{}
		for _, d := range p.Data {
			used[d.Field] = true
			if !d.Field.Known() && !told[string(d.Field)] {
				told[string(d.Field)] = true
				t.Errorf("%s: field %s of %s is not on the list", call, d.Field, d.Shown)
			}
			for _, n := range number.FindAllString(d.Shown, -1) {
				shown[n]++
			}
		}
		if strings.HasPrefix(call, "news ") {
			return // titles are the words of others
		}
		for line := range strings.Lines(p.Text) {
			left := line
			for _, no := range noDatum {
				left = no.ReplaceAllString(left, " ")
			}
			for _, n := range number.FindAllString(left, -1) {
				if shown[n]--; shown[n] < 0 && !told[call+line] {
					told[call+line] = true
					t.Errorf("%s: %s is no datum in %.200q", call, n, line)
				}
			}
		}
	}
	dataPages(t, walkNow, dataCalls(), look)
	for _, hour := range []int{13, 23} {
		dataPages(t, func() time.Time { return time.Date(2025, 11, 19, hour, 0, 0, 0, time.UTC) }, []string{`quote {"symbols":["AAPL"]}`}, look)
	}
	list, err := os.ReadFile("../../internal/exhibit/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		name, _, _ := strings.Cut(line, " ")
		if f := exhibit.Field(name); !used[f] && !slices.Contains(neverSent, f) {
			t.Errorf("field %s is on the list and in no exhibit", f)
		}
	}
}
