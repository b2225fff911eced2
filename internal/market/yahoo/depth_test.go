package yahoo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// ask is one question beyond quotes and bars, with a good answer to it.
type question struct {
	name, path, body string
	of               func(context.Context, *market.Market) (*market.Origin, error)
	symbol           bool  // it is about a symbol
	missing          error // what an envelope without results means
}

const (
	summaryBody = `{"quoteSummary":{"result":[{"price":{"symbol":"AAPL","currency":"USD","exchange":"NMS","quoteType":"EQUITY","longName":"Apple Inc.","regularMarketPrice":245.55},` +
		`"summaryDetail":{"beta":1.2,"trailingPE":38.9}}],"error":null}}`
	seriesBody = `{"timeseries":{"result":[{"meta":{"symbol":["AAPL"],"type":["annualTotalRevenue"]},"timestamp":[1727654400],"annualTotalRevenue":[` +
		`{"asOfDate":"2024-09-30","periodType":"12M","currencyCode":"USD","reportedValue":{"raw":391035000000,"fmt":"391.04B"}}]}],"error":null}}`
	chainBody = `{"optionChain":{"result":[{"underlyingSymbol":"AAPL","expirationDates":[1740700800,1741305600],"quote":{"symbol":"AAPL","quoteType":"EQUITY","regularMarketPrice":245.55},` +
		`"options":[{"expirationDate":1740700800,"calls":[{"contractSymbol":"AAPL250228C00245000","strike":245,"currency":"USD","lastPrice":3.1,"bid":3,"question":3.2,"volume":10,"openInterest":20,"impliedVolatility":0.3,"inTheMoney":true,"lastTradeDate":1740171602}],` +
		`"puts":[{"contractSymbol":"AAPL250228P00245000","strike":245,"volume":5}]}]}],"error":null}}`
	newsBody   = `{"news":[{"title":"Apple rises","publisher":"Wire","link":"https://example.com/a","providerPublishTime":1740442800,"relatedTickers":["AAPL"]}]}`
	screenBody = `{"finance":{"result":[{"title":"Day Gainers","total":76,"quotes":[{"symbol":"U","quoteType":"EQUITY","regularMarketPrice":28,"marketState":"CLOSED"}]}],"error":null}}`
	trendsBody = `{"finance":{"result":[{"quotes":[{"symbol":"BTC-USD"},{"symbol":"PLTR"}]}],"error":null}}`
)

func asks() []question {
	aapl := symbolOf("AAPL")
	return []question{
		{"fundamentals", "/v10/finance/quoteSummary/AAPL", summaryBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Fundamentals(ctx, aapl)
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, true, market.ErrUnknownSymbol},
		{"statements", "/ws/fundamentals-timeseries/v1/finance/timeseries/AAPL", seriesBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Statements(ctx, aapl, market.StatementQuery{})
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, true, market.ErrNoData},
		{"options", "/v7/finance/options/AAPL", chainBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Options(ctx, aapl, market.Date{})
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, true, market.ErrUnknownSymbol},
		{"news", "/v1/finance/search", newsBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.News(ctx, "AAPL", 5)
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, false, market.ErrMalformed},
		{"screen", "/v1/finance/screener/predefined/saved", screenBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Screen(ctx, "day_gainers", market.ScreenQuery{})
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, false, market.ErrMalformed},
		{"trends", "/v1/finance/trending/US", trendsBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Trending(ctx, "")
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, false, nil},
		{"actions", "/v8/finance/chart", eventsBody, func(ctx context.Context, m *market.Market) (*market.Origin, error) {
			v, err := m.Actions(ctx, aapl, market.Date{}, market.Date{})
			if err != nil {
				return nil, err
			}
			return &v.Origin, nil
		}, true, market.ErrNoData},
	}
}

func TestDepthFaults(t *testing.T) {
	for _, a := range asks() {
		for _, fault := range []struct {
			name   string
			status int
			body   string
			kind   error
		}{
			{"blocked", 429, "Edge: Too Many Requests", market.ErrBlocked},
			{"down", 503, "<html>", market.ErrUnavailable},
			{"a page", 200, "<html>consent</html>", market.ErrMalformed},
			{"nothing", 200, "", market.ErrMalformed},
			{"an empty object", 200, "{}", market.ErrMalformed},
			{"cut short", 200, a.body[:len(a.body)/2], market.ErrMalformed},
			{"an error inside", 200, `{"finance":{"result":null,"error":{"code":"internal-error","description":"try again"}}}`, market.ErrUnavailable},
			{"not the address", 404, "<html>", market.ErrMalformed},
			{"a bad request", 400, `{"finance":{"result":null,"error":{"code":"Bad Request","description":"Missing value"}}}`, market.ErrNoData},
		} {
			t.Run(a.name+"/"+fault.name, func(t *testing.T) {
				f := newFakeYahoo(t)
				f.says(a.path, fault.status, fault.body)
				_, err := a.of(t.Context(), newTestMarket(t, options{BaseURL: f.URL}))
				e := wantKind(t, err, fault.kind)
				if a.symbol && e.Symbol != "AAPL" {
					t.Errorf("error %v does not name the symbol", e)
				}
				want := 1
				if fault.status >= 500 {
					want = 2
				}
				if n := f.count(a.path); n != want {
					t.Errorf("%d requests, want %d", n, want)
				}
			})
		}
	}
}

