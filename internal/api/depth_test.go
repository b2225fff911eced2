package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// full is a T of which every field, to any depth, is there. Its figures are
// 301.46 as Yahoo widens it.
func full[T any]() T {
	var v T
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	symbol, _ := market.ParseSymbol("AAPL")
	switch v.Addr().Interface().(type) {
	case *market.Number:
		v.Set(reflect.ValueOf(market.Num(301.4599914550781)))
		return
	case *market.Symbol:
		v.Set(reflect.ValueOf(symbol))
		return
	case *market.Kind:
		v.Set(reflect.ValueOf(market.KindEquity))
		return
	case *market.State:
		v.Set(reflect.ValueOf(market.StateOpen))
		return
	case *market.StatementKind:
		v.Set(reflect.ValueOf(market.IncomeStatement))
		return
	case *market.Frequency:
		v.Set(reflect.ValueOf(market.Annual))
		return
	case *market.Unit:
		v.Set(reflect.ValueOf(market.UnitPerShare))
		return
	case *market.Date:
		v.Set(reflect.ValueOf(market.Date{Year: 2026, Month: 1, Day: 16}))
		return
	case *time.Time:
		v.Set(reflect.ValueOf(time.Date(2025, 11, 21, 20, 0, 0, 0, time.UTC)))
		return
	case *error:
		v.Set(reflect.ValueOf(market.ErrUnavailable))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	default:
		panic("cannot fill " + v.Type().String())
	}
}

// fullDepth is all that market depth can be. Absent values come as well.
func fullDepth() fakeDepth {
	d := fakeDepth{
		fundamentals: full[*market.Fundamentals](), statements: full[*market.Statements](), actions: full[*market.Actions](), chain: full[*market.Chain](),
		totals: full[*market.OptionTotals](), articles: full[*market.News](), screen: full[*market.Screen](), trends: full[*market.Trends](),
	}
	d.chain.Underlying.TimeZone = "America/New_York"
	d.chain.Puts[0].ImpliedVolatility = market.Num(0.3)
	d.statements.Items[0].Values = append(d.statements.Items[0].Values, market.Number{})
	return d
}

// No noise of 32-bit numbers reaches a client, on any route.
func TestFiguresAreWrittenWithoutNoise(t *testing.T) {
	m := exampleMarket()
	m.ticker = full[*market.Ticker]()
	m.history.Bars = []market.Bar{{Open: 301.4599914550781, High: 301.4599914550781, Low: 301.4599914550781, Close: 301.4599914550781, AdjClose: 301.4599914550781, Volume: 1e15}}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	for _, path := range []string{
		"/api/quotes?symbols=A,B", "/api/quotes/A", "/api/history/A", "/api/fundamentals/A?section=statistics,earnings,trend,analysts,holders,fund,actions&statement=all",
		"/api/options/A?greeks=true&rate=4", "/api/options/A?view=totals", "/api/screeners/day_gainers",
	} {
		got := body(t, w.do(t, t.Context(), http.MethodGet, path, "", nil))
		if strings.Contains(got, "4599") || !strings.Contains(got, "301.46") {
			t.Errorf("%s: %s", path, got)
		}
	}
	csv := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil))
	if !strings.Contains(csv, ",301.46,301.46,301.46,301.46,301.46,1000000000000000,USD\n") {
		t.Error(csv)
	}
}

func TestDepthQueries(t *testing.T) {
	for path, want := range map[string]any{
		"/api/fundamentals/aapl?statement=BALANCE":                                market.StatementQuery{Kind: "balance", Frequency: "annual"},
		"/api/fundamentals/aapl?statement=all&frequency=trailing&section=actions": market.StatementQuery{Kind: "all", Frequency: "trailing"},
		"/api/options/aapl": market.Date{},
		"/api/options/aapl?expiry=2026-01-16&side=puts&min_strike=1.5&max_strike=2e2&greeks=true&rate=-0.5&page=2&limit=500": market.Date{Year: 2026, Month: 1, Day: 16},
		"/api/news/aapl":              10,
		"/api/news/aapl?limit=50":     50,
		"/api/screeners/most_actives": market.ScreenQuery{Limit: 25, Region: "us"},
		"/api/screeners/Most_Actives?region=GB&limit=100&offset=10000": market.ScreenQuery{Limit: 100, Offset: 10_000, Region: "gb"},
		"/api/screeners/trending?region=sg":                            "sg",
	} {
		m := exampleMarket()
		w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
		resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
		if resp.StatusCode != http.StatusOK || m.last != want {
			t.Errorf("%s: %d, asked %v, want %v", path, resp.StatusCode, m.last, want)
		}
	}
}

