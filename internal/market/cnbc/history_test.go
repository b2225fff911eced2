package cnbc

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// barsOf is an answer with bars.
func barsOf(bars ...string) string {
	return `{"barData":{"priceBars":[` + strings.Join(bars, ",") + `]}}`
}

// flat is a bar whose prices are one, at a time of New York, with both its times.
func flat(t testing.TB, at, price, volume string) string {
	t.Helper()
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", at, newYork)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"open":%[1]q,"high":%[1]q,"low":%[1]q,"close":%[1]q,"volume":%[2]s,"tradeTime":%[3]q,"tradeTimeinMills":%[4]d}`, price, volume, start.Format("20060102150405"), start.UnixMilli())
}

// history asks a server that answers bars, and a quote of the price.
func history(t testing.TB, q market.HistoryQuery, now, quote, bars string) (*market.History, *server, error) {
	t.Helper()
	f := newServer(t)
	f.quotes, f.bars = rowsOf(quote), bars
	h, err := newSource(t, f.URL, now).History(t.Context(), q)
	return h, f, err
}

const plainApple = `{"symbol":"AAPL","code":0,"name":"Example Inc","last":"104","currencyCode":"USD","type":"STOCK","exchange":"NASDAQ"}`

// days of 2026: 17 March is a Tuesday.
func tuesdays(t testing.TB) string {
	return barsOf(
		flat(t, "2026-03-18 00:00", "104.0000", `"400"`), // newest first, and twice
		flat(t, "2026-03-18 00:00", "104.0000", `"400"`),
		flat(t, "2026-03-17 00:00", "103.5", `300`),
		flat(t, "2026-03-16 00:00", "102", `null`),
		flat(t, "2026-03-14 00:00", "101", `"0"`), // a Saturday
		`{"open":null,"high":null,"low":null,"close":null,"volume":null,"tradeTime":"20260312000000","tradeTimeinMills":"1773288000000"}`,
		`{"open":"100.5","high":null,"low":"0.0000","close":"100.7","volume":"1,500","tradeTime":null,"tradeTimeinMills":"1773374400000"}`, // 13 March
		`{"close":"99"}`, `null`,
	)
}

func TestDailyBars(t *testing.T) {
	h, f, err := history(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: "1mo", Interval: market.Day}, during, plainApple, tuesdays(t))
	if err != nil {
		t.Fatal(err)
	}
	opens := func(day int) int64 {
		return moment(t, fmt.Sprintf("2026-03-%02dT09:30:00-04:00", day)).Unix()
	}
	bar := func(day int, p, v float64) market.Bar {
		return market.Bar{Time: opens(day), Open: p, High: p, Low: p, Close: p, AdjClose: p, Volume: v}
	}
	want := []market.Bar{{Time: opens(13), Open: 100.5, Close: 100.7, AdjClose: 100.7, Volume: 1500}, bar(16, 102, -1), bar(17, 103.5, 300), bar(18, 104, 400)}
	if diff := cmp.Diff(want, h.Bars); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if h.Gaps != 3 || h.Partial != 1 || !h.Open || h.Name != "Example Inc" || h.Currency != "USD" || h.Kind != market.KindEquity || h.Adjusted != market.AdjustedForSplits || h.Location.String() != "America/New_York" || h.Interval != market.Day {
		t.Errorf("%+v", h)
	}
	if path := f.asked[1].URL.Path; path != "/harmony/app/bars/AAPL/1D/20260217000000/20260319235959/adjusted/EST5EDT.json" {
		t.Errorf("asked for %s", path)
	}
}

func TestPeriods(t *testing.T) {
	date := func(day int) market.Date { return market.Date{Year: 2026, Month: 3, Day: day} }
	for _, c := range []struct {
		what   string
		query  market.HistoryQuery
		closes []float64
		open   bool
	}{
		{"dates", market.HistoryQuery{From: date(16), To: date(17), Interval: market.Day}, []float64{102, 103.5}, false},
		{"one session", market.HistoryQuery{Range: "1d", Interval: market.Day}, []float64{104}, true},
		{"weeks", market.HistoryQuery{From: date(16), To: date(18), Interval: market.Week}, []float64{104}, true},
		{"all", market.HistoryQuery{Range: "max", Interval: market.Month}, []float64{104}, true},
	} {
		c.query.Symbol = sym(t, "AAPL")
		h, _, err := history(t, c.query, during, plainApple, tuesdays(t))
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var closes []float64
		for _, b := range h.Bars {
			closes = append(closes, b.Close)
		}
		if !cmp.Equal(closes, c.closes) || h.Open != c.open {
			t.Errorf("%s: %v, open %t", c.what, closes, h.Open)
		}
	}
}

