package market_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// ask is one question to a market.
type ask func(context.Context, *market.Market) (any, error)

// freshness is what the answer says of its age.
func (a ask) freshness(ctx context.Context, m *market.Market) (stale bool, age time.Duration, err error) {
	v, err := a(ctx, m)
	if err != nil {
		return false, 0, err
	}
	answer := reflect.ValueOf(v).Elem()
	return answer.FieldByName("Stale").Bool(), time.Duration(answer.FieldByName("Age").Int()), nil
}

// How long each answer is fresh, give or take a tenth, and that for a day beyond it
// is served while the source refuses us.
func TestHowLongAnswersLast(t *testing.T) {
	quoteOf := func(kind, state string) string {
		return fmt.Sprintf(`{"quoteResponse":{"result":[{"symbol":"AAPL","quoteType":%q,"marketState":%q,"regularMarketPrice":5}],"error":null}}`, kind, state)
	}
	barsOf := func(interval string, opens, closes int64) string { // of Saturday 1 January 2000, where time begins
		return fmt.Sprintf(`{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","instrumentType":"EQUITY","exchangeTimezoneName":"UTC","dataGranularity":%q,`+
			`"currentTradingPeriod":{"regular":{"start":%d,"end":%d}}},"timestamp":[946684800],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1]}]}}],"error":null}}`,
			interval, opens, closes)
	}
	screenOf := func(state string) string {
		return fmt.Sprintf(`{"finance":{"result":[{"title":"X","total":1,"quotes":[{"symbol":"U","quoteType":"EQUITY","regularMarketPrice":28,"marketState":%q}]}],"error":null}}`, state)
	}
	symbol := symbolOf(t, "AAPL")
	quote := func(ctx context.Context, m *market.Market) (any, error) { return m.Quote(ctx, symbol) }
	history := func(i market.Interval) ask {
		return func(ctx context.Context, m *market.Market) (any, error) {
			return m.History(ctx, market.HistoryQuery{Symbol: symbol, Interval: i, Range: "5d"})
		}
	}
	fundamentals := func(ctx context.Context, m *market.Market) (any, error) { return m.Fundamentals(ctx, symbol) }
	statements := func(ctx context.Context, m *market.Market) (any, error) {
		return m.Statements(ctx, symbol, market.StatementQuery{})
	}
	chain := func(ctx context.Context, m *market.Market) (any, error) { return m.Options(ctx, symbol, market.Date{}) }
	news := func(ctx context.Context, m *market.Market) (any, error) { return m.News(ctx, "AAPL", 5) }
	screen := func(ctx context.Context, m *market.Market) (any, error) {
		return m.Screen(ctx, "day_gainers", market.ScreenQuery{})
	}
	trends := func(ctx context.Context, m *market.Market) (any, error) { return m.Trending(ctx, "US") }
	actions := func(ctx context.Context, m *market.Market) (any, error) {
		return m.Actions(ctx, symbol, market.Date{}, market.Date{})
	}
	search := func(ctx context.Context, m *market.Market) (any, error) {
		matches, err := m.Search(ctx, "apple", 1)
		if err != nil {
			return nil, err
		}
		return &matches[0].Origin, nil
	}
	for name, c := range map[string]struct {
		ask   ask
		body  string
		lasts time.Duration
	}{
		"a quote while open":             {quote, quoteOf("EQUITY", "REGULAR"), 15 * time.Second},
		"a quote before":                 {quote, quoteOf("EQUITY", "PRE"), 15 * time.Second},
		"a quote after":                  {quote, quoteOf("EQUITY", "POST"), 15 * time.Second},
		"a quote of the night":           {quote, quoteOf("EQUITY", "POSTPOST"), 5 * time.Minute},
		"a quote while closed":           {quote, quoteOf("EQUITY", "CLOSED"), 5 * time.Minute},
		"a quote of no known state":      {quote, quoteOf("EQUITY", "X"), 5 * time.Minute},
		"a coin":                         {quote, quoteOf("CRYPTOCURRENCY", "CLOSED"), 15 * time.Second},
		"days":                           {history("1d"), barsOf("1d", 946684800, 946771200), 5 * time.Minute},
		"weeks":                          {history("1wk"), barsOf("1wk", 0, 0), 5 * time.Minute},
		"months":                         {history("1mo"), barsOf("1mo", 0, 0), 5 * time.Minute},
		"hours":                          {history("1h"), barsOf("1h", 946684800, 946771200), time.Minute},
		"five minutes":                   {history("5m"), barsOf("5m", 946684800, 946771200), time.Minute},
		"minutes while open":             {history("1m"), barsOf("1m", 946684800, 946771200), 15 * time.Second},
		"minutes while closed":           {history("1m"), barsOf("1m", 946620000, 946681200), time.Minute},
		"fundamentals":                   {fundamentals, `{"quoteSummary":{"result":[{"price":{"symbol":"AAPL","currency":"USD"},"summaryDetail":{"beta":1.2}}],"error":null}}`, time.Hour},
		"statements":                     {statements, `{"timeseries":{"result":[{"meta":{"symbol":["AAPL"],"type":["annualTotalRevenue"]},"timestamp":[1727654400],"annualTotalRevenue":[{"asOfDate":"1999-09-30","periodType":"12M","currencyCode":"USD","reportedValue":{"raw":391035000000}}]}],"error":null}}`, 6 * time.Hour},
		"options":                        {chain, `{"optionChain":{"result":[{"underlyingSymbol":"AAPL","expirationDates":[1740700800],"quote":{"symbol":"AAPL","quoteType":"EQUITY","regularMarketPrice":245.55},"options":[{"expirationDate":1740700800,"calls":[{"contractSymbol":"AAPL250228C00245000","strike":245}],"puts":[]}]}],"error":null}}`, time.Minute},
		"news":                           {news, `{"news":[{"title":"Apple rises","publisher":"Wire","link":"https://example.com/a","providerPublishTime":946684000}]}`, 5 * time.Minute},
		"a screen of what is traded":     {screen, screenOf("REGULAR"), time.Minute},
		"a screen of what is not traded": {screen, screenOf("CLOSED"), 5 * time.Minute},
		"trends":                         {trends, `{"finance":{"result":[{"quotes":[{"symbol":"PLTR"}]}],"error":null}}`, 5 * time.Minute},
		"symbols":                        {search, `{"quotes":[{"symbol":"AAPL","quoteType":"EQUITY"}]}`, 24 * time.Hour},
		"dividends and splits":           {actions, `{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","exchangeTimezoneName":"UTC"},"timestamp":[1],"indicators":{},"events":{"dividends":{"1":{"amount":0.26,"date":946600000}}}}],"error":null}}`, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &source{}
				s.says(http.StatusOK, c.body)
				m := marketOf(t, s, nil)
				asked := func(want bool, when string) {
					t.Helper()
					before := len(s.asked)
					if stale, _, err := c.ask.freshness(t.Context(), m); err != nil || stale {
						t.Fatalf("%s: stale: %v, %v", when, stale, err)
					}
					if got := len(s.asked) > before; got != want {
						t.Errorf("%s: asked for: %v, want %v", when, got, want)
					}
				}
				asked(true, "at first")
				time.Sleep(c.lasts*9/10 - time.Millisecond)
				asked(false, "a tenth before its time")
				time.Sleep(c.lasts/5 + 2*time.Millisecond)
				asked(true, "a tenth past its time")
				s.says(http.StatusTooManyRequests, "", "Retry-After", "3600")
				time.Sleep(c.lasts*9/10 + 24*time.Hour - time.Millisecond)
				if stale, age, err := c.ask.freshness(t.Context(), m); err != nil || !stale || age != c.lasts*9/10+24*time.Hour-time.Millisecond {
					t.Errorf("a day later: stale: %v, %v old, %v", stale, age, err)
				}
				time.Sleep(c.lasts/5 + 2*time.Millisecond)
				if _, age, err := c.ask.freshness(t.Context(), m); err == nil {
					t.Errorf("more than a day later comes what is %v old", age)
				}
			})
		})
	}
	// What a word finds is kept for a day.
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		s.says(http.StatusOK, `{"quotes":[{"symbol":"AAPL","quoteType":"EQUITY","shortname":"Apple"}]}`)
		m := marketOf(t, s, nil)
		for _, c := range []struct {
			wait  time.Duration
			asked int
		}{{0, 1}, {24*time.Hour*9/10 - time.Second, 1}, {24*time.Hour/5 + 2*time.Second, 2}} {
			time.Sleep(c.wait)
			if found, err := m.Search(t.Context(), "apple", 5); err != nil || len(found) != 1 || len(s.asked) != c.asked {
				t.Errorf("%v later: %v, %v after %d requests, want %d", c.wait, found, err, len(s.asked), c.asked)
			}
		}
	})
}

// A source that says nothing is waited for ten seconds, one that says too much is
// read up to eight MiB.
func TestHowLongAnAnswerIsReadFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{answer: func(r *http.Request) (int, string, http.Header, error) {
			<-r.Context().Done()
			return 0, "", nil, r.Context().Err()
		}}
		m := marketOf(t, s, nil)
		began := time.Now()
		_, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, "AAPL")})
		if err == nil || !strings.Contains(err.Error(), "no answer within 10s") || time.Since(began) != 10*time.Second {
			t.Errorf("%v after %v, want 10s", err, time.Since(began))
		}
	})
	for more, ok := range map[int]bool{0: true, 1: false} {
		s := &source{}
		s.says(http.StatusOK, bars+strings.Repeat(" ", 8<<20-len(bars)+more))
		_, err := marketOf(t, s, nil).History(t.Context(), market.HistoryQuery{Symbol: symbolOf(t, "AAPL"), From: dateOf(t, "2020-01-01"), To: dateOf(t, "2020-01-05")})
		if (err == nil) != ok {
			t.Errorf("an answer of 8 MiB and %d bytes: %v", more, err)
		}
	}
}