// Every field refuses what it cannot be, by name, with what would be right, and
// before anything is asked.
func TestBadDepthQueries(t *testing.T) {
	m := exampleMarket()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	for path, field := range map[string]string{
		"quotes?symbols=": "symbols", "quotes?symbols=,,null": "symbols", "quotes?symbols=AAPL,a/b": "symbols", "quotes?symbols=A&x=1": `"x"`, "quotes?symbol=A": `"symbol"`,
		"quotes?symbols=" + manySymbols(51): "symbols", "quotes?symbols=%ff": "symbols",
		"history/A?format=xml": "format", "history/A?format=csv&format=json": "format",
		"fundamentals/a%2Fb": "symbol", "fundamentals/A?section=prices": "section", "fundamentals/A?section=fund,x": "section", "fundamentals/A?sections=fund": `"sections"`,
		"fundamentals/A?statement=equity": "statement", "fundamentals/A?statement=cash&frequency=monthly": "frequency", "fundamentals/A?frequency=annual": "frequency",
		"fundamentals/A?statement=balance&frequency=trailing": "frequency", "fundamentals/A?statement=cash&statement=all": "statement",
		"options/a%2Fb": "symbol", "options/A?view=all": "view", "options/A?expiry=soon": "expiry", "options/A?expiry=2026-02-30": "expiry", "options/A?side=call": "side",
		"options/A?min_strike=-1": "min_strike", "options/A?min_strike=x": "min_strike", "options/A?min_strike=NaN": "min_strike", "options/A?max_strike=inf": "max_strike", "options/A?max_strike=0x1p4": "max_strike",
		"options/A?min_strike=2&max_strike=1": "max_strike", "options/A?greeks=maybe": "greeks", "options/A?rate=4": "rate", "options/A?greeks=true&rate=101": "rate",
		"options/A?page=0": "page", "options/A?page=1001": "page", "options/A?page=1.5": "page", "options/A?limit=501": "limit", "options/A?limit=": "", "options/A?view=totals&limit=5": "limit",
		"options/A?view=totals&expiry=2026-01-16": "expiry", "options/A?strike=5": `"strike"`,
		"news/a%2Fb": "symbol", "news/A?limit=0": "limit", "news/A?limit=51": "limit", "news/A?q=x": `"q"`,
		"screeners?name=x": `"name"`, "screeners/day_gainers?region=atlantis": "region", "screeners/trending?region=europe": "region", "screeners/day_gainers?limit=101": "limit",
		"screeners/day_gainers?offset=-1": "offset", "screeners/day_gainers?offset=10001": "offset", "screeners/day_gainers?page=2": `"page"`,
	} {
		m.last = nil
		resp := w.do(t, t.Context(), http.MethodGet, "/api/"+path, "", nil)
		if field == "" { // an empty value counts as absent
			if resp.StatusCode != http.StatusOK {
				t.Errorf("%s: status %d", path, resp.StatusCode)
			}
			continue
		}
		e := wantFault(t, resp, codeInvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" || m.last != nil {
			t.Errorf("%s: %q, fix %q, asked %v", path, e.Message, e.Fix, m.last)
		}
	}
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/screeners/none", "", nil), codeNotFound)
	if !strings.HasPrefix(e.Message, "name:") || !strings.Contains(e.Fix, "/api/screeners") {
		t.Errorf("%+v", e)
	}
}

func manySymbols(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("S%d", i))
	}
	return strings.Join(list, ",")
}

