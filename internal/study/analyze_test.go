package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// september is ten trading days around the end of August 2025; 1 September is
// Labor Day.
func september(t *testing.T) *fakeMarket {
	return &fakeMarket{bars: map[string][]market.Bar{
		//                           28 Aug 29   2 Sep 3    4    5    8    9    10   11
		"AAPL": walk(t, "2025-08-28", 99, 100, 104, 102, 110, 108, 108, 99, 121, 120),
		"MSFT": walk(t, "2025-08-28", 48, 50, 51, 50, 53, 54, 55, 52, 58, 57),
	}}
}

func TestChange(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-01 to 2025-09-11", Measures: []Measure{Change, Extremes, Daily}})
	change, extremes, daily := r.Sections[0], r.Sections[1], r.Sections[2]
	wantValue(t, change, "close before the period", "USD", 100, "2025-08-29")
	wantValue(t, change, "change from the close before to the last close", "USD", 20, "2025-08-29", "2025-09-11")
	wantValue(t, change, "change from the close before to the last close", Percent, 20)
	wantValue(t, change, "first open", "USD", 103, "2025-09-02")
	wantValue(t, change, "change from the first open to the last close", "USD", 17)
	wantValue(t, change, "change from the first close to the last close", Percent, (120.0/104-1)*100)
	wantValue(t, extremes, "highest close", "USD", 121, "2025-09-10")
	wantValue(t, extremes, "lowest close", "USD", 99, "2025-09-09")
	wantValue(t, extremes, "highest price (intraday high)", "USD", 123, "2025-09-10")
	wantValue(t, extremes, "lowest price (intraday low)", "USD", 97, "2025-09-09")
	wantValue(t, daily, "largest rise of one day", "USD", 22, "2025-09-10")
	wantValue(t, daily, "largest rise of one day in per cent", Percent, 22.0/99*100, "2025-09-10")
	wantValue(t, daily, "largest drop of one day", "USD", -9, "2025-09-09")
	wantValue(t, daily, "days up", Count, 3)
	wantValue(t, daily, "days down", Count, 4)
	wantValue(t, daily, "days unchanged", Count, 1)
	in := r.Inputs[0]
	if in.First.String() != "2025-09-02" || in.Last.String() != "2025-09-11" || in.Bars != 8 || in.Before.String() != "2025-08-29" || in.Adjusted {
		t.Errorf("input = %+v", in)
	}
	if r.Span.Sessions != 8 {
		t.Errorf("trading days = %d, want 8", r.Span.Sessions)
	}
}

// The change of one day is from the close before it.
func TestEventDay(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "10 September 2025", Measures: []Measure{Change}})
	wantValue(t, r.Sections[0], "change from the close before to the last close", "USD", 22, "2025-09-09", "2025-09-10")
	wantValue(t, r.Sections[0], "change from the first open to the last close", "USD", 1)
}

// A day without trading is answered by the one before it, and says so.
func TestClosedDay(t *testing.T) {
	for period, why := range map[string]string{"2025-09-01": "Labor Day", "2025-09-07": "weekend"} {
		r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: period, Measures: []Measure{Change}})
		if !strings.Contains(r.Span.Note, why) || !strings.Contains(r.Span.Note, period) || r.Span.From != r.Inputs[0].Last {
			t.Errorf("%s: %+v, bars to %s", period, r.Span, r.Inputs[0].Last)
		}
	}
}

func TestStatistics(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-05", Measures: []Measure{Statistics, Returns, Volatility}})
	s := r.Sections[0] // 104 102 110 108: mean 106, deviations -2 -4 4 2
	wantValue(t, s, "mean", "USD", 106)
	wantValue(t, s, "median", "USD", 106)
	wantValue(t, s, "sample variance", "USD squared", 40.0/3)
	wantValue(t, s, "sample standard deviation", "USD", math.Sqrt(40.0/3))
	returns := []float64{104.0/100 - 1, 102.0/104 - 1, 110.0/102 - 1, 108.0/110 - 1}
	mean := 0.0
	for _, v := range returns {
		mean += v / 4
	}
	wantValue(t, r.Sections[1], "simple return of the period", Percent, 8)
	wantValue(t, r.Sections[1], "log return of the period", Percent, math.Log(1.08)*100)
	wantValue(t, r.Sections[1], "mean daily simple return", Percent, mean*100)
	logs := []float64{math.Log(104.0 / 100), math.Log(102.0 / 104), math.Log(110.0 / 102), math.Log(108.0 / 110)}
	m, sum := math.Log(1.08)/4, 0.0
	for _, v := range logs {
		sum += (v - m) * (v - m)
	}
	wantValue(t, r.Sections[2], "volatility a year", Percent, math.Sqrt(sum/3)*math.Sqrt(252)*100)
	if !strings.Contains(r.Sections[2].About, "252") {
		t.Errorf("the factor is not stated: %s", r.Sections[2].About)
	}
}

func TestAdjusted(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-05", Measures: []Measure{Statistics}, Adjusted: true})
	wantValue(t, r.Sections[0], "mean", "USD", 53)
	if !r.Inputs[0].Adjusted {
		t.Error("the input does not say that it is adjusted")
	}
}

