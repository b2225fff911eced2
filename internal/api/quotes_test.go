package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

func manySymbols(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("S%d", i))
	}
	return strings.Join(list, ",")
}

type manyQuotes struct {
	*fakeMarket
	of func(ctx context.Context, symbol string) (*market.Ticker, error)
}

func (m manyQuotes) Quote(ctx context.Context, s market.Symbol) (*market.Ticker, error) {
	return m.of(ctx, s.String())
}

func (m manyQuotes) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers, errs := make([]*market.Ticker, len(symbols)), make([]error, len(symbols))
	for i, s := range symbols {
		tickers[i], errs[i] = m.of(ctx, s.String())
	}
	return tickers, errs
}

func TestQuotes(t *testing.T) {
	m := manyQuotes{exampleMarket(), func(_ context.Context, symbol string) (*market.Ticker, error) {
		switch symbol {
		case "NONE":
			return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "SECRET"}
		case "SHUT":
			return nil, &market.Error{Kind: market.ErrBlocked, RetryAfter: time.Minute, Message: "SECRET"}
		case "BROKEN":
			return nil, errors.New("SECRET")
		}
		s, err := market.ParseSymbol(symbol)
		return &market.Ticker{Symbol: s, Price: market.Num(float64(len(symbol)))}, err
	}}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=zz,NONE,BROKEN&symbols=a,SHUT,ZZ,^GSPC", "", nil))
	var d struct {
		Quotes []struct {
			Symbol string
			Quote  *struct{ Price float64 }
			Error  *fault.Data
		}
	}
	if err := json.Unmarshal([]byte(got), &d); err != nil || strings.Contains(got, "SECRET") {
		t.Fatalf("%s: %v", got, err)
	}
	var told []string
	for _, q := range d.Quotes {
		if q.Quote != nil {
			told = append(told, fmt.Sprint(q.Symbol, " ", q.Quote.Price))
		} else {
			told = append(told, q.Symbol+" "+string(q.Error.Code))
		}
	}
	if diff := cmp.Diff([]string{"ZZ 2", "NONE not_found", "BROKEN internal", "A 1", "SHUT market_blocked", "^GSPC 5"}, told); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if logs := w.logs.String(); !strings.Contains(logs, "quote failed") {
		t.Errorf("the fault is not in the log:\n%s", logs)
	}
	if resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols="+manySymbols(50), "", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("fifty symbols: %d", resp.StatusCode)
	}
	m.of = func(context.Context, string) (*market.Ticker, error) { return nil, market.ErrClosed }
	shut := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	wantFault(t, shut.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=A", "", nil), fault.Shutdown)
}

func TestQuotesEndWithTheirClient(t *testing.T) {
	asked, ended := make(chan struct{}, 50), make(chan struct{}, 50)
	m := manyQuotes{exampleMarket(), func(ctx context.Context, _ string) (*market.Ticker, error) {
		asked <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
		return nil, context.Cause(ctx)
	}}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/quotes?symbols="+manySymbols(50), nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-asked
		cancel()
	}()
	resp, err := http.DefaultClient.Do(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		t.Fatal("the request succeeded")
	}
	<-ended
}
