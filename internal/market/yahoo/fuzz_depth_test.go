package yahoo

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// fuzzAsk feeds bodies to one question: it must not panic, fail only in known
// ways, and answer what can be written.
func fuzzAsk[V any](f *testing.F, seeds []string, of func(context.Context, *market.Market) (V, error), check func(*testing.T, V)) {
	for _, seed := range append(seeds, `{}`, `null`, `[]`, "Too Many Requests", `{"finance":{"error":{"code":"x","description":"not found"}}}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := of(t.Context(), fuzzed(t, body))
		if err != nil {
			typed(t, err)
			return
		}
		if _, err := json.Marshal(v); err != nil {
			t.Errorf("answer is not JSON: %v", err)
		}
		check(t, v)
	})
}

func FuzzSummaryBody(f *testing.F) {
	odd := `{"quoteSummary":{"result":[{"price":{"symbol":"AAPL","quoteType":"ETF","currency":"GBp"},"assetProfile":{"companyOfficers":[{"name":"x","totalPay":{"raw":1e400}}]},` +
		`"summaryDetail":{"trailingPE":"Infinity","exDividendDate":1e18,"marketCap":-1},"earningsTrend":{"trend":[{"period":"0q","endDate":"2025-13-45","earningsEstimate":{"avg":{"raw":1}}}]},` +
		`"topHoldings":{"sectorWeightings":[{"":1},{"real_estate":{"raw":0.5}}]},"upgradeDowngradeHistory":{"history":[{"epochGradeDate":253402300800,"firm":"x"}]},"calendarEvents":{"earnings":{"earningsDate":[-1,1,2,3,4,5,6]}}}]}}`
	fuzzAsk(f, []string{summaryBody, odd}, func(ctx context.Context, m *market.Market) (*market.Fundamentals, error) {
		return m.Fundamentals(ctx, symbolOf("AAPL"))
	}, func(t *testing.T, v *market.Fundamentals) {
		if v.Symbol != (symbolOf("AAPL")) || len(v.Trend) > maxResults || v.Earnings != nil && len(v.Earnings.Next) > 4 {
			t.Errorf("fundamentals = %+v", v)
		}
		if v.Profile != nil && (len(v.Profile.Officers) > maxOfficers || v.Profile.Website != "" && !strings.HasPrefix(v.Profile.Website, "http")) {
			t.Errorf("profile = %+v", v.Profile)
		}
	})
}

func FuzzSeriesBody(f *testing.F) {
	odd := `{"timeseries":{"result":[null,{"meta":{"type":["annualEBIT","annualEBIT","annual"]},"annualEBIT":[null,{"asOfDate":"2024-02-30"},{"asOfDate":"2024-02-29","reportedValue":7},{"asOfDate":"0000-01-01","reportedValue":{"raw":-0}}],"annual":3}]}}`
	fuzzAsk(f, []string{seriesBody, odd}, func(ctx context.Context, m *market.Market) (*market.Statements, error) {
		return m.Statements(ctx, symbolOf("AAPL"), market.StatementQuery{})
	}, func(t *testing.T, v *market.Statements) {
		if len(v.Periods) == 0 || len(v.Periods) > maxPeriods {
			t.Errorf("%d periods", len(v.Periods))
		}
		for i := range v.Periods[1:] {
			if v.Periods[i+1].End.Compare(v.Periods[i].End) > 0 {
				t.Errorf("periods out of order: %v", v.Periods)
			}
		}
		for _, it := range v.Items {
			if len(it.Values) != len(v.Periods) || it.Label == "" {
				t.Errorf("item = %+v", it)
			}
		}
	})
}

func FuzzChainBody(f *testing.F) {
	odd := `{"optionChain":{"result":[{"expirationDates":[1e300,-5,null,"x"],"quote":7,"options":[null,{"expirationDate":1740700800,"calls":[null,{"strike":-1},{"strike":1e308,"bid":-1,"ask":0.1,"lastTradeDate":1e30}],"puts":{}}]}]}}`
	fuzzAsk(f, []string{chainBody, odd}, func(ctx context.Context, m *market.Market) (*market.Chain, error) {
		return m.Options(ctx, symbolOf("AAPL"), market.Date{})
	}, func(t *testing.T, v *market.Chain) {
		if v.Expiry.IsZero() || len(v.Calls)+len(v.Puts) == 0 {
			t.Errorf("chain = %+v", v)
		}
		for _, o := range append(v.Calls, v.Puts...) {
			if k, ok := o.Strike.Get(); !ok || k <= 0 || !o.ImpliedVolatility.IsZero() && o.Bid.IsZero() && o.Ask.IsZero() {
				t.Errorf("contract = %+v", o)
			}
		}
	})
}

func FuzzNewsBody(f *testing.F) {
	fuzzAsk(f, []string{newsBody, `{"news":[{"title":"x","link":"HTTPS://e.com/\u0000"},{"title":"y","link":"http://[::1"},{"title":"\ud800","link":"http://e"}]}`}, func(ctx context.Context, m *market.Market) (*market.News, error) {
		return m.News(ctx, "AAPL", market.MaxArticles)
	}, func(t *testing.T, v *market.News) {
		for _, a := range v.Articles {
			if a.Title == "" || !strings.HasPrefix(a.Link, "http://") && !strings.HasPrefix(a.Link, "https://") || len(a.Link) > 2000 {
				t.Errorf("article = %+v", a)
			}
		}
	})
}

func FuzzScreenBody(f *testing.F) {
	fuzzAsk(f, []string{screenBody, `{"finance":{"result":[{"total":-1,"quotes":[{"symbol":"A","quoteType":"X","marketCap":1e300,"regularMarketTime":1e300}]}]}}`}, func(ctx context.Context, m *market.Market) (*market.Screen, error) {
		return m.Screen(ctx, "day_gainers", market.ScreenQuery{Limit: market.MaxScreenRows})
	}, func(t *testing.T, v *market.Screen) {
		if len(v.Rows) > market.MaxScreenRows {
			t.Errorf("%d rows", len(v.Rows))
		}
		for _, row := range v.Rows {
			if _, err := market.ParseSymbol(row.Symbol.String()); err != nil {
				t.Errorf("row = %+v", row)
			}
		}
	})
}

func FuzzTrendsBody(f *testing.F) {
	fuzzAsk(f, []string{trendsBody, `{"finance":{"result":[null,{"quotes":[null,{"symbol":{}}]}]}}`}, func(ctx context.Context, m *market.Market) (*market.Trends, error) {
		return m.Trending(ctx, "")
	}, func(t *testing.T, v *market.Trends) {
		for _, s := range v.Symbols {
			if _, err := market.ParseSymbol(s.String()); err != nil || len(v.Symbols) > maxTrends {
				t.Errorf("trends = %+v", v)
			}
		}
	})
}

func FuzzActionsBody(f *testing.F) {
	odd := `{"chart":{"result":[{"meta":{"gmtoffset":1e9,"firstTradeDate":-1e300},"events":{"dividends":{"a":{"amount":1e308,"date":-1e18},"b":null},"splits":{"a":{"date":5,"numerator":-1,"denominator":1}}}}]}}`
	fuzzAsk(f, []string{eventsBody, odd}, func(ctx context.Context, m *market.Market) (*market.Actions, error) {
		return m.Actions(ctx, symbolOf("AAPL"), market.Date{Year: 1950, Month: time.January, Day: 1}, market.Date{Year: 2025, Month: time.January, Day: 31})
	}, func(t *testing.T, v *market.Actions) {
		for i, d := range v.Dividends {
			if d.Date.Compare(v.From) < 0 || d.Date.Compare(v.To) > 0 || i > 0 && d.Date.Compare(v.Dividends[i-1].Date) < 0 || valueOf(d.Amount) <= 0 {
				t.Errorf("dividend %+v outside of %s to %s or out of order", d, v.From, v.To)
			}
		}
		for _, s := range v.Splits {
			if valueOf(s.Numerator) <= 0 || valueOf(s.Denominator) <= 0 {
				t.Errorf("split = %+v", s)
			}
		}
	})
}