func TestMovingAverage(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-04 to 2025-09-11", Measures: []Measure{MovingAverage}})
	s := r.Sections[0]
	wantValue(t, s, "average of 5 closes", "USD", (108.0+108+99+121+120)/5, "2025-09-11")
	if len(s.Table.Rows) != 6 || s.Table.Rows[0].Name != "2025-09-04" || s.Table.Rows[0].Cells[1] != market.Num((99.0+100+104+102+110)/5) {
		t.Errorf("the first day does not use the closes before the period: %+v", s.Table.Rows)
	}
}

func TestLevelStreaksDrawdown(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-11", Measures: []Measure{Above, Streaks, Drawdown}, Level: market.Num(108)})
	wantValue(t, r.Sections[0], "days with a close above it", Count, 3)
	wantValue(t, r.Sections[0], "days with a close below it", Count, 3)
	wantValue(t, r.Sections[0], "days with a close at it", Count, 2)
	wantValue(t, r.Sections[1], "longest rise, days", Count, 1)
	wantValue(t, r.Sections[1], "run at the end, days", Count, 1, "2025-09-10", "2025-09-11")
	wantValue(t, r.Sections[2], "drawdown", Percent, (99.0/110-1)*100, "2025-09-04", "2025-09-09")
	wantValue(t, r.Sections[2], "back at the peak", "USD", 110, "2025-09-10")
}

func TestPairs(t *testing.T) {
	data := september(t)
	data.bars["MSFT"] = append(data.bars["MSFT"][:4], data.bars["MSFT"][5:]...) // 4 September is missing
	r := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2025-09-02 to 2025-09-09", Measures: []Measure{Correlation, Covariance}})
	a, b := []float64{104, 102, 108, 108, 99}, []float64{51, 50, 54, 55, 52}
	cov, va, vb := moments(a, b)
	wantValue(t, r.Sections[0], "Pearson correlation of closes", Ratio, cov/math.Sqrt(va*vb))
	wantValue(t, r.Sections[1], "sample covariance of closes", "USD squared", cov)
	ra, rb := ratios(append([]float64{100}, a...)), ratios(append([]float64{50}, b...))
	cov, va, vb = moments(ra, rb)
	wantValue(t, r.Sections[0], "Pearson correlation of daily returns", Ratio, cov/math.Sqrt(va*vb))
	if about := r.Sections[0].About; !strings.Contains(about, "5 days that both traded, 2025-09-02 to 2025-09-09") || !strings.Contains(about, "1 of AAPL only") {
		t.Errorf("about = %s", about)
	}
}

func TestBeta(t *testing.T) {
	data := september(t)
	data.bars["^GSPC"] = data.bars["MSFT"]
	r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-11", Measures: []Measure{Beta}})
	a, b := ratios([]float64{100, 104, 102, 110, 108, 108, 99, 121, 120}), ratios([]float64{50, 51, 50, 53, 54, 55, 52, 58, 57})
	cov, _, vb := moments(a, b)
	wantValue(t, r.Sections[0], "beta", Ratio, cov/vb)
	delete(data.bars, "^GSPC")
	r = analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-02 to 2025-09-11", Measures: []Measure{Beta}})
	if !strings.Contains(r.Sections[0].Missing, "^GSPC") || len(r.Failures) != 1 {
		t.Errorf("without the benchmark: %+v, %v", r.Sections[0], r.Failures)
	}
}

// moments are the sample covariance and variances, written out.
func moments(a, b []float64) (cov, va, vb float64) {
	ma, mb, n := 0.0, 0.0, float64(len(a))
	for i := range a {
		ma, mb = ma+a[i]/n, mb+b[i]/n
	}
	for i := range a {
		cov += (a[i] - ma) * (b[i] - mb) / (n - 1)
		va += (a[i] - ma) * (a[i] - ma) / (n - 1)
		vb += (b[i] - mb) * (b[i] - mb) / (n - 1)
	}
	return cov, va, vb
}

func ratios(v []float64) []float64 {
	var r []float64
	for i := 1; i < len(v); i++ {
		r = append(r, v[i]/v[i-1]-1)
	}
	return r
}

// What one symbol lacks does not lose the others.
func TestFailuresStandBesideTheRest(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL", "GONE"), Period: "2025-09-02 to 2025-09-11"})
	if len(r.Inputs) != 1 || len(r.Failures) != 1 || r.Failures[0].Symbol.String() != "GONE" || !errors.Is(r.Failures[0].Err, market.ErrUnknownSymbol) {
		t.Errorf("inputs %v, failures %v", r.Inputs, r.Failures)
	}
	_, err := newStudy(t, september(t)).Analyze(t.Context(), Query{Symbols: symbols("GONE", "LOST")})
	if !errors.Is(err, market.ErrUnknownSymbol) {
		t.Errorf("no symbol has data: %v", err)
	}
	_, err = newStudy(t, september(t)).Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: "May 2024"})
	if !errors.Is(err, market.ErrNoData) {
		t.Errorf("no bars in the period: %v", err)
	}
	data := september(t)
	data.bars["AAPL"] = walk(t, "2025-09-08", 301.4599914551)
	_, err = newStudy(t, data).Analyze(t.Context(), Query{Symbols: symbols("AAPL"), Period: "2025-09-09 to 2025-09-11"})
	if want := "no trading from 2025-09-09 to 2025-09-11; the last close before is 301.46 USD on 2025-09-08"; err == nil || err.Error() != want {
		t.Errorf("not traded: %v, want %s", err, want)
	}
}