func TestDepthKnowsUnknownSymbols(t *testing.T) {
	for _, a := range asks() {
		if !a.symbol {
			continue
		}
		f := newFakeYahoo(t)
		f.says(a.path, 404, `{"x":{"result":null,"error":{"code":"Not Found","description":"Quote not found for symbol: AAPL"}}}`)
		_, err := a.of(t.Context(), newTestMarket(t, options{BaseURL: f.URL}))
		wantKind(t, err, market.ErrUnknownSymbol)

		envelope, _, _ := strings.Cut(a.body, "[{")
		f.says(a.path, 200, envelope+`[],"error":null}}`)
		_, err = a.of(t.Context(), newTestMarket(t, options{BaseURL: f.URL}))
		wantKind(t, err, a.missing)
	}
}

func TestCompanyWithoutFundamentals(t *testing.T) {
	f := newFakeYahoo(t)
	f.says("/v10/finance/quoteSummary/AAPL", 404, `{"quoteSummary":{"result":null,"error":{"code":"Not Found","description":"No fundamentals data found for any of the summaryTypes=price"}}}`)
	_, err := newTestMarket(t, options{BaseURL: f.URL}).Fundamentals(t.Context(), sym(t, "AAPL"))
	if e := wantKind(t, err, market.ErrNoData); e.Symbol != "AAPL" || errors.Is(err, market.ErrUnknownSymbol) {
		t.Errorf("error = %v", err)
	}
}

func TestDepthIsKeptAndServedStale(t *testing.T) {
	for _, a := range asks() {
		t.Run(a.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				blocked, requests := false, 0
				m := newTestMarket(t, options{RoundTripper: roundTrip(func(r *http.Request) (*http.Response, error) {
					if resp := credentials(r); resp != nil {
						return resp, nil
					}
					requests++
					if blocked {
						return answer(r, http.StatusTooManyRequests, "Too Many Requests"), nil
					}
					return answer(r, http.StatusOK, a.body), nil
				})})
				for range 3 {
					if f, err := a.of(t.Context(), m); err != nil || f.Stale || f.AsOf.IsZero() || f.AsOf.Location() != time.UTC {
						t.Fatalf("answer %+v, error %v", f, err)
					}
				}
				if requests != 1 {
					t.Errorf("%d requests for one answer thrice", requests)
				}
				blocked = true
				time.Sleep(12 * time.Hour) // fake time
				f, err := a.of(t.Context(), m)
				if err != nil || !f.Stale || f.Age < 12*time.Hour {
					t.Fatalf("answer %+v while blocked, error %v; want the old one", f, err)
				}
				time.Sleep(36 * time.Hour)
				_, err = a.of(t.Context(), m)
				wantKind(t, err, market.ErrBlocked)
			})
		})
	}
}

func TestDepthEndsWithItsCallerAndItsMarket(t *testing.T) {
	for _, a := range asks() {
		t.Run(a.name, func(t *testing.T) {
			f, g := newFakeYahoo(t), newGate()
			f.on(a.path, g.handler(nil))
			m := newTestMarket(t, options{BaseURL: f.URL})
			cause := errors.New("client left")
			ctx, leave := context.WithCancelCause(t.Context())
			errs := make(chan error, 1)
			go func() {
				_, err := a.of(ctx, m)
				errs <- err
			}()
			await(t, g.arrived, 10*time.Second, "the request")
			leave(cause)
			await(t, g.left, 100*time.Millisecond, "Yahoo sees the request end")
			if err := <-errs; !errors.Is(err, cause) {
				t.Errorf("error = %v, want the cause %v", err, cause)
			}
			m.Close()
			if _, err := a.of(t.Context(), m); !errors.Is(err, market.ErrClosed) {
				t.Errorf("error after Close = %v, want %v", err, market.ErrClosed)
			}
		})
	}
}