// Each fault of the market is told on each route as the table says, and that
// there is no data in words that fit.
func TestDepthFaults(t *testing.T) {
	routes := map[string]string{
		"fundamentals/A": "no fundamentals", "fundamentals/A?statement=cash": "no such statements", "fundamentals/A?section=actions": "nothing of this symbol was traded",
		"options/A": "no options on this symbol", "options/A?expiry=2026-01-16": "expiry: no options expire", "options/A?view=totals": "no options on this symbol", "news/A": "no news",
		"screeners/day_losers": "nothing on this screen", "screeners/trending": "nothing on this screen",
	}
	for _, c := range []struct {
		err  error
		want code
	}{
		{&market.Error{Kind: market.ErrUnknownSymbol, Message: "SECRET"}, codeNotFound},
		{&market.Error{Kind: market.ErrNoData, Message: "SECRET"}, codeUnanswerable},
		{&market.Error{Kind: market.ErrBlocked, Message: "SECRET", RetryAfter: time.Minute}, codeMarketBlocked},
		{&market.Error{Kind: market.ErrMalformed, Message: "SECRET"}, codeMarketMalformed},
		{&market.Error{Kind: market.ErrUnavailable, Message: "SECRET"}, codeMarketUnavailable},
		{fmt.Errorf("%w: region: sold out: want us", market.ErrQuery), codeInvalidRequest},
		{market.ErrClosed, codeShutdown}, {context.DeadlineExceeded, codeTimeout}, {errors.New("SECRET"), codeInternal},
	} {
		m := exampleMarket()
		m.depthErr = c.err
		w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
		for route, none := range routes {
			e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/"+route, "", nil), c.want)
			switch {
			case strings.Contains(e.Message+e.Fix, "SECRET") || e.Fix == "":
				t.Errorf("%s with %v: %+v", route, c.err, e)
			case c.want == codeUnanswerable && !strings.Contains(e.Message, none):
				t.Errorf("%s: %q, want %q", route, e.Message, none)
			case c.want == codeInvalidRequest && (e.Message != "region: sold out" || e.Fix != "send us"):
				t.Errorf("%s: %+v", route, e)
			}
		}
	}
}

func TestFundamentalsHaveWhatWasAskedFor(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market = exampleMarket() })
	keys := func(v map[string]any) string {
		var found []string
		for _, k := range append(fundamentalSections(), "fundamentals", "statements", "actions") {
			if _, ok := v[k]; ok {
				found = append(found, k)
			}
		}
		return strings.Join(found, " ")
	}
	for query, want := range map[string][2]string{
		"":                              {"fundamentals", "profile statistics earnings trend analysts holders fund"},
		"?section=fund,statistics":      {"fundamentals", "statistics fund"},
		"?section=fund&section=profile": {"fundamentals", "profile fund"},
		"?statement=income":             {"statements", ""},
		"?section=actions":              {"actions", ""},
		"?section=actions,earnings&statement=cash": {"fundamentals statements actions", "earnings"},
	} {
		var d map[string]any
		if err := json.Unmarshal([]byte(body(t, w.do(t, t.Context(), http.MethodGet, "/api/fundamentals/A"+query, "", nil))), &d); err != nil {
			t.Fatal(err)
		}
		f, _ := d["fundamentals"].(map[string]any)
		if got := [2]string{keys(d), keys(f)}; got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
		for _, part := range d {
			if part, ok := part.(map[string]any); ok && (part["stale"] != true || part["age_seconds"] == nil || part["as_of"] != "2025-11-21T20:00:00Z") {
				t.Errorf("%s: how old it is does not show: %v", query, part)
			}
		}
	}
}

// fourThousand is a chain of 2,000 strikes, 5 apart from 5 on.
func fourThousand() *market.Chain {
	c := fullDepth().chain
	call, put := c.Calls[0], c.Puts[0]
	c.Calls, c.Puts = nil, nil
	for i := range 2000 {
		call.Strike = market.Num(5 * float64(i+1))
		put.Strike, put.ImpliedVolatility, put.Bid, put.Ask = call.Strike, market.Number{}, market.Number{}, market.Number{}
		call.ImpliedVolatility = market.Num(0.3)
		c.Calls, c.Puts = append(c.Calls, call), append(c.Puts, put)
	}
	c.Underlying.Price = market.Num(5000)
	return c
}