// A bar of a day that is not midnight of New York is a moment at the exchange.
func TestDaysElsewhere(t *testing.T) {
	row := `{"symbol":"7203.T-JP","code":0,"last":"3,100","currencyCode":"JPY","exchange":"Tokyo Stock Exchange","type":"STOCK"}`
	for at, want := range map[string]string{"2026-03-18 00:00": "2026-03-18", "2026-03-17 11:00": "2026-03-18", "2026-03-17 20:00": "2026-03-18"} {
		h, f, err := history(t, market.HistoryQuery{Symbol: sym(t, "7203.T"), Range: "5d", Interval: market.Day}, "2026-03-18T20:00:00+09:00", row, barsOf(flat(t, at, "3090", "5")))
		if err != nil {
			t.Fatal(err)
		}
		if day := h.DayOf(h.Bars[0]); day.String() != want || h.Open || h.Bars[0].Time != moment(t, "2026-03-18T09:00:00+09:00").Unix() {
			t.Errorf("%s is of %s", at, day)
		}
		if !strings.Contains(f.asked[1].URL.Path, "/7203.T-JP/") {
			t.Errorf("asked for %s", f.asked[1].URL.Path)
		}
	}
}

// Without a quote: what bars are of is told by the symbol.
func TestBarsAlone(t *testing.T) {
	for _, c := range []struct{ symbol, path, at, currency, exchange string }{
		{"EURUSD=X", "/EUR=/", "2026-03-18T00:00:00Z", "USD", "CCY"}, {"BTC-USD", "/BTC.CM=/", "2026-03-18T00:00:00Z", "USD", "CCC"},
		{"CL=F", "/@CL.1/", "2026-03-18T00:00:00-04:00", "USD", "NYM"}, {"^GSPC", "/.SPX/", "2026-03-18T09:30:00-04:00", "USD", "SNP"},
	} {
		h, f, err := history(t, market.HistoryQuery{Symbol: sym(t, c.symbol), Range: "5d", Interval: market.Day}, "2026-03-18T22:00:00Z", "", barsOf(flat(t, "2026-03-18 00:00", "1.25", `"0"`)))
		if err != nil {
			t.Errorf("%s: %v", c.symbol, err)
			continue
		}
		if len(f.asked) != 1 || !strings.Contains(f.asked[0].URL.Path, c.path) || h.Bars[0].Time != moment(t, c.at).Unix() || h.Currency != c.currency || h.Exchange != c.exchange || h.Adjusted != market.AdjustedForNothing {
			t.Errorf("%s: %v, %+v", c.symbol, f.asked[0].URL, h)
		}
		if v := h.Bars[0].Volume; (v == -1) != (c.symbol == "EURUSD=X" || c.symbol == "^GSPC") {
			t.Errorf("%s: volume %v", c.symbol, v)
		}
	}
}

func TestBarsWithinADay(t *testing.T) {
	bars := barsOf(
		flat(t, "2026-03-17 15:30", "90", "1"), flat(t, "2026-03-18 04:00", "219.5", "1"), flat(t, "2026-03-18 09:30", "218.9", "10"), flat(t, "2026-03-18 10:00", "218.7", "20"), flat(t, "2026-03-18 10:30", "218.5", "30"),
		flat(t, "2026-03-18 15:59", "218.26", "40"), flat(t, "2026-03-18 19:59", "218.2", "1"), flat(t, "2026-03-21 07:10", "218.3", "1"),
	)
	row := strings.Replace(plainApple, "104", "218", 1)
	for interval, want := range map[market.Interval][]string{
		market.Minutes30: {"09:30 218.9 10", "10:00 218.7 20", "10:30 218.5 30", "15:30 218.26 40"}, market.Hour: {"09:30 218.7 30", "10:30 218.5 30", "15:30 218.26 40"},
	} {
		h, f, err := history(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: "1d", Interval: interval}, "2026-03-18T15:59:30-04:00", row, bars)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range h.Bars {
			got = append(got, fmt.Sprintf("%s %v %v", time.Unix(b.Time, 0).In(h.Location).Format("15:04"), b.Close, b.Volume))
		}
		if diff := cmp.Diff(want, got); diff != "" || !h.Open || h.Interval != interval {
			t.Errorf("%s, open %t (-want +got):\n%s", interval, h.Open, diff)
		}
		if !strings.Contains(f.asked[1].URL.Path, "/30M/") {
			t.Errorf("asked for %s", f.asked[1].URL.Path)
		}
	}
	h, _, err := history(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: "5d", Interval: market.Minutes30}, "2026-03-18T16:00:00-04:00", row, bars)
	if err != nil || len(h.Bars) != 5 || h.Open {
		t.Errorf("five sessions: %v, %v", h, err)
	}
	h, _, err = history(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), From: market.Date{Year: 2026, Month: 3, Day: 17}, To: market.Date{Year: 2026, Month: 3, Day: 17}, Interval: market.Minutes30}, "2026-03-18T16:00:00-04:00", row, bars)
	if err != nil || len(h.Bars) != 1 {
		t.Errorf("one day: %v, %v", h, err)
	}
}

