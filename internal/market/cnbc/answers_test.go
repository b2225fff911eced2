package cnbc

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"quotewire/internal/market"
)

func TestRefusals(t *testing.T) {
	page := "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>You don't have permission</BODY></HTML>"
	for _, c := range []struct {
		what, body string
		status     int
		want       error
	}{
		{"access denied with 200", page, 200, market.ErrBlocked}, {"access denied", page, 403, market.ErrBlocked}, {"too many", "slow down", 429, market.ErrBlocked}, {"down", page, 503, market.ErrUnavailable},
		{"unknown", rowsOf(`{"symbol":"AAPL","code":1}`), 200, market.ErrUnknownSymbol}, {"unknown, with nulls", rowsOf(`{"symbol":"AAPL","code":1,"name":null,"last":null}`), 200, market.ErrUnknownSymbol},
		{"no price", rowsOf(`{"symbol":"AAPL","code":0,"name":"A"}`), 200, market.ErrUnknownSymbol}, {"a price of nothing", rowsOf(`{"symbol":"AAPL","code":0,"last":"0.00"}`), 200, market.ErrUnknownSymbol},
		{"none", rowsOf(), 200, market.ErrMalformed}, {"null", `{"FormattedQuoteResult":null}`, 200, market.ErrMalformed}, {"null rows", `{"FormattedQuoteResult":{"FormattedQuote":null}}`, 200, market.ErrMalformed},
		{"a null row", `{"FormattedQuoteResult":{"FormattedQuote":[null]}}`, 200, market.ErrMalformed}, {"half", rowsOf(apple)[:200], 200, market.ErrMalformed}, {"a list", `[]`, 200, market.ErrMalformed}, {"nothing", "", 200, market.ErrMalformed},
	} {
		f := newServer(t)
		f.quotes, f.status = c.body, c.status
		tickers, errs := newSource(t, f.URL, during).Quotes(t.Context(), []market.Symbol{sym(t, "AAPL")})
		if e, ok := errors.AsType[*market.Error](errs[0]); !ok || e.Kind != c.want || e.Symbol != "AAPL" || tickers[0] != nil {
			t.Errorf("%s: %v, want %v", c.what, errs[0], c.want)
		}
	}
}

// One object in place of a list, and the envelopes of the sister service.
func TestEnvelopes(t *testing.T) {
	for _, body := range []string{`{"FormattedQuoteResult":{"FormattedQuote":` + apple + `}}`, `{"ITVQuoteResult":{"ITVQuote":[` + apple + `]}}`, `{"ITVQuoteResult":{"ITVQuote":` + apple + `}}`,
		`{"QuickQuoteResult":{"QuickQuote":[` + apple + `]}}`} {
		k, err := quote(t, "AAPL", during, body)
		if err != nil {
			t.Fatalf("%.40s: %v", body, err)
		}
		want(t, "price", k.Price, "218.29")
	}
}

// Many symbols are asked for in batches; one symbol twice is asked for once, and one that
// is not known spoils nothing.
func TestBatches(t *testing.T) {
	f := newServer(t)
	var symbols []market.Symbol
	var rows []string
	for i := range 30 {
		name := fmt.Sprintf("%c%c", 'A'+i/26, 'A'+i%26)
		symbols = append(symbols, sym(t, name))
		rows = append(rows, fmt.Sprintf(`{"symbol":%q,"code":0,"last":"%d"}`, name, i+1))
	}
	rows[3] = `{"symbol":"AD","code":1}`
	f.quotes = rowsOf(append(rows, `{"symbol":"JPY=","code":0,"last":"150"}`)...)
	symbols = append(symbols, sym(t, "JPY=X"), sym(t, "USDJPY=X"), sym(t, "005930.KS"))
	tickers, errs := newSource(t, f.URL, during).Quotes(t.Context(), symbols)
	if len(f.asked) != 2 {
		t.Fatalf("%d requests", len(f.asked))
	}
	first, second := f.asked[0].URL.Query().Get("symbols"), f.asked[1].URL.Query().Get("symbols")
	if strings.Count(first, "|") != 24 || !strings.HasSuffix(second, "BD|JPY=") || strings.Count(second, "|") != 5 {
		t.Errorf("asked for %s and %s", first, second)
	}
	for i := range 30 {
		if i == 3 {
			continue
		}
		if errs[i] != nil {
			t.Errorf("%s: %v", symbols[i], errs[i])
			continue
		}
		want(t, symbols[i].String(), tickers[i].Price, fmt.Sprint(i+1))
	}
	if !errors.Is(errs[3], market.ErrUnknownSymbol) || !errors.Is(errs[32], market.ErrUnknownSymbol) || errs[30] != nil || errs[31] != nil || tickers[31].Symbol != symbols[31] {
		t.Errorf("%v, %v, %v, %v", errs[3], errs[32], errs[30], errs[31])
	}
	q := f.asked[0]
	if q.URL.Path != "/quote-html-webservice/restQuote/symbolType/symbol" || q.URL.Query().Get("exthrs") != "1" || !strings.HasPrefix(q.UserAgent(), "Mozilla/5.0") {
		t.Errorf("asked %s as %s", q.URL, q.UserAgent())
	}
}

func TestCovers(t *testing.T) {
	s := newSource(t, "", during)
	for symbol, want := range map[string]bool{"AAPL": true, "BRK-B": true, "SAP.DE": true, "7203.T": true, "^GSPC": true, "^TNX": true, "EURUSD=X": true, "BTC-USD": true, "CL=F": true, "005930.KS": false, "AAPL250117C00150000": false} {
		if got := s.Covers(sym(t, symbol)); got != want {
			t.Errorf("covers %s: %t", symbol, got)
		}
	}
}

func TestLeaving(t *testing.T) {
	f := newServer(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	s := newSource(t, f.URL, during)
	if _, errs := s.Quotes(ctx, []market.Symbol{sym(t, "AAPL")}); !errors.Is(errs[0], context.Canceled) {
		t.Errorf("quotes: %v", errs[0])
	}
	if _, err := s.History(ctx, market.HistoryQuery{Symbol: sym(t, "^GSPC"), Range: "1mo", Interval: market.Day}); !errors.Is(err, context.Canceled) {
		t.Errorf("history: %v", err)
	}
	if len(f.asked) != 0 {
		t.Error("asked all the same")
	}
}
