package yahoo

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

// faulted is the answer to a path, cookie and crumb given, while a fault is set.
func faulted(t *testing.T, kind wire.Kind, path string) *httptest.ResponseRecorder {
	t.Helper()
	y, err := New(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		t.Fatal(err)
	}
	if err := y.Set(wire.Fault{Kind: kind}); err != nil {
		t.Fatal(err)
	}
	const cookie = "d=AQABBsim&S=0-1"
	r := httptest.NewRequestWithContext(t.Context(), "GET", path+"&crumb="+url.QueryEscape(crumbOf(cookie)), nil)
	r.Header.Set("Cookie", "A3="+cookie)
	rec := httptest.NewRecorder()
	y.ServeHTTP(rec, r)
	return rec
}

func TestAnInvalidCrumbMeetsWhatNeedsOne(t *testing.T) {
	for path, status := range map[string]int{
		quotePath + "?symbols=AAPL": 401, summaryPath + "AAPL?modules=price": 401, optionsPath + "AAPL?": 401,
		screenPath + "?scrIds=day_gainers": 401, chartPath + "AAPL?range=5d": 200, searchPath + "?q=AAPL": 200,
		trendingPath + "US?": 200, seriesPath + "AAPL?" + everyPeriod + "annualNetIncome": 200,
	} {
		if got := faulted(t, InvalidCrumb, path); got.Code != status {
			t.Errorf("%s: %d, want %d", path, got.Code, status)
		}
	}
}

func TestSpoiltAnswers(t *testing.T) {
	accounts := seriesPath + "AAPL?" + everyPeriod + "annualNetIncome"
	for _, c := range []struct {
		kind       wire.Kind
		path, says string
	}{
		{NullBars, accounts, `"annualNetIncome":[null,{`},
		{wire.EmptyResult, accounts, `"result":[]`},
		{wire.NullResult, summaryPath + "AAPL?modules=price", `"result":null`},
		{EmptyQuote, summaryPath + "AAPL?modules=price", `"result":[{}]`},
		{wire.EmptyResult, optionsPath + "AAPL?", `"result":[]`},
		{wire.EmptyResult, screenPath + "?scrIds=day_gainers", `"result":[]`},
		{wire.NullResult, trendingPath + "US?", `"result":null`},
		{wire.EmptyResult, searchPath + "?q=AAPL", `"news":[]`},
		{wire.NullResult, searchPath + "?q=AAPL", `"news":null`},
	} {
		if got := faulted(t, c.kind, c.path).Body.String(); !strings.Contains(got, c.says) {
			t.Errorf("%s of %s: %.300s", c.kind, c.path, got)
		}
	}
}