// Minutes of the last sessions are asked for as far back as there are any.
func TestMinutesOfSessions(t *testing.T) {
	for _, period := range []string{"1d", "5d"} {
		_, f, err := history(t, market.HistoryQuery{Symbol: sym(t, "AAPL"), Range: period, Interval: market.Minute}, during, plainApple, tuesdays(t))
		if len(f.asked) != 2 || !strings.Contains(f.asked[1].URL.Path, "/1M/20260303") {
			t.Errorf("%s: asked %d times, %v", period, len(f.asked), err)
		}
	}
}

func TestNoHistory(t *testing.T) {
	long := market.HistoryQuery{From: market.Date{Year: 2020, Month: 1, Day: 2}, To: market.Date{Year: 2020, Month: 1, Day: 3}, Interval: market.Minute}
	month := market.HistoryQuery{Range: "1mo", Interval: market.Day}
	adr := `{"symbol":"SAP-DE","code":0,"last":"190","currencyCode":"USD"}`
	good := tuesdays(t)
	for _, c := range []struct {
		what, symbol, quote, bars string
		query                     market.HistoryQuery
		want                      error
		asked                     int
	}{
		{"minutes of long ago", "AAPL", plainApple, good, long, market.ErrNoData, 0}, {"no bars", "AAPL", plainApple, barsOf(), month, market.ErrNoData, 2}, {"null bars", "AAPL", plainApple, `{"barData":{"priceBars":null}}`, month, market.ErrNoData, 2},
		{"null", "AAPL", plainApple, `{"barData":null}`, month, market.ErrMalformed, 2}, {"something else", "AAPL", plainApple, `{}`, month, market.ErrMalformed, 2}, {"a page", "AAPL", plainApple, "<html>", month, market.ErrBlocked, 2},
		{"an unknown symbol", "AAPL", `{"symbol":"AAPL","code":1}`, good, month, market.ErrUnknownSymbol, 1}, {"the ADR", "SAP.DE", adr, good, month, market.ErrUnknownSymbol, 1}, {"not covered", "005930.KS", "", good, month, market.ErrUnknownSymbol, 0},
		{"pounds beside pence", "AAPL", strings.Replace(plainApple, "104", "10400", 1), good, month, market.ErrMalformed, 2},
		{"an interval of none", "AAPL", plainApple, good, market.HistoryQuery{Range: "1mo", Interval: "2h"}, market.ErrNoData, 0},
	} {
		c.query.Symbol = sym(t, c.symbol)
		h, f, err := history(t, c.query, during, c.quote, c.bars)
		e, ok := errors.AsType[*market.Error](err)
		if !ok || e.Kind != c.want || e.Symbol != c.symbol || h != nil || len(f.asked) != c.asked {
			t.Errorf("%s: %v, %v, asked %d times", c.what, h, err, len(f.asked))
		}
	}
	f := newServer(t)
	f.status = http.StatusNotFound
	if _, err := newSource(t, f.URL, during).History(t.Context(), market.HistoryQuery{Symbol: sym(t, "^GSPC"), Range: "1mo", Interval: market.Day}); !errors.Is(err, market.ErrUnknownSymbol) {
		t.Errorf("not found: %v", err)
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(rowsOf(apple)))
	f.Add([]byte(`{"ITVQuoteResult":{"ITVQuote":{"symbol":"AAPL","last":"4.6%","change":"UNCH","ExtendedMktQuote":{"type":"PRE_MKT","last":"1e300"}}}}`))
	f.Add([]byte(barsOf(flat(f, "2026-03-18 09:30", "104", "5"))))
	f.Add([]byte(`{"barData":{"priceBars":[{"close":"1","tradeTimeinMills":99999999999999999},{"close":1e308,"tradeTimeinMills":-1e3},{"close":-1,"tradeTime":"00010101000000"}]}}`))
	s := newSource(f, "", during)
	at, now := s.venues.Of("AAPL"), moment(f, during)
	f.Fuzz(func(t *testing.T, body []byte) {
		if rows, err := readRows(body, []string{"AAPL"}); err == nil {
			if k, err := s.ticker(sym(t, "AAPL"), rows["AAPL"]); err == nil && k.Price.IsZero() {
				t.Error("a ticker without a price")
			}
		}
		all, err := readBars(body)
		if err != nil {
			return
		}
		for _, bars := range [][]market.Bar{all.days(at, now), all.within(at, time.Hour)} {
			for i, b := range bars {
				if b.Close == 0 || b.Close != b.AdjClose || i > 0 && b.Time <= bars[i-1].Time {
					t.Errorf("bar %d is %+v", i, b)
				}
			}
		}
	})
}
