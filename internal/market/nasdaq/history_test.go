package nasdaq

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

const saturday = "2026-03-21T12:00:00-04:00"

// days is a table of daily bars, newest first.
const days = `{"symbol":"AAPL","totalRecords":5,"tradesTable":{"asOf":null,"headers":{"date":"Date"},"rows":[` +
	`{"date":"03/20/2026","close":"$341.07","volume":"30,002,510","open":"$336.04","high":"$341.67","low":"$334.53"},` +
	`{"date":"03/19/2026","close":"$336","volume":"--","open":"N/A","high":"$337","low":"$335"},` +
	`{"date":"03/18/2026","close":"N/A","volume":"0","open":"$1","high":"$1","low":"$1"},` +
	`{"date":"03/14/2026","close":"$330","volume":"1","open":"$1","high":"$1","low":"$1"},` + // a Saturday
	`{"date":"03/13/2026","close":"$330.5","volume":"0","open":"$329","high":"$331","low":"$328"}]}}`

func historyOf(t testing.TB, q market.HistoryQuery, now string, answers map[string]string) (*market.History, *server, error) {
	t.Helper()
	f := newServer(t, answers)
	h, err := newSource(t, f.URL, now).History(t.Context(), q)
	return h, f, err
}

func TestHistory(t *testing.T) {
	h, f, err := historyOf(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: "1mo", Interval: market.Day}, saturday, map[string]string{etfs: data(days)})
	if err != nil {
		t.Fatal(err)
	}
	opens := func(day string) int64 { return moment(t, "2026-03-"+day+"T09:30:00-04:00").Unix() }
	want := []market.Bar{
		{Time: opens("13"), Open: 329, High: 331, Low: 328, Close: 330.5, AdjClose: 330.5, Volume: 0},
		{Time: opens("19"), High: 337, Low: 335, Close: 336, AdjClose: 336, Volume: -1},
		{Time: opens("20"), Open: 336.04, High: 341.67, Low: 334.53, Close: 341.07, AdjClose: 341.07, Volume: 30002510},
	}
	if diff := cmp.Diff(want, h.Bars); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if h.Gaps != 2 || h.Partial != 1 || h.Open || h.Kind != market.KindETF || h.Currency != "USD" || h.Adjusted != market.AdjustedForSplits || h.Location.String() != "America/New_York" || h.Origin.URL != "https://www.nasdaq.com/market-activity/etf/aapl/historical" {
		t.Errorf("%+v", h)
	}
	if q := f.asked[1].URL.Query(); len(f.asked) != 2 || q.Get("fromdate") != "2026-02-21" || q.Get("todate") != "2026-03-21" || q.Get("limit") != "9999" {
		t.Errorf("asked for %s", f.asked[1].URL)
	}
}

func TestHistoryOfPeriods(t *testing.T) {
	date := func(d int) market.Date { return market.Date{Year: 2026, Month: 3, Day: d} }
	for what, c := range map[string]struct {
		query  market.HistoryQuery
		now    string
		closes []float64
		open   bool
	}{
		"a session":               {market.HistoryQuery{Range: "1d", Interval: market.Day}, saturday, []float64{341.07}, false},
		"one under way":           {market.HistoryQuery{Range: "1d", Interval: market.Day}, "2026-03-20T15:00:00-04:00", []float64{341.07}, true},
		"weeks":                   {market.HistoryQuery{Range: "1mo", Interval: market.Week}, saturday, []float64{330.5, 341.07}, false},
		"the month":               {market.HistoryQuery{From: date(1), Interval: market.Month}, saturday, []float64{341.07}, true},
		"days":                    {market.HistoryQuery{From: date(13), To: date(19), Interval: market.Day}, saturday, []float64{330.5, 336}, false},
		"ten years, to the day":   {market.HistoryQuery{Range: "10y", Interval: market.Day}, saturday, []float64{330.5, 336, 341.07}, false},
		"ten years, from the day": {market.HistoryQuery{From: market.Date{Year: 2016, Month: 3, Day: 21}, Interval: market.Day}, saturday, []float64{330.5, 336, 341.07}, false},
	} {
		c.query.Symbol = sym(t, "AAPL")
		if c.query.To.IsZero() && !c.query.From.IsZero() {
			c.query.To = date(21)
		}
		h, _, err := historyOf(t, c.query, c.now, map[string]string{stocks: data(days)})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		var closes []float64
		for _, b := range h.Bars {
			closes = append(closes, b.Close)
		}
		if !cmp.Equal(closes, c.closes) || h.Open != c.open {
			t.Errorf("%s: %v, open %t", what, closes, h.Open)
		}
	}
}

