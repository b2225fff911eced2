package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// full is a T of which every field, to any depth, is there.
func full[T any]() T {
	var v T
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	symbol, _ := market.ParseSymbol("AAPL")
	switch v.Addr().Interface().(type) {
	case *market.Number:
		v.Set(reflect.ValueOf(market.Num(301.46)))
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
	case **time.Location:
		v.Set(reflect.ValueOf(time.UTC))
		return
	case *map[market.Section]string:
		return
	case *market.Origin:
		v.Set(reflect.ValueOf(exampleOrigin()))
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

// exampleOrigin is that of an answer which its source gave a minute and a half ago.
func exampleOrigin() market.Origin {
	return market.Origin{
		Provider: "Example Data", URL: "https://data.example/AAPL", AsOf: time.Date(2025, 11, 21, 20, 0, 0, 0, time.UTC),
		Stale: true, Age: 90 * time.Second,
	}
}

// fullDepth is all that market depth can be. Absent values come as well.
func fullDepth() fakeDepth {
	d := fakeDepth{
		fundamentals: full[*market.Fundamentals](), statements: full[*market.Statements](), actions: full[*market.Actions](), chain: full[*market.Chain](),
		totals: full[*market.OptionTotals](), articles: full[*market.News](), screen: full[*market.Screen](), trends: full[*market.Trends](),
	}
	d.chain.Underlying.TimeZone = "America/New_York"
	d.chain.Underlying.Location, _ = time.LoadLocation("America/New_York")
	d.chain.Puts[0].ImpliedVolatility = market.Num(0.3)
	d.statements.Items[0].Values = append(d.statements.Items[0].Values, market.Number{})
	return d
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
		e := wantFault(t, resp, fault.InvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" || m.last != nil {
			t.Errorf("%s: %q, fix %q, asked %v", path, e.Message, e.Fix, m.last)
		}
	}
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/screeners/none", "", nil), fault.NotFound)
	if !strings.HasPrefix(e.Message, "name:") || !strings.Contains(e.Fix, "/api/screeners") {
		t.Errorf("%+v", e)
	}
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
		want fault.Code
	}{
		{&market.Error{Kind: market.ErrUnknownSymbol, Message: "SECRET"}, fault.NotFound},
		{&market.Error{Kind: market.ErrNoData, Message: "SECRET"}, fault.Unanswerable},
		{&market.Error{Kind: market.ErrBlocked, Message: "SECRET", RetryAfter: time.Minute}, fault.MarketBlocked},
		{&market.Error{Kind: market.ErrMalformed, Message: "SECRET"}, fault.MarketMalformed},
		{&market.Error{Kind: market.ErrUnavailable, Message: "SECRET"}, fault.MarketUnavailable},
		{&market.Error{Kind: market.ErrUnavailable, Message: "SECRET", Err: market.ErrBusy}, fault.Overloaded},
		{fmt.Errorf("%w: region: sold out: want us", market.ErrQuery), fault.InvalidRequest},
		{market.ErrClosed, fault.Shutdown}, {context.DeadlineExceeded, fault.Timeout}, {errors.New("SECRET"), fault.Internal},
	} {
		m := exampleMarket()
		m.depthErr = c.err
		w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
		for route, none := range routes {
			resp := w.do(t, t.Context(), http.MethodGet, "/api/"+route, "", nil)
			e := wantFault(t, resp, c.want)
			switch {
			case c.want == fault.Overloaded && (resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == ""):
				t.Errorf("%s: %d, Retry-After %q", route, resp.StatusCode, resp.Header.Get("Retry-After"))
			case strings.Contains(e.Message+e.Fix, "SECRET") || e.Fix == "":
				t.Errorf("%s with %v: %+v", route, c.err, e)
			case c.want == fault.Unanswerable && !strings.Contains(e.Message, none):
				t.Errorf("%s: %q, want %q", route, e.Message, none)
			case c.want == fault.InvalidRequest && (e.Message != "region: sold out" || e.Fix != "send us"):
				t.Errorf("%s: %+v", route, e)
			}
		}
	}
}

func TestFundamentalsHaveWhatWasAskedFor(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market = exampleMarket() })
	keys := func(v map[string]any) string {
		var found []string
		for _, k := range []string{"profile", "statistics", "earnings", "trend", "analysts", "holders", "fund", "fundamentals", "statements", "actions"} {
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
// Greeks that rest on what nobody knows are refused, with what would help.
func TestScreenersAreNamed(t *testing.T) {
	m := exampleMarket()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	var d struct {
		Screeners, Regions []string
		TrendRegions       []string `json:"trending_regions"`
	}
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
// The client leaves: all questions of its request end.
