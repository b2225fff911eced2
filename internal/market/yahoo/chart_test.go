package yahoo

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

// chartBody is two daily bars of an equity, as recorded.
const chartBody = `{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","exchangeName":"NMS","fullExchangeName":"NasdaqGS","instrumentType":"EQUITY",` +
	`"firstTradeDate":345479400,"gmtoffset":-18000,"timezone":"EST","exchangeTimezoneName":"America/New_York","longName":"Apple Inc.","dataGranularity":"1d",` +
	`"currentTradingPeriod":{"regular":{"start":1740061800,"end":1740085200}}},"timestamp":[1577975400,1578061800],` +
	`"indicators":{"quote":[{"open":[74.05999755859375,74.2874984741211],"high":[75.1500015258789,75.1449966430664],"low":[73.79750061035156,74.125],` +
	`"close":[75.0875015258789,74.35749816894531],"volume":[135480400,146322800]}],"adjclose":[{"adjclose":[72.71607208251953,72.00910949707031]}]}}],"error":null}}`

// chartOf is a chart of flat bars at New York times, closing at 1, 2, 3, ...
func chartOf(t testing.TB, interval, session string, times ...string) string {
	t.Helper()
	loc := zone("America/New_York", 0)
	unix := func(s string) int64 {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return at.Unix()
	}
	var ts, closes, volumes []string
	for i, s := range times {
		ts = append(ts, fmt.Sprint(unix(s)))
		closes = append(closes, fmt.Sprint(i+1))
		volumes = append(volumes, fmt.Sprint(100*(i+1)))
	}
	c := strings.Join(closes, ",")
	return fmt.Sprintf(`{"chart":{"result":[{"meta":{"currency":"USD","symbol":"AAPL","exchangeName":"NMS","instrumentType":"EQUITY","exchangeTimezoneName":%q,"dataGranularity":%q,`+
		`"currentTradingPeriod":{"regular":{"start":%d,"end":%d}}},"timestamp":[%s],"indicators":{"quote":[{"open":[%s],"high":[%s],"low":[%s],"close":[%s],"volume":[%s]}]}}],"error":null}}`,
		"America/New_York", interval, unix(session+" 09:30"), unix(session+" 16:00"), strings.Join(ts, ","), c, c, c, c, strings.Join(volumes, ","))
}

// history asks a fake Yahoo that answers body, at a New York time.
func history(t testing.TB, body, now string, q market.HistoryQuery) (*market.History, error) {
	t.Helper()
	f := newFakeYahoo(t)
	f.says("/v8/finance/chart", http.StatusOK, body)
	at, err := time.ParseInLocation("2006-01-02 15:04", now, zone("America/New_York", 0))
	if err != nil {
		t.Fatal(err)
	}
	m := newTestMarket(t, options{BaseURL: f.URL, Now: func() time.Time { return at }})
	q.Symbol = sym(t, "AAPL")
	return m.History(t.Context(), q)
}

func TestHistory(t *testing.T) {
	h, err := history(t, chartBody, "2025-02-20 12:00", market.HistoryQuery{From: market.Date{Year: 2020, Month: 1, Day: 1}, To: market.Date{Year: 2020, Month: 1, Day: 3}})
	if err != nil {
		t.Fatal(err)
	}
	want := []market.Bar{
		{Time: 1577975400, Open: 74.06, High: 75.15, Low: 73.7975, Close: 75.0875, AdjClose: 72.71607, Volume: 135480400},
		{Time: 1578061800, Open: 74.2875, High: 75.145, Low: 74.125, Close: 74.3575, AdjClose: 72.00911, Volume: 146322800},
	}
	if diff := cmp.Diff(want, h.Bars); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if h.Name != "Apple Inc." || h.Kind != market.KindEquity || h.Currency != "USD" || h.Exchange != "NMS" || h.ExchangeName != "NasdaqGS" || h.Location.String() != "America/New_York" || h.Interval != market.Day || h.Open || h.Gaps != 0 {
		t.Errorf("history = %+v", h)
	}
}

