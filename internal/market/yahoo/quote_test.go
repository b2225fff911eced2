package yahoo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/market"
)

// quote asks a fake Yahoo whose one result is the fields given.
func quote(t testing.TB, symbol, fields string) (*market.Ticker, error) {
	t.Helper()
	f := newFakeYahoo(t)
	f.says("/v7/finance/quote", http.StatusOK, `{"quoteResponse":{"result":[{"symbol":"`+symbol+`",`+fields+`}],"error":null}}`)
	m := newTestMarket(t, options{BaseURL: f.URL})
	return m.Quote(t.Context(), sym(t, symbol))
}

func TestAbsentIsNotZero(t *testing.T) {
	q, err := quote(t, "AAPL", `"quoteType":"EQUITY","regularMarketPrice":1.5,"regularMarketVolume":0,"bid":0,"marketCap":null,"trailingPE":"n/a","regularMarketChange":0`)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]any
	if err := json.Unmarshal(body, &sent); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{"price": 1.5, "volume": 0.0, "change": 0.0, "bid": nil, "market_cap": nil, "trailing_pe": nil, "open": nil, "day_high": nil, "eps_ttm": nil, "earnings_at": nil} {
		if sent[name] != want {
			t.Errorf("%s = %v, want %v", name, sent[name], want)
		}
	}
}

func TestOddFieldsDoNotLoseTheQuote(t *testing.T) {
	q, err := quote(t, "BTC-USD", `"quoteType":"CRYPTOCURRENCY","regularMarketPrice":{"raw":96077.45,"fmt":"96,077.45"},"regularMarketVolume":21228961792.5,`+
		`"circulatingSupply":19825500.25,"maxSupply":1e30,"averageDailyVolume3Month":1e300,"shortName":7,"tradeable":"yes","regularMarketTime":1.739e9,"corporateActions":[],"currency":["USD"]`)
	if err != nil {
		t.Fatal(err)
	}
	if q.Price != market.Num(96077.45) || q.Volume != market.Num(21228961793) || !q.AverageVolume3M.IsZero() || q.Kind != market.KindCrypto || q.AsOf.Unix() != 1739000000 || q.Name != "" {
		t.Errorf("ticker = %+v", q)
	}
}

func TestUnits(t *testing.T) {
	const pence = `"quoteType":"EQUITY","currency":"GBp","financialCurrency":"GBP","regularMarketPrice":308.8,"marketCap":2554603520,`
	q, err := quote(t, "OCDO.L", pence+`"bookValue":1.668,"priceToBook":185.13188,"epsTrailingTwelveMonths":0.25,"trailingPE":1235.2,"epsForward":0.3,"forwardPE":10.29,"trailingAnnualDividendRate":0.1,"trailingAnnualDividendYield":0.0003,"dividendYield":3.2`)
	if err != nil {
		t.Fatal(err)
	}
	if q.Currency != "GBp" || q.FinancialCurrency != "GBP" || q.MarketCap != market.Num(2554603520) || q.ForwardPE != market.Num(10.29) || q.ForwardDividendYield != market.Num(3.2) {
		t.Errorf("ticker in pence = %+v", q)
	}
	if !q.PriceToBook.IsZero() || q.TrailingPE != market.Num(12.352) || !q.DividendRate.IsZero() || !q.DividendYield.IsZero() {
		t.Errorf("ratios of pence to pounds: %+v", q)
	}
	q, err = quote(t, "AAPL", `"quoteType":"EQUITY","currency":"USD","financialCurrency":"USD","regularMarketPrice":244.6,"bookValue":4.438,"priceToBook":55.114914,"trailingAnnualDividendRate":0.99,"trailingAnnualDividendYield":0.00409887,"dividendYield":0.41,"dividendRate":1`)
	if err != nil {
		t.Fatal(err)
	}
	if q.PriceToBook != market.Num(55.114914) || q.DividendRate != market.Num(0.99) || q.DividendYield != market.Num(0.409887) || q.ForwardDividendYield != market.Num(0.41) || q.ForwardDividendRate != market.Num(1) {
		t.Errorf("ticker in dollars = %+v", q)
	}
}

func TestStatesAndKinds(t *testing.T) {
	for state, want := range map[string]market.State{"REGULAR": market.StateOpen, "PRE": market.StatePre, "POST": market.StatePost, "PREPRE": market.StateClosed, "POSTPOST": market.StateClosed, "CLOSED": market.StateClosed, "": market.StateUnknown, "X": market.StateUnknown} {
		q, err := quote(t, "AAPL", `"quoteType":"ETF","marketState":"`+state+`"`)
		if err != nil || q.State != want {
			t.Errorf("state %q = %v, %v; want %q", state, q, err, want)
		}
	}
	for kind, want := range map[string]market.Kind{"EQUITY": market.KindEquity, "ETF": market.KindETF, "INDEX": market.KindIndex, "MUTUALFUND": market.KindFund, "CURRENCY": market.KindCurrency, "CRYPTOCURRENCY": market.KindCrypto, "FUTURE": market.KindFuture, "OPTION": market.KindOption, "ECNQUOTE": market.KindOther} {
		q, err := quote(t, "X", `"quoteType":"`+kind+`"`)
		if err != nil || q.Kind != want {
			t.Errorf("kind %q = %v, %v; want %q", kind, q, err, want)
		}
	}
}

