package yahoo

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire/wiretest"
)

func days(t *testing.T, from, to string) string {
	t.Helper()
	a, err := facts.ParseDay(from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := facts.ParseDay(to)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("period1=%d&period2=%d&interval=1d", a.Time().Unix(), b.Time().Unix())
}

func TestDailyChart(t *testing.T) {
	p := truth(t)
	ch := chartOf(t, wiretest.Wednesday(), "AAPL", days(t, "2025-06-16", "2025-06-24")+"&events=div,splits")
	var got []string
	for i, at := range ch.Timestamp {
		d := time.Unix(at, 0).UTC()
		got = append(got, d.Format("01-02 15:04"))
		want, _ := p.Close("AAPL", d.Format(time.DateOnly))
		if c := *ch.Indicators.Quote[0].Close[i]; c != float64(float32(want)) {
			t.Errorf("%v: close %v, want %v", d, c, want)
		}
		if *ch.Indicators.Adjclose[0].Adjclose[i] >= want {
			t.Errorf("%v: adjusted %v, close %v", d, *ch.Indicators.Adjclose[0].Adjclose[i], want)
		}
	}
	want := "06-16 13:30,06-17 13:30,06-18 13:30,06-20 13:30,06-23 13:30" // the 19th is a holiday
	if strings.Join(got, ",") != want {
		t.Errorf("got %v", got)
	}
	if before, _ := p.Close("AAPL", "2025-06-13"); ch.Meta["chartPreviousClose"] != before {
		t.Errorf("chartPreviousClose %v, want %v", ch.Meta["chartPreviousClose"], before)
	}
	if raw, _ := json.Marshal(ch.Indicators.Quote[0].Close[0]); len(raw) < 12 {
		t.Errorf("%s has not the noise of single precision", raw)
	}
}

func TestChartEndIncludesABarThatStartsThere(t *testing.T) {
	ch := chartOf(t, wiretest.Wednesday(), "BTC-USD", days(t, "2020-11-01", "2020-11-03"))
	if len(ch.Timestamp) != 3 {
		t.Errorf("%v", ch.Timestamp)
	}
	ch = chartOf(t, wiretest.Wednesday(), "AAPL", days(t, "2020-11-02", "2020-11-03"))
	if len(ch.Timestamp) != 1 {
		t.Errorf("%v", ch.Timestamp)
	}
}

func TestChartOfNoTradingDayIsEmpty(t *testing.T) {
	ch := chartOf(t, wiretest.Wednesday(), "AAPL", days(t, "2025-11-15", "2025-11-16"))
	if ch.Timestamp != nil || ch.Indicators.Quote[0].Close != nil || len(ch.Indicators.Quote) != 1 {
		t.Errorf("%+v", ch)
	}
}

func TestLiveBar(t *testing.T) {
	p := truth(t)
	now := wiretest.Wednesday()
	ch := chartOf(t, now, "AAPL", "range=5d&interval=1d")
	if n := len(ch.Timestamp); n != 5 || ch.Timestamp[n-1] != now.Unix() {
		t.Fatalf("%v", ch.Timestamp)
	}
	live, _ := p.At("AAPL", now)
	whole, _ := p.Day("AAPL", "2025-11-19")
	if got := *ch.Indicators.Quote[0].Close[4]; got != float64(float32(live.Close)) {
		t.Errorf("live close %v, want %v", got, live.Close)
	}
	if live.Volume >= whole.Volume || live.High > whole.High || live.Open != whole.Open {
		t.Errorf("live %+v, whole %+v", live, whole)
	}
	regular := ch.Meta["currentTradingPeriod"].(fields)["regular"].(fields)
	if regular["start"] != float64(1763562600) || regular["end"] != float64(1763586000) || regular["timezone"] != "EST" {
		t.Errorf("%v", regular)
	}
}

func TestMinutesMakeTheDay(t *testing.T) {
	now := wiretest.Wednesday()
	day := chartOf(t, now, "BHP.AX", days(t, "2025-11-17", "2025-11-18"))
	if len(day.Timestamp) != 1 {
		t.Fatalf("%v", day.Timestamp)
	}
	want := day.Indicators.Quote[0]
	for _, interval := range []string{"1m", "5m", "1h"} {
		ch := chartOf(t, now, "BHP.AX", fmt.Sprintf("period1=%d&period2=%d&interval=%s", day.Timestamp[0], day.Timestamp[0]+6*3600-1, interval))
		q := ch.Indicators.Quote[0]
		high, low, volume, nulls := 0.0, 1e9, int64(0), 0
		for i := range q.High {
			if q.High[i] == nil {
				nulls++
				continue
			}
			high, low, volume = max(high, *q.High[i]), min(low, *q.Low[i]), volume+*q.Volume[i]
		}
		if high != *want.High[0] || low != *want.Low[0] || *q.Open[0] != *want.Open[0] || *q.Close[len(q.Close)-1] != *want.Close[0] {
			t.Errorf("%s: %v %v, day %v %v", interval, high, low, *want.High[0], *want.Low[0])
		}
		if interval == "1m" && (nulls == 0 || len(q.High) != 360) {
			t.Errorf("%d minutes, %d without trades", len(q.High), nulls)
		}
		if interval != "1m" && (volume != *want.Volume[0] || nulls > 0) {
			t.Errorf("%s: volume %d, day %d, nulls %d", interval, volume, *want.Volume[0], nulls)
		}
		if ch.Indicators.Adjclose != nil || ch.Meta["previousClose"] == nil || ch.Meta["dataGranularity"] != interval {
			t.Errorf("%s: %v", interval, ch.Meta)
		}
	}
}

func TestRangesAndGroups(t *testing.T) {
	now := wiretest.Wednesday()
	for _, c := range []struct {
		query       string
		least, most int
	}{
		{"", 1, 1}, {"range=1d&interval=5m", 24, 24}, {"range=5d&interval=1d", 5, 5}, {"range=1mo&interval=1d", 22, 23}, {"range=ytd&interval=1d", 220, 224},
		{"range=1y&interval=1wk", 52, 54}, {"range=5y&interval=1mo", 60, 61}, {"range=max&interval=3mo", 140, 150}, {"range=max&interval=1d", 8900, 9100},
	} {
		ch := chartOf(t, now, "AAPL", c.query)
		if n := len(ch.Timestamp); n < c.least || n > c.most || len(ch.Indicators.Quote[0].Open) != n {
			t.Errorf("%q: %d bars", c.query, n)
		}
	}
	week := chartOf(t, now, "AAPL", strings.Replace(days(t, "2025-10-13", "2025-10-17"), "1d", "1wk", 1))
	daily := chartOf(t, now, "AAPL", days(t, "2025-10-13", "2025-10-18"))
	if time.Unix(week.Timestamp[0], 0).UTC().Format(time.DateTime) != "2025-10-13 04:00:00" || len(week.Timestamp) != 1 {
		t.Errorf("week begins %v", week.Timestamp)
	}
	if got, want := *week.Indicators.Quote[0].Open[0], *daily.Indicators.Quote[0].Open[0]; got != want {
		t.Errorf("the week opens at %v, its first day at %v", got, want)
	}
}

func TestEventsAndNulls(t *testing.T) {
	now := wiretest.Wednesday()
	split := chartOf(t, now, "NVDA", days(t, "2024-06-03", "2024-06-15")+"&events=div%7Csplit")
	if s := split.Events["splits"]["1718026200"]; s["splitRatio"] != "10:1" || s["numerator"] != 10.0 {
		t.Errorf("%v", split.Events)
	}
	jump := *split.Indicators.Quote[0].Close[5] / *split.Indicators.Quote[0].Close[4]
	if jump < 0.8 || jump > 1.2 {
		t.Errorf("prices are not adjusted for the split: %v", jump)
	}
	paid := chartOf(t, now, "KO", days(t, "2024-01-01", "2025-01-01")+"&events=div")
	if len(paid.Events["dividends"]) != 4 || paid.Events["splits"] != nil {
		t.Errorf("%v", paid.Events)
	}
	if none := chartOf(t, now, "KO", days(t, "2024-01-01", "2025-01-01")); none.Events != nil {
		t.Errorf("unasked: %v", none.Events)
	}
	quiet := chartOf(t, now, "SAP.DE", days(t, "2024-12-23", "2024-12-28"))
	if len(quiet.Timestamp) != 3 || quiet.Indicators.Quote[0].Close[1] != nil || quiet.Indicators.Adjclose[0].Adjclose[1] != nil || quiet.Indicators.Quote[0].Close[0] == nil {
		t.Errorf("%v %v", quiet.Timestamp, quiet.Indicators.Quote[0].Close)
	}
}

func TestChartRefusals(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	for _, x := range []struct {
		path   string
		status int
		says   string
	}{
		{"NOPE?range=1d", 404, `{"chart":{"error":{"code":"Not Found","description":"No data found, symbol may be delisted"},"result":null}}`},
		{"TWTR?range=1d", 404, "Not Found"},
		{"AAPL?range=7y", 422, "range=7y is not supported"},
		{"AAPL?range=1mo&interval=2d", 422, "Valid intervals: [1m, 2m, 5m"},
		{"AAPL?period1=20&period2=10", 400, "start date cannot be after end date"},
		{"AAPL?period1=x&period2=10", 400, "must be integers"},
		{"META?period1=1000000000&period2=1000086400", 400, "Data doesn't exist for startDate = 1000000000, endDate = 1000086400"},
		{"AAPL?range=1mo&interval=1m", 422, "Only 8 days worth of 1m"},
		{"AAPL?range=1y&interval=5m", 422, "within the last 60 days"},
		{"AAPL?range=10y&interval=1h", 422, "within the last 730 days"},
	} {
		got := wiretest.Fetch(t, c, http.MethodGet, w.YahooURL+chartPath+x.path, "")
		if got.Status != x.status || !strings.Contains(got.Body, x.says) {
			t.Errorf("%s: %d %s", x.path, got.Status, got.Body)
		}
	}
}