func TestTooShort(t *testing.T) {
	r := analyze(t, september(t), Query{Symbols: symbols("AAPL"), Period: "2025-09-02", Measures: []Measure{Volatility, "rsi", Uptrend}})
	for _, s := range r.Sections {
		if s.Missing == "" || len(s.Figures) > 0 || s.Table != nil {
			t.Errorf("%s: %+v, want a word on why there is nothing", s.Measure, s)
		}
	}
}

func TestQueryIsChecked(t *testing.T) {
	eleven := symbols("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K")
	for _, tt := range []struct {
		q     Query
		field string
	}{
		{Query{}, "symbols"},
		{Query{Symbols: eleven}, "symbols"},
		{Query{Symbols: symbols("A"), Measures: []Measure{"alpha"}}, "measures"},
		{Query{Symbols: symbols("A"), Measures: []Measure{Change, Extremes, Daily, Statistics, Returns, Volatility, Drawdown, Months, Years}}, "measures"},
		{Query{Symbols: symbols("A"), Measures: []Measure{Correlation}}, "symbols"},
		{Query{Symbols: symbols("A"), Measures: []Measure{Above}}, "level"},
		{Query{Symbols: symbols("A"), Measures: []Measure{Above}, Level: market.Num(-1)}, "level"},
		{Query{Symbols: symbols("A"), Window: 251}, "window"},
		{Query{Symbols: symbols("A"), Window: -1}, "window"},
		{Query{Symbols: symbols("A"), Window: 1, Measures: []Measure{"rsi"}}, "window"},
		{Query{Symbols: symbols("A"), Period: "soon"}, "period"},
		{Query{Symbols: symbols("A"), Period: "2031-01-01"}, "period"},
	} {
		_, err := newStudy(t, september(t)).Analyze(t.Context(), tt.q)
		f, ok := errors.AsType[*FieldError](err)
		if !ok || f.Field != tt.field || f.Want == "" || f.Wrong == "" {
			t.Errorf("%+v: %v, want a fault of %s", tt.q, err, tt.field)
		}
	}
}

func TestEndsWithItsContext(t *testing.T) {
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	data := september(t)
	data.err = context.Canceled
	if _, err := newStudy(t, data).Analyze(ctx, Query{Symbols: symbols("AAPL")}); !errors.Is(err, gone) {
		t.Errorf("error is %v, want %v", err, gone)
	}
}

func TestOptions(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("no market is accepted")
	}
	if _, err := New(Options{Market: &fakeMarket{}}); err == nil {
		t.Error("no calendars are accepted")
	}
}

// Several symbols are compared on the days that all of them traded; of many days some
// are taken, the first and the last among them.
func TestComparison(t *testing.T) {
	data := september(t)
	data.bars["AAPL"] = append(data.bars["AAPL"][:4:4], data.bars["AAPL"][5:]...) // without 4 September
	r := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2025-09-01 to 2025-09-05", Measures: []Measure{Change}})
	got := ""
	for _, row := range r.Comparison.Rows {
		got += fmt.Sprintf("%s %v ", row.Name, row.Cells)
	}
	if want := "2025-09-02 [{104 true} {51 true}] 2025-09-03 [{102 true} {50 true}] 2025-09-05 [{108 true} {54 true}] "; got != want || r.Comparison.Left != 0 {
		t.Errorf("compared %s, want %s", got, want)
	}
	if r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-09-01 to 2025-09-05", Measures: []Measure{Change}}); r.Comparison != nil {
		t.Errorf("one symbol is compared: %+v", r.Comparison)
	}
	for _, days := range []int{mostCompared - 1, mostCompared, mostCompared + 1, 3 * mostCompared} {
		closes := make([]float64, days)
		for i := range closes {
			closes[i] = float64(i + 1)
		}
		data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": walk(t, "2022-01-03", closes...), "MSFT": walk(t, "2022-01-03", closes...)}}
		c := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2022-01-03 to 2025-09-05", Measures: []Measure{Change}}).Comparison
		last, step := float64(0), 0.0
		for _, row := range c.Rows {
			v, _ := row.Cells[1].Get()
			last, step = v, max(step, v-last)
		}
		if first, _ := c.Rows[0].Cells[0].Get(); len(c.Rows) != min(days, mostCompared) || len(c.Rows)+c.Left != days || first != 1 || last != float64(days) || step > float64(days)/float64(len(c.Rows))+1 {
			t.Errorf("of %d days %d, %v to %v, at most %v apart, %d left", days, len(c.Rows), first, last, step, c.Left)
		}
	}
}