// Bodies that made finance-go panic or invent prices.
func TestChartBodiesThatHurt(t *testing.T) {
	const meta = `"meta":{"symbol":"AAPL","exchangeTimezoneName":"America/New_York"}`
	for _, tt := range []struct {
		name, result string
		bars, gaps   int
		partial      int
	}{
		{"no results", `[]`, 0, 0, 0},
		{"null results", `null`, 0, 0, 0},
		{"null result", `[null]`, 0, 0, 0},
		{"empty quote", `[{` + meta + `,"timestamp":[1577975400],"indicators":{"quote":[{}]}}]`, 0, 1, 0},
		{"no quotes", `[{` + meta + `,"timestamp":[1577975400],"indicators":{"quote":[]}}]`, 0, 1, 0},
		{"null quote", `[{` + meta + `,"timestamp":[1577975400],"indicators":{"quote":[null]}}]`, 0, 1, 0},
		{"no indicators", `[{` + meta + `,"timestamp":[1577975400]}]`, 0, 1, 0},
		{"no times", `[{` + meta + `,"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1]}]}}]`, 0, 1, 0},
		{"null bar", `[{` + meta + `,"timestamp":[1577975400,1578061800],"indicators":{"quote":[{"open":[1,null],"high":[1,null],"low":[1,null],"close":[1,null],"volume":[1,null]}]}}]`, 1, 1, 0},
		{"bar of zeros", `[{` + meta + `,"timestamp":[1577975400,1578061800],"indicators":{"quote":[{"open":[1,0],"high":[1,0],"low":[1,0],"close":[1,0],"volume":[1,0]}]}}]`, 1, 1, 0},
		{"ragged arrays", `[{` + meta + `,"timestamp":[1577975400,1578061800,1578148200],"indicators":{"quote":[{"open":[1,2],"high":[1,2,3],"low":[1,2,3],"close":[1,2,3],"volume":[1]}],"adjclose":[{"adjclose":[1]}]}}]`, 3, 0, 1},
		{"null adjclose", `[{` + meta + `,"timestamp":[1577975400],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1]}],"adjclose":[null]}}]`, 1, 0, 0},
		{"text for a price", `[{` + meta + `,"timestamp":[1577975400,1578061800],"indicators":{"quote":[{"open":[1,"x"],"high":[1,1],"low":[1,1],"close":[1,1],"volume":[1,1]}]}}]`, 2, 0, 1},
		{"broken volume", `[{` + meta + `,"timestamp":[1577975400],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1.5e3]}]}}]`, 1, 0, 0},
		{"huge numbers", `[{` + meta + `,"timestamp":[1577975400,1e300],"indicators":{"quote":[{"open":[1e308,1],"high":[1e308,1],"low":[1,1],"close":[1e999,1],"volume":[1e300,1]}]}}]`, 0, 2, 0},
		{"out of order, twice", `[{` + meta + `,"timestamp":[1578061800,1577975400,1578061800],"indicators":{"quote":[{"open":[1,2,3],"high":[1,2,3],"low":[1,2,3],"close":[1,2,3],"volume":[1,2,3]}]}}]`, 2, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := history(t, `{"chart":{"result":`+tt.result+`,"error":null}}`, "2025-02-20 12:00", market.HistoryQuery{Range: "max"})
			if tt.bars == 0 {
				if e := wantKind(t, err, market.ErrNoData); tt.gaps > 0 && !strings.Contains(e.Message, fmt.Sprint(tt.gaps)) {
					t.Errorf("error does not count the gaps: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(h.Bars) != tt.bars || h.Gaps != tt.gaps || h.Partial != tt.partial {
				t.Errorf("%d bars, %d gaps, %d partial, want %d, %d, %d", len(h.Bars), h.Gaps, h.Partial, tt.bars, tt.gaps, tt.partial)
			}
			for i, b := range h.Bars {
				if b.Close == 0 || b.AdjClose == 0 || i > 0 && b.Time <= h.Bars[i-1].Time {
					t.Errorf("bar %d = %+v: a price of 0 or out of order", i, b)
				}
			}
		})
	}
}

func TestVolumeThatWasNotSent(t *testing.T) {
	body := `{"chart":{"result":[{"meta":{"symbol":"AAPL"},"timestamp":[1577975400,1578061800],"indicators":{"quote":[{"open":[1,1],"high":[1,1],"low":[1,1],"close":[1,1],"volume":[0]}]}}]}}`
	h, err := history(t, body, "2025-02-20 12:00", market.HistoryQuery{Range: "max"})
	if err != nil {
		t.Fatal(err)
	}
	if h.Bars[0].Volume != 0 || h.Bars[1].Volume != -1 {
		t.Errorf("volumes = %v, %v; want 0 and -1", h.Bars[0].Volume, h.Bars[1].Volume)
	}
}

func TestDatesAreInclusive(t *testing.T) {
	body := chartOf(t, "1d", "2025-02-20", "2025-02-10 09:30", "2025-02-11 09:30", "2025-02-12 09:30", "2025-02-13 09:30", "2025-02-14 09:30")
	h, err := history(t, body, "2025-02-20 12:00", market.HistoryQuery{From: market.Date{Year: 2025, Month: 2, Day: 11}, To: market.Date{Year: 2025, Month: 2, Day: 13}})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Bars) != 3 || h.Bars[0].Close != 2 || h.Bars[2].Close != 4 {
		t.Errorf("bars = %+v, want those of the 11th to the 13th", h.Bars)
	}
}