func TestExtendedHours(t *testing.T) {
	q, err := quote(t, "AAPL", `"quoteType":"EQUITY","preMarketPrice":1.5,"preMarketChange":-0.5,"preMarketChangePercent":-25,"preMarketTime":1739581198`)
	if err != nil {
		t.Fatal(err)
	}
	if q.PostMarket != nil || q.PreMarket == nil || q.PreMarket.Price != market.Num(1.5) || q.PreMarket.Change != market.Num(-0.5) || q.PreMarket.ChangePercent != market.Num(-25) || !q.PreMarket.AsOf.Equal(time.Unix(1739581198, 0)) {
		t.Errorf("pre %+v, post %+v", q.PreMarket, q.PostMarket)
	}
}

func TestSymbolsThatAreNotQuoted(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		kind error
		word string
	}{
		"unknown":   {`{"quoteResponse":{"result":[],"error":null}}`, market.ErrUnknownSymbol, "no such symbol"},
		"delisted":  {`{"quoteResponse":{"result":[{"quoteType":"NONE","symbol":"AAPL"}],"error":null}}`, market.ErrUnknownSymbol, "no longer quoted"},
		"another":   {quoteBody("MSFT"), market.ErrMalformed, "another symbol"},
		"no kind":   {`{"quoteResponse":{"result":[{"symbol":"AAPL"}]}}`, market.ErrMalformed, "quoteType"},
		"no object": {`{"quoteResponse":{"result":[1,null,"x"]}}`, market.ErrMalformed, "another symbol"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeYahoo(t)
			f.says("/v7/finance/quote", http.StatusOK, tt.body)
			m := newTestMarket(t, options{BaseURL: f.URL})
			_, err := m.Quote(t.Context(), sym(t, "AAPL"))
			if wantKind(t, err, tt.kind); !strings.Contains(err.Error(), tt.word) {
				t.Errorf("error %q does not say %q", err, tt.word)
			}
		})
	}
}

func TestQuoteLives(t *testing.T) {
	for _, tt := range []struct {
		state string
		kind  string
		ttl   time.Duration
	}{{"REGULAR", "EQUITY", 15 * time.Second}, {"PRE", "EQUITY", 15 * time.Second}, {"CLOSED", "EQUITY", 5 * time.Minute}, {"CLOSED", "CRYPTOCURRENCY", 15 * time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			yahoo := &script{}
			yahoo.set(func(r *http.Request) (*http.Response, error) {
				return answer(r, http.StatusOK, fmt.Sprintf(`{"quoteResponse":{"result":[{"symbol":"A","quoteType":%q,"marketState":%q}]}}`, tt.kind, tt.state)), nil
			})
			m := newTestMarket(t, options{RoundTripper: yahoo})
			ask := func() {
				t.Helper()
				if _, err := m.Quote(t.Context(), symbolOf("A")); err != nil {
					t.Fatal(err)
				}
			}
			ask()
			time.Sleep(tt.ttl * 8 / 10) // lives are spread by a tenth
			ask()
			if yahoo.asked != 1 {
				t.Errorf("%s %s: asked again before %v", tt.kind, tt.state, tt.ttl)
			}
			time.Sleep(tt.ttl * 4 / 10)
			ask()
			if yahoo.asked != 2 {
				t.Errorf("%s %s: still served after %v", tt.kind, tt.state, tt.ttl)
			}
		})
	}
}

func TestPanicOfTheLibraryIsContained(t *testing.T) {
	c := &call{symbol: "AAPL"}
	err := library(t.Context(), slog.New(slog.DiscardHandler), c, func() error { panic("index out of range") })
	wantKind(t, err, market.ErrMalformed)

	m := newTestMarket(t, options{RoundTripper: roundTrip(func(*http.Request) (*http.Response, error) { panic("transport") })})
	_, err = m.Quote(t.Context(), sym(t, "AAPL"))
	wantKind(t, err, market.ErrUnavailable)
	_, err = m.Search(t.Context(), "apple", 1)
	wantKind(t, err, market.ErrMalformed)
}

func TestEmptySymbolIsRefused(t *testing.T) {
	m := newTestMarket(t, options{BaseURL: "http://127.0.0.1:1"})
	if _, err := m.Quote(t.Context(), market.Symbol{}); !errors.Is(err, market.ErrSymbol) {
		t.Errorf("Quote of no symbol: %v, want %v", err, market.ErrSymbol)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Quote(ctx, sym(t, "AAPL")); !errors.Is(err, context.Canceled) {
		t.Errorf("Quote under an ended ctx: %v, want %v", err, context.Canceled)
	}
}