func TestNoHistory(t *testing.T) {
	month := market.HistoryQuery{Range: "1mo", Interval: market.Day}
	for _, c := range []struct {
		what, body string
		query      market.HistoryQuery
		want       error
		asked      int
	}{
		{"more than ten years", data(days), market.HistoryQuery{Range: "max", Interval: market.Day}, market.ErrNoData, 0},
		{"a day of long ago", data(days), market.HistoryQuery{From: market.Date{Year: 2016, Month: 3, Day: 20}, To: market.Date{Year: 2016, Month: 3, Day: 25}, Interval: market.Day}, market.ErrNoData, 0},
		{"hours", data(days), market.HistoryQuery{Range: "5d", Interval: market.Hour}, market.ErrNoData, 0},
		{"null rows", data(`{"symbol":"AAPL","totalRecords":0,"tradesTable":{"rows":null}}`), month, market.ErrNoData, 1}, {"no rows and no table", data(`{"symbol":"AAPL","totalRecords":0,"tradesTable":null}`), month, market.ErrNoData, 1},
		{"no table", data(`{"symbol":"AAPL","tradesTable":null}`), month, market.ErrMalformed, 1},
		{"a part of the rows", data(strings.Replace(days, `"totalRecords":5`, `"totalRecords":2513`, 1)), month, market.ErrMalformed, 1}, {"unknown", unknown, month, market.ErrUnknownSymbol, 2},
	} {
		c.query.Symbol = sym(t, "AAPL")
		h, f, err := historyOf(t, c.query, saturday, map[string]string{stocks: c.body})
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "AAPL" || h != nil || len(f.asked) != c.asked {
			t.Errorf("%s: %v, %v after %d questions", c.what, h, err, len(f.asked))
		}
	}
}

func TestActions(t *testing.T) {
	row := func(day, kind, amount, currency string) string {
		return `{"exOrEffDate":"` + day + `","type":"` + kind + `","amount":"` + amount + `","declarationDate":"N/A","recordDate":"N/A","paymentDate":"N/A","currency":"` + currency + `"}`
	}
	body := data(`{"exDividendDate":"05/10/2024","dividends":{"asOf":null,"rows":[` + strings.Join([]string{
		row("05/10/2024", "Cash", "$0.25", "USD"), row("N/A", "Cash", "$0.25", "USD"), row("02/09/2024", "Cash", "N/A", "USD"), row("11/10/2023", "Stock", "$1.00", "USD"), row("08/11/2023", "Cash", "$0.24", ""), row("05/12/2020", "CASH", "$0.82", "cad"),
	}, ",") + `,null]}}`)
	f := newServer(t, map[string]string{stocks: body})
	s := newSource(t, f.URL, saturday)
	a, err := s.Actions(t.Context(), sym(t, "AAPL"), market.Date{}, market.Date{Year: 2026, Month: 3, Day: 21})
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Dividend{
		{Date: market.Date{Year: 2020, Month: 5, Day: 12}, Amount: market.Num(0.82), Currency: "CAD"}, {Date: market.Date{Year: 2023, Month: 8, Day: 11}, Amount: market.Num(0.24)}, {Date: market.Date{Year: 2024, Month: 5, Day: 10}, Amount: market.Num(0.25), Currency: "USD"},
	}
	if diff := cmp.Diff(want, a.Dividends, cmp.Comparer(func(a, b market.Number) bool { return a == b })); diff != "" {
		t.Errorf("dividends (-want +got):\n%s", diff)
	}
	if !a.SplitsUnknown || a.Splits == nil || len(a.Splits) != 0 || a.Currency != "USD" || a.Origin.URL != "https://www.nasdaq.com/market-activity/stocks/aapl/dividend-history" {
		t.Errorf("%+v", a)
	}
	a, err = s.Actions(t.Context(), sym(t, "AAPL"), market.Date{Year: 2023, Month: 8, Day: 11}, market.Date{Year: 2024, Month: 5, Day: 9})
	if err != nil || len(a.Dividends) != 1 {
		t.Errorf("a period: %v, %v", a, err)
	}
	for what, c := range map[string]struct {
		body string
		none bool
	}{"none": {data(`{"dividends":{"rows":null}}`), true}, "no table": {data(`{"dividends":null}`), false}} {
		a, err := newSource(t, newServer(t, map[string]string{stocks: c.body}).URL, saturday).Actions(t.Context(), sym(t, "AAPL"), market.Date{}, market.Date{Year: 2026, Month: 3, Day: 21})
		if c.none && (err != nil || a.Dividends == nil || len(a.Dividends) != 0) || !c.none && !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v, %v", what, a, err)
		}
	}
	if _, err := s.Actions(t.Context(), sym(t, "^NDX"), market.Date{}, market.Date{Year: 2026, Month: 3, Day: 21}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("an index: %v", err)
	}
}

