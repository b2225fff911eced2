package main

import (
	"regexp"
	"strings"
	"testing"
)

// Numbers as no reader wants them: more than six decimals, unless no more than six
// digits of them count, as in 0.00000522558.
var (
	longFraction = regexp.MustCompile(`\d\.\d{7,}`)
	smallNumber  = regexp.MustCompile(`\b0\.0*[1-9]\d{0,5}\b`)
)

// TestEveryToolIsReadable calls the tools as widely as a model might. No result is
// longer than its cap, none shows a raw float, each tells of when it is.
func TestEveryToolIsReadable(t *testing.T) {
	calls := []string{
		`quote {"symbols":["AAPL","SHEL.L","^GSPC","BTC-USD","EURUSD=X"]}`,
		`quote {"symbols":["AAPL","MSFT","GOOG","VOD.L","7203.T","0700.HK","VFIAX","ES=F","GC=F","INTC","BRK-B"]}`,
		`history {"symbol":"BTC-USD","range":"1y"}`,
		`history {"symbol":"EURUSD=X","period":"yesterday","interval":"5m"}`,
		`history {"symbol":"VOD.L","range":"max"}`,
		`history {"symbol":"^N225","period":"past 3 years"}`,
		`analysis {"symbols":["AAPL","SHEL.L","^GSPC","BTC-USD","EURUSD=X"],"period":"past year","measures":["change","daily","statistics","returns","volatility","correlation","covariance","beta"]}`,
		`analysis {"symbols":["EURUSD=X","VOD.L"],"period":"last quarter","measures":["statistics","covariance","macd","bollinger","atr","stochastic","adx","obv"]}`,
		`analysis {"symbols":["NVDA","BABA","VOD.L","SPY"],"period":"2025-06-30","measures":["market_value"]}`,
		`analysis {"symbols":["AAPL"],"period":"past 15 years","measures":["months","years","streaks","uptrend","candles"],"adjusted":true,"page":2}`,
		`company {"symbol":"AAPL"}`,
		`company {"symbol":"MSFT","section":"estimates"}`,
		`company {"symbol":"AAPL","section":"holders"}`,
		`company {"symbol":"NVDA","section":"dividends"}`,
		`company {"symbol":"SPY","section":"fund"}`,
		`statements {"symbol":"AAPL","frequency":"quarterly"}`,
		`statements {"symbol":"7203.T","statement":"cash","frequency":"trailing"}`,
		`options {"symbol":"AAPL","around":5000,"page":3}`,
		`options {"symbol":"SPY","view":"totals"}`,
		`index {"symbol":"^DJI"}`,
		`screen {"name":"most_actives"}`,
		`news {"query":"AAPL"}`,
		`dates {"text":"past 10 years","symbol":"7203.T"}`,
	}
	w := startWalk(t, nil, steps(t, "call "+strings.Join(calls, "\ncall ")+"\n---\nsay Read.\n")...)
	if client := w.post(`{"question":"Read everything."}`); !strings.Contains(client, "event: done") {
		t.Fatalf("no answer:\n%s", client)
	}
	results := strings.Split(w.told(), "== call_")[1:]
	if len(results) != len(calls) {
		t.Fatalf("%d results of %d calls", len(results), len(calls))
	}
	for i, r := range results {
		_, text, _ := strings.Cut(r, "\n")
		if len(text) > 8<<10 {
			t.Errorf("%s: %d bytes", calls[i], len(text))
		}
		for _, line := range strings.Split(text, "\n") {
			if raw := longFraction.FindString(smallNumber.ReplaceAllString(line, "")); raw != "" {
				t.Errorf("%s shows %s in %q", calls[i], raw, line)
			}
		}
		if strings.HasPrefix(text, "Failed") || !strings.Contains(text, "Source [") || !strings.HasPrefix(calls[i], "dates") && !strings.Contains(text, "as of 2025-11-") {
			t.Errorf("%s has no source or no time:\n%s", calls[i], text)
		}
	}
}