func TestHistoryAsksForThePeriod(t *testing.T) {
	for _, tt := range []struct {
		name  string
		query market.HistoryQuery
		want  map[string]string
	}{
		{"range", market.HistoryQuery{Range: "6MO"}, map[string]string{"range": "6mo", "period1": "", "period2": "", "interval": "1d", "corsDomain": ""}},
		{"default", market.HistoryQuery{}, map[string]string{"range": "1mo", "interval": "1d"}},
		{"max is dates", market.HistoryQuery{Range: "max", Interval: market.Week}, map[string]string{"range": "", "period1": "-2209042800", "interval": "1wk"}},
		// 2020-01-01 00:00 UTC - 15 h, 2020-01-04 00:00 UTC + 15 h.
		{"dates", market.HistoryQuery{From: market.Date{Year: 2020, Month: 1, Day: 1}, To: market.Date{Year: 2020, Month: 1, Day: 3}}, map[string]string{"range": "", "period1": "1577782800", "period2": "1578150000"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeYahoo(t)
			got := map[string]string{}
			f.on("/v8/finance/chart", func(w http.ResponseWriter, r *http.Request) {
				for name := range tt.want {
					got[name] = r.URL.Query().Get(name)
				}
				fmt.Fprint(w, chartBody)
			})
			m := newTestMarket(t, options{BaseURL: f.URL})
			tt.query.Symbol = sym(t, "AAPL")
			if _, err := m.History(t.Context(), tt.query); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLastBar(t *testing.T) {
	for _, tt := range []struct {
		name, interval, now string
		times               []string
		bars                int
		volume              float64
		open                bool
	}{
		{"a day under way", "1d", "2025-02-20 12:00", []string{"2025-02-19 09:30", "2025-02-20 09:30"}, 2, 200, true},
		{"a day just over", "1d", "2025-02-20 16:00", []string{"2025-02-19 09:30", "2025-02-20 09:30"}, 2, 200, false},
		{"yesterday's, before the opening", "1d", "2025-02-20 08:00", []string{"2025-02-18 09:30", "2025-02-19 09:30"}, 2, 200, false},
		{"live price beside today's bar", "1d", "2025-02-20 12:00", []string{"2025-02-19 09:30", "2025-02-20 09:30", "2025-02-20 11:59"}, 2, 300, true},
		{"live price beside this week's bar", "1wk", "2025-02-20 12:00", []string{"2025-02-10 00:00", "2025-02-17 00:00", "2025-02-20 11:59"}, 2, 500, true},
		{"a week on its Friday night", "1wk", "2025-02-21 20:00", []string{"2025-02-10 00:00", "2025-02-17 00:00"}, 2, 200, true}, // the session known is Thursday's
		{"a week on Saturday", "1wk", "2025-02-22 12:00", []string{"2025-02-10 00:00", "2025-02-17 00:00"}, 2, 200, false},
		{"live price beside this month's bar", "1mo", "2025-02-20 12:00", []string{"2025-01-01 00:00", "2025-02-01 00:00", "2025-02-20 11:59"}, 2, 500, true},
		{"a month that is over", "1mo", "2025-03-01 12:00", []string{"2025-01-01 00:00", "2025-02-01 00:00"}, 2, 200, false},
		{"live price within five minutes", "5m", "2025-02-20 11:58", []string{"2025-02-20 11:50", "2025-02-20 11:55", "2025-02-20 11:57"}, 2, 300, true},
		{"five minutes of yesterday", "5m", "2025-02-20 08:00", []string{"2025-02-19 15:50", "2025-02-19 15:55"}, 2, 200, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, err := history(t, chartOf(t, tt.interval, "2025-02-20", tt.times...), tt.now, market.HistoryQuery{Range: "1mo", Interval: market.Interval(tt.interval)})
			if err != nil {
				t.Fatal(err)
			}
			last := h.Bars[len(h.Bars)-1]
			if len(h.Bars) != tt.bars || last.Close != float64(len(tt.times)) || last.Volume != tt.volume || h.Open != tt.open {
				t.Errorf("%d bars, open %t, last %+v; want %d, %t, close %d, volume %v", len(h.Bars), h.Open, last, tt.bars, tt.open, len(tt.times), tt.volume)
			}
		})
	}
}

func TestHistoryQueriesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		query market.HistoryQuery
		want  []string // words of the error; none: valid
	}{
		{"range", market.HistoryQuery{Range: "2w"}, []string{"range", "2w", "1d", "5d", "1mo", "max"}},
		{"interval", market.HistoryQuery{Interval: "2d"}, []string{"interval", "1m", "1wk"}},
		{"both", market.HistoryQuery{Range: "1mo", From: market.Date{Year: 2025, Month: 1, Day: 1}}, []string{"range", "from"}},
		{"to alone", market.HistoryQuery{To: market.Date{Year: 2025, Month: 1, Day: 1}}, []string{"from"}},
		{"backwards", market.HistoryQuery{From: market.Date{Year: 2025, Month: 1, Day: 2}, To: market.Date{Year: 2025, Month: 1, Day: 1}}, []string{"from", "to", "2025-01-02", "2025-01-01"}},
		{"future", market.HistoryQuery{From: market.Date{Year: 2025, Month: 3, Day: 1}}, []string{"from", "2025-03-01", "2025-02-20"}},
		{"tomorrow in Auckland", market.HistoryQuery{From: market.Date{Year: 2025, Month: 2, Day: 21}}, nil},
		{"minutes of a month", market.HistoryQuery{Range: "1mo", Interval: market.Minute}, []string{"range", "1d, 5d"}},
		{"minutes of five days", market.HistoryQuery{Range: "5d", Interval: market.Minute}, nil},
		{"minutes of long ago", market.HistoryQuery{From: market.Date{Year: 2025, Month: 1, Day: 1}, To: market.Date{Year: 2025, Month: 1, Day: 2}, Interval: market.Minute}, []string{"from", "2025-01-22"}},
		{"minutes of a week", market.HistoryQuery{From: market.Date{Year: 2025, Month: 2, Day: 10}, To: market.Date{Year: 2025, Month: 2, Day: 17}, Interval: market.Minute}, []string{"to", "5 days", "2025-02-14"}},
		{"five minutes of a month", market.HistoryQuery{Range: "1mo", Interval: market.Minutes5}, nil},
		{"five minutes of a quarter", market.HistoryQuery{Range: "3mo", Interval: market.Minutes5}, []string{"range", "1mo"}},
		{"five minutes of this year", market.HistoryQuery{Range: "ytd", Interval: market.Minutes5}, nil},
		{"hours of two years", market.HistoryQuery{Range: "2y", Interval: market.Hour}, nil},
		{"hours of five years", market.HistoryQuery{Range: "5y", Interval: market.Hour}, []string{"range", "2y"}},
		{"hours of long ago", market.HistoryQuery{From: market.Date{Year: 2022, Month: 1, Day: 1}, To: market.Date{Year: 2022, Month: 2, Day: 1}, Interval: market.Hour}, []string{"from", "2023-02-22"}},
		{"days of ever", market.HistoryQuery{Range: "max"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.query.Symbol = sym(t, "AAPL")
			_, err := history(t, chartBody, "2025-02-20 12:00", tt.query)
			if errors.Is(err, market.ErrNoData) || errors.Is(err, market.ErrMalformed) {
				err = nil // it was asked
			}
			if (err != nil) != (tt.want != nil) || err != nil && !errors.Is(err, market.ErrQuery) {
				t.Fatalf("error = %v, want words %q", err, tt.want)
			}
			for _, word := range tt.want {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("error %q does not say %q", err, word)
				}
			}
		})
	}
}

func TestChartOfAnotherSymbolIsRefused(t *testing.T) {
	_, err := history(t, strings.Replace(chartBody, "AAPL", "MSFT", 1), "2025-02-20 12:00", market.HistoryQuery{Range: "max"})
	wantKind(t, err, market.ErrMalformed)
}

func TestPlain(t *testing.T) {
	for v, want := range map[float64]float64{
		75.0875015258789: 75.0875, 301.4599914550781: 301.46, 301.4599914551: 301.4599914551, 1.1220825910568237: 1.1220826,
		1.0489877: 1.0489877, 97208.17: 97208.17, 0: 0, -37.630001068115234: -37.63, 1e308: 1e308, 123456789.123: 123456789.123,
		1e-50: 1e-50, 5: 5,
	} {
		if got := plain(v); got != want {
			t.Errorf("plain(%v) = %v, want %v", v, got, want)
		}
	}
}