func TestFundamentals(t *testing.T) {
	summaryOf := func(eps string) map[string]string {
		return map[string]string{stocks: data(`{"symbol":"AAPL","summaryData":{"Exchange":{"label":"Exchange","value":"NASDAQ-GS"},"Sector":{"label":"Sector","value":"Technology"},"Industry":{"label":"Industry","value":"N/A"},"MarketCap":{"label":"Market Cap","value":"1,188,862,199,725"},` +
			`"PERatio":{"label":"P/E","value":22.58},"ForwardPE1Yr":{"label":"F","value":"20.28"},"EarningsPerShare":{"label":"EPS","value":"` + eps + `"},"AnnualizedDividend":{"label":"D","value":"$3.08"},"ExDividendDate":{"label":"Ex","value":"Nov 7, 2025"},"DividendPaymentDate":{"label":"Pay","value":"N/A"},"Yield":{"label":"Y","value":"1.1589%"},"Beta":{"label":"Beta","value":1.02}},"assetClass":"STOCKS"}`)}
	}
	f, err := newSource(t, newServer(t, summaryOf("$11.85")).URL, saturday).Fundamentals(t.Context(), sym(t, "AAPL"))
	if err != nil {
		t.Fatal(err)
	}
	k := f.Statistics
	want(t, "cap", k.MarketCap, "1188862199725")
	want(t, "pe", k.TrailingPE, "22.58")
	want(t, "forward pe", k.ForwardPE, "20.28")
	want(t, "eps", k.EPS, "11.85")
	want(t, "dividend", k.DividendRate, "3.08")
	want(t, "beta", k.Beta, "1.02")
	if y, ok := k.DividendYield.Get(); !ok || math.Abs(y-0.011589) > 1e-12 {
		t.Errorf("yield %v", y)
	}
	if f.Profile == nil || f.Profile.Sector != "Technology" || f.Profile.Industry != "" || k.ExDividendDate.String() != "2025-11-07" || !k.DividendDate.IsZero() || f.Exchange != "NMS" || f.Kind != market.KindEquity || k.TrailingLoss {
		t.Errorf("%+v, %+v", f, f.Profile)
	}
	if f, err = newSource(t, newServer(t, summaryOf("($0.09)")).URL, saturday).Fundamentals(t.Context(), sym(t, "AAPL")); err != nil || !f.Statistics.TrailingLoss || !f.Statistics.TrailingPE.IsZero() {
		t.Errorf("a loss: %+v, %v", f, err)
	}
	for body, kind := range map[string]error{`{"symbol":"AAPL","summaryData":null}`: market.ErrNoData, `{"symbol":"AAPB","summaryData":{}}`: market.ErrMalformed, `null`: market.ErrUnknownSymbol} {
		if _, err := newSource(t, newServer(t, map[string]string{stocks: data(body)}).URL, saturday).Fundamentals(t.Context(), sym(t, "AAPL")); !errors.Is(err, kind) {
			t.Errorf("%s: %v", body, err)
		}
	}
	if _, err := newSource(t, "", saturday).Fundamentals(t.Context(), sym(t, "^NDX")); !errors.Is(err, market.ErrNoData) {
		t.Errorf("an index: %v", err)
	}
}
