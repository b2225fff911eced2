package market

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
)

// quote asks a fake Yahoo whose one result is the fields given.
func quote(t testing.TB, symbol, fields string) (*Ticker, error) {
	t.Helper()
	f := newFakeYahoo(t)
	f.says("/v7/finance/quote", http.StatusOK, `{"quoteResponse":{"result":[{"symbol":"`+symbol+`",`+fields+`}],"error":null}}`)
	m := newTestMarket(t, Options{BaseURL: f.URL})
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
	if q.Price != Num(96077.45) || q.Volume != Num(21228961793) || q.AverageVolume3M.ok || q.Kind != KindCrypto || q.AsOf.Unix() != 1739000000 || q.Name != "" {
		t.Errorf("ticker = %+v", q)
	}
}

func TestUnits(t *testing.T) {
	const pence = `"quoteType":"EQUITY","currency":"GBp","financialCurrency":"GBP","regularMarketPrice":308.8,"marketCap":2554603520,`
	q, err := quote(t, "OCDO.L", pence+`"bookValue":1.668,"priceToBook":185.13188,"epsTrailingTwelveMonths":0.25,"trailingPE":1235.2,"epsForward":0.3,"forwardPE":10.29,"trailingAnnualDividendRate":0.1,"trailingAnnualDividendYield":0.0003,"dividendYield":3.2`)
	if err != nil {
		t.Fatal(err)
	}
	if q.Currency != "GBp" || q.FinancialCurrency != "GBP" || q.MarketCap != Num(2554603520) || q.ForwardPE != Num(10.29) || q.ForwardDividendYield != Num(3.2) {
		t.Errorf("ticker in pence = %+v", q)
	}
	if q.PriceToBook.ok || q.TrailingPE != Num(12.352) || q.DividendRate.ok || q.DividendYield.ok {
		t.Errorf("ratios of pence to pounds: %+v", q)
	}
	q, err = quote(t, "AAPL", `"quoteType":"EQUITY","currency":"USD","financialCurrency":"USD","regularMarketPrice":244.6,"bookValue":4.438,"priceToBook":55.114914,"trailingAnnualDividendRate":0.99,"trailingAnnualDividendYield":0.00409887,"dividendYield":0.41,"dividendRate":1`)
	if err != nil {
		t.Fatal(err)
	}
	if q.PriceToBook != Num(55.114914) || q.DividendRate != Num(0.99) || q.DividendYield != Num(0.409887) || q.ForwardDividendYield != Num(0.41) || q.ForwardDividendRate != Num(1) {
		t.Errorf("ticker in dollars = %+v", q)
	}
}

func TestStatesAndKinds(t *testing.T) {
	for state, want := range map[string]State{"REGULAR": StateOpen, "PRE": StatePre, "POST": StatePost, "PREPRE": StateClosed, "POSTPOST": StateClosed, "CLOSED": StateClosed, "": StateUnknown, "X": StateUnknown} {
		q, err := quote(t, "AAPL", `"quoteType":"ETF","marketState":"`+state+`"`)
		if err != nil || q.State != want {
			t.Errorf("state %q = %v, %v; want %q", state, q, err, want)
		}
	}
	for kind, want := range map[string]Kind{"EQUITY": KindEquity, "ETF": KindETF, "INDEX": KindIndex, "MUTUALFUND": KindFund, "CURRENCY": KindCurrency, "CRYPTOCURRENCY": KindCrypto, "FUTURE": KindFuture, "OPTION": KindOption, "ECNQUOTE": KindOther} {
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
	if q.PostMarket != nil || q.PreMarket == nil || q.PreMarket.Price != Num(1.5) || q.PreMarket.Change != Num(-0.5) || q.PreMarket.ChangePercent != Num(-25) || !q.PreMarket.AsOf.Equal(time.Unix(1739581198, 0)) {
		t.Errorf("pre %+v, post %+v", q.PreMarket, q.PostMarket)
	}
}

func TestSymbolsThatAreNotQuoted(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		kind error
		word string
	}{
		"unknown":   {`{"quoteResponse":{"result":[],"error":null}}`, ErrUnknownSymbol, "no such symbol"},
		"delisted":  {`{"quoteResponse":{"result":[{"quoteType":"NONE","symbol":"AAPL"}],"error":null}}`, ErrUnknownSymbol, "no longer quoted"},
		"another":   {quoteBody("MSFT"), ErrMalformed, "another symbol"},
		"no kind":   {`{"quoteResponse":{"result":[{"symbol":"AAPL"}]}}`, ErrMalformed, "quoteType"},
		"no object": {`{"quoteResponse":{"result":[1,null,"x"]}}`, ErrMalformed, "another symbol"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeYahoo(t)
			f.says("/v7/finance/quote", http.StatusOK, tt.body)
			m := newTestMarket(t, Options{BaseURL: f.URL})
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
			m := newTestMarket(t, Options{RoundTripper: yahoo})
			ask := func() {
				t.Helper()
				if _, err := m.Quote(t.Context(), Symbol{"A"}); err != nil {
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
	wantKind(t, err, ErrMalformed)

	m := newTestMarket(t, Options{RoundTripper: roundTrip(func(*http.Request) (*http.Response, error) { panic("transport") })})
	_, err = m.Quote(t.Context(), sym(t, "AAPL"))
	wantKind(t, err, ErrUnavailable)
	_, err = m.Search(t.Context(), "apple", 1)
	wantKind(t, err, ErrUnavailable)
}

func TestEmptySymbolIsRefused(t *testing.T) {
	m := newTestMarket(t, Options{BaseURL: "http://127.0.0.1:1"})
	if _, err := m.Quote(t.Context(), Symbol{}); !errors.Is(err, ErrSymbol) {
		t.Errorf("Quote of no symbol: %v, want %v", err, ErrSymbol)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Quote(ctx, sym(t, "AAPL")); !errors.Is(err, context.Canceled) {
		t.Errorf("Quote under an ended ctx: %v, want %v", err, context.Canceled)
	}
}

func TestOptionsNameWhatIsWrong(t *testing.T) {
	_, err := New(Options{BaseURL: "ftp://x", CacheEntries: -1, CacheBytes: -1, CacheTTL: -1, Timeout: -1, MaxBody: -1, MaxConcurrent: -1})
	for _, field := range []string{"BaseURL", "CacheEntries", "CacheBytes", "CacheTTL", "Timeout", "MaxBody", "MaxConcurrent"} {
		if err == nil || !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
	for _, bad := range []string{"127.0.0.1:80", "http://", "http://a?b=c", "http://user:secret@a", "http://a#b", "http://a b"} {
		if _, err := New(Options{BaseURL: bad}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("New with BaseURL %q: %v, want an error without secrets", bad, err)
		}
	}
}