func TestDepthArguments(t *testing.T) {
	m := newTestMarket(t, options{
		Now:          func() time.Time { return time.Date(2025, time.February, 20, 17, 0, 0, 0, time.UTC) },
		RoundTripper: roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("asked all the same") }),
	})
	ctx, aapl := t.Context(), sym(t, "AAPL")
	day := func(y, d int) market.Date { return market.Date{Year: y, Month: time.February, Day: d} }
	for _, bad := range []struct {
		name, says string
		of         func() error
	}{
		{"no symbol, fundamentals", "symbol", func() error { _, err := m.Fundamentals(ctx, market.Symbol{}); return err }},
		{"no symbol, statements", "symbol", func() error { _, err := m.Statements(ctx, market.Symbol{}, market.StatementQuery{}); return err }},
		{"no symbol, options", "symbol", func() error { _, err := m.Options(ctx, market.Symbol{}, market.Date{}); return err }},
		{"no symbol, totals", "symbol", func() error { _, err := m.OptionTotals(ctx, market.Symbol{}); return err }},
		{"no symbol, actions", "symbol", func() error { _, err := m.Actions(ctx, market.Symbol{}, market.Date{}, market.Date{}); return err }},
		{"kind", "kind: \"profit\": want one of income, balance, cash, all", func() error {
			_, err := m.Statements(ctx, aapl, market.StatementQuery{Kind: "profit"})
			return err
		}},
		{"frequency", "frequency: \"weekly\": want one of annual, quarterly, trailing", func() error {
			_, err := m.Statements(ctx, aapl, market.StatementQuery{Frequency: "weekly"})
			return err
		}},
		{"trailing balance", "frequency", func() error {
			_, err := m.Statements(ctx, aapl, market.StatementQuery{Kind: market.BalanceSheet, Frequency: market.Trailing})
			return err
		}},
		{"expiry", "expiry", func() error { _, err := m.Options(ctx, aapl, day(2025, 30)); return err }},
		{"far expiry", "expiry", func() error { _, err := m.Options(ctx, aapl, day(9999, 1)); return err }},
		{"empty query", "q: want", func() error { _, err := m.News(ctx, "  ", 5); return err }},
		{"long query", "q: want", func() error { _, err := m.News(ctx, strings.Repeat("x", 101), 5); return err }},
		{"control in query", "q: want", func() error { _, err := m.News(ctx, "a\nb", 5); return err }},
		{"no articles", "limit: 0: want 1 to 50", func() error { _, err := m.News(ctx, "a", 0); return err }},
		{"many articles", "limit: 51", func() error { _, err := m.News(ctx, "a", 51); return err }},
		{"screen", "name: \"x\": want one of day_gainers", func() error { _, err := m.Screen(ctx, "x", market.ScreenQuery{}); return err }},
		{"screen's region", "region: \"mars\": want one of us", func() error {
			_, err := m.Screen(ctx, "day_gainers", market.ScreenQuery{Region: "mars"})
			return err
		}},
		{"screen of one region", "region: top_mutual_funds", func() error {
			_, err := m.Screen(ctx, "top_mutual_funds", market.ScreenQuery{Region: "de"})
			return err
		}},
		{"rows", "limit: 101", func() error { _, err := m.Screen(ctx, "day_gainers", market.ScreenQuery{Limit: 101}); return err }},
		{"less than no rows", "limit: -1", func() error { _, err := m.Screen(ctx, "day_gainers", market.ScreenQuery{Limit: -1}); return err }},
		{"offset", "offset: -1", func() error { _, err := m.Screen(ctx, "day_gainers", market.ScreenQuery{Offset: -1}); return err }},
		{"trends' region", "region: \"../us\"", func() error { _, err := m.Trending(ctx, "../us"); return err }},
		{"from after to", "from", func() error { _, err := m.Actions(ctx, aapl, day(2025, 10), day(2025, 3)); return err }},
		{"from ahead", "from", func() error { _, err := m.Actions(ctx, aapl, day(2026, 10), market.Date{}); return err }},
		{"no such from", "from", func() error { _, err := m.Actions(ctx, aapl, day(2024, 30), market.Date{}); return err }},
		{"no such to", "to", func() error { _, err := m.Actions(ctx, aapl, day(2024, 1), day(2024, 31)); return err }},
	} {
		err := bad.of()
		if !errors.Is(err, market.ErrQuery) && !errors.Is(err, market.ErrSymbol) || !strings.Contains(fmt.Sprint(err), bad.says) {
			t.Errorf("%s: error = %v, want one that says %q", bad.name, err, bad.says)
		}
	}
}