func TestChainPages(t *testing.T) {
	m := exampleMarket()
	m.chain = fourThousand()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	seen := map[string]int{}
	ask := func(query string) (d struct {
		CallsListed, PutsListed, Page, Pages, Limit int
		Calls, Puts                                 []struct {
			Strike float64
			Greeks map[string]any
		}
	}) {
		raw := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?"+query, "", nil))
		if len(raw) > 1<<20 {
			t.Errorf("%s: %d bytes", query, len(raw))
		}
		if err := json.Unmarshal([]byte(strings.NewReplacer("calls_listed", "callslisted", "puts_listed", "putslisted").Replace(raw)), &d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for page := 1; page <= 4; page++ {
		d := ask(fmt.Sprintf("limit=500&greeks=true&rate=4&page=%d", page))
		if d.Pages != 4 || d.Page != page || d.Limit != 500 || d.CallsListed != 2000 || d.PutsListed != 2000 || len(d.Calls) != 500 || len(d.Puts) != 500 {
			t.Fatalf("page %d: %d of %d, %d and %d of %d and %d", page, d.Page, d.Pages, len(d.Calls), len(d.Puts), d.CallsListed, d.PutsListed)
		}
		for i := range d.Calls {
			seen[fmt.Sprint("call", d.Calls[i].Strike)]++
			seen[fmt.Sprint("put", d.Puts[i].Strike)]++
			if d.Calls[i].Greeks["delta"] == nil || d.Puts[i].Greeks != nil {
				t.Fatalf("page %d: call %v, put %v", page, d.Calls[i], d.Puts[i])
			}
		}
	}
	if len(seen) != 4000 {
		t.Errorf("%d contracts, want 4000", len(seen))
	}
	if d := ask("page=1000"); len(d.Calls)+len(d.Puts) != 0 || d.Pages != 20 {
		t.Errorf("past the last page: %+v", d)
	}
	d := ask("side=calls&min_strike=4990&max_strike=5000")
	if len(d.Calls) != 3 || d.CallsListed != 3 || d.Pages != 1 || d.PutsListed != 0 || d.Calls[0].Strike != 4990 {
		t.Errorf("a few calls: %+v", d)
	}
	if d := ask("max_strike=4"); len(d.Calls)+len(d.Puts) != 0 || d.Pages != 1 {
		t.Errorf("no strikes: %+v", d)
	}
}

// Greeks that rest on what nobody knows are refused, with what would help.
func TestGreeksNeedTheirAssumptions(t *testing.T) {
	m := exampleMarket()
	m.ticker.Price = market.Num(3.75)
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true", "", nil))
	for _, want := range []string{`"rate":{"continuous":0.038202183,"from":"13-week US Treasury bill, ^IRX at 3.75 % discount"`, `"day_count":"calendar days`, `"formula":"Black-Scholes`, `"delta":`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	m.chain.Underlying = nil
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true&rate=4", "", nil), codeUnanswerable)
	m.err = &market.Error{Kind: market.ErrBlocked}
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?greeks=true", "", nil), codeMarketUnavailable)
	if !strings.Contains(e.Fix, "send rate") {
		t.Errorf("%+v", e)
	}
	if resp := w.do(t, t.Context(), http.MethodGet, "/api/options/A", "", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("without greeks: %d", resp.StatusCode)
	}
}

func TestPartialTotals(t *testing.T) {
	m := exampleMarket()
	m.totals.Of, m.totals.Missing[0].Err = 2, &market.Error{Kind: market.ErrMalformed, Message: "SECRET"}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/options/A?view=totals", "", nil))
	if !strings.Contains(got, `"of":2,"covered":1,"partial":true,`) || !strings.Contains(got, `"missing":[{"expiry":"2026-01-16","code":"market_malformed"}]`) || strings.Contains(got, "SECRET") {
		t.Error(got)
	}
}

func TestScreenersAreNamed(t *testing.T) {
	m := exampleMarket()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	var d screenersData
	if err := json.Unmarshal([]byte(body(t, w.do(t, t.Context(), http.MethodGet, "/api/screeners", "", nil))), &d); err != nil {
		t.Fatal(err)
	}
	for _, name := range d.Screeners {
		if resp := w.do(t, t.Context(), http.MethodGet, "/api/screeners/"+name, "", nil); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if len(d.Screeners) < 20 || len(d.Regions) < 10 || len(d.TrendRegions) < 10 {
		t.Errorf("%+v", d)
	}
	m.screen.Rows = nil
	if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/screeners/day_gainers", "", nil)); !strings.Contains(got, `"rows":[]`) {
		t.Error(got)
	}
	for query, want := range map[string]string{"": `"symbols":["AAPL"]`, "?offset=1": `"symbols":[]`, "?offset=9999": `"symbols":[]`} {
		if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/screeners/trending"+query, "", nil)); !strings.Contains(got, want) || strings.Contains(got, `"rows"`) {
			t.Errorf("%s: %s", query, got)
		}
	}
}

// manyQuotes answers by symbol.
type manyQuotes struct {
	*fakeMarket
	of func(ctx context.Context, symbol string) (*market.Ticker, error)
}

func (m manyQuotes) Quote(ctx context.Context, s market.Symbol) (*market.Ticker, error) {
	return m.of(ctx, s.String())
}

func TestQuotes(t *testing.T) {
	m := manyQuotes{exampleMarket(), func(_ context.Context, symbol string) (*market.Ticker, error) {
		switch symbol {
		case "NONE":
			return nil, &market.Error{Kind: market.ErrUnknownSymbol, Message: "SECRET"}
		case "SHUT":
			return nil, &market.Error{Kind: market.ErrBlocked, RetryAfter: time.Minute, Message: "SECRET"}
		case "PANIC":
			panic("SECRET")
		}
		s, err := market.ParseSymbol(symbol)
		return &market.Ticker{Symbol: s, Price: market.Num(float64(len(symbol)))}, err
	}}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=zz,NONE,PANIC&symbols=a,SHUT,ZZ,^GSPC", "", nil))
	var d struct {
		Quotes []struct {
			Symbol string
			Quote  *struct{ Price float64 }
			Error  *errorData
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
	if diff := cmp.Diff([]string{"ZZ 2", "NONE not_found", "PANIC internal", "A 1", "SHUT market_blocked", "^GSPC 5"}, told); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if logs := w.logs.String(); !strings.Contains(logs, "symbol=PANIC") {
		t.Errorf("the panic is not in the log:\n%s", logs)
	}
	if resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols="+manySymbols(50), "", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("fifty symbols: %d", resp.StatusCode)
	}
	m.of = func(context.Context, string) (*market.Ticker, error) { return nil, market.ErrClosed }
	shut := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	wantFault(t, shut.do(t, t.Context(), http.MethodGet, "/api/quotes?symbols=A", "", nil), codeShutdown)
}

// The client leaves: all questions of its request end.
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
		for range quotesAtOnce {
			<-asked
		}
		cancel()
	}()
	resp, err := http.DefaultClient.Do(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		t.Fatal("the request succeeded")
	}
	for range quotesAtOnce {
		<-ended
	}
}

func TestHistoryAsCSV(t *testing.T) {
	m := exampleMarket()
	m.asked = nil
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)
	want := "date,open,high,low,close,adj_close,volume,currency\n2024-11-04,1,2,0.5,1.5,1.5,10,USD\n2024-11-05,1,2,0.5,1.5,,,USD\n"
	if got := body(t, resp); got != want || resp.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		t.Errorf("%s %q", resp.Header.Get("Content-Type"), got)
	}
	m.history.Interval, m.history.Currency, m.history.Stale, m.history.Age = market.Hour, "a,\"b\"\n", true, 90*time.Second
	resp = w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)
	if got := body(t, resp); !strings.HasPrefix(got, "time,open,") || !strings.Contains(got, "\n2024-11-04T09:30:00-05:00,1,2,0.5,1.5,1.5,10,\"a,\"\"b\"\"\n\"\n") || resp.Header.Get("Age") != "90" {
		t.Errorf("%v %q", resp.Header, got)
	}
	m.history.Bars = nil
	if got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=csv", "", nil)); strings.Count(got, "\n") != 1 {
		t.Errorf("no bars: %q", got)
	}
	for accept, csv := range map[string]bool{
		"": false, "*/*": false, "text/csv": true, "text/*": true, "application/json": false, "text/csv, application/json": false, "application/json;q=0.5, text/csv": true,
		"text/csv;q=0.5, */*": false, "text/csv, */*;q=0.1": true, "text/html,application/xhtml+xml,*/*;q=0.8": false, "text/csv;q=0": false, "text/csv;q=x": false, ";;;": false, "TEXT/CSV": true,
	} {
		resp := w.do(t, t.Context(), http.MethodGet, "/api/history/A", "", http.Header{"Accept": {accept}})
		if got := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv"); got != csv || !strings.Contains(strings.Join(resp.Header.Values("Vary"), ","), "Accept") {
			t.Errorf("%q: CSV %v, want %v; %v", accept, got, csv, resp.Header)
		}
	}
	json := w.do(t, t.Context(), http.MethodGet, "/api/history/A?format=json", "", http.Header{"Accept": {"text/csv"}})
	if got := json.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("format=json gives %s", got)
	}
}
