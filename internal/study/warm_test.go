package study

import (
	"math"
	"testing"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// longWalk is some 2,000 trading days up to the autumn of 2025, in which prices
// rise, and swing fast and slowly, so that where an indicator began would show.
func longWalk(t *testing.T) []market.Bar {
	t.Helper()
	closes := make([]float64, 2000)
	for i := range closes {
		x := float64(i)
		closes[i] = 300 + x/10 + 40*math.Sin(x/61) + 9*math.Sin(x/7) + 3*math.Cos(x*1.3)
	}
	return walk(t, "2017-12-04", closes...)
}

// A value in the period is that of an indicator which has always run, up to a
// five hundredth: what comes before the period is enough to forget where it began.
func TestIndicatorsHaveForgottenWhereTheyBegan(t *testing.T) {
	bars := longWalk(t)
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}}
	var all analysis.Bars
	for _, b := range bars {
		all.Dates = append(all.Dates, market.DateOf(time.Unix(b.Time, 0).In(newYorkZone())))
		all.Close, all.High, all.Low, all.Volume = append(all.Close, b.Close), append(all.High, b.High), append(all.Low, b.Low), append(all.Volume, b.Volume)
	}
	for _, m := range []Measure{"sma", "ema", "rsi", "macd", "bollinger", "adx", "stochastic", "atr"} {
		for _, window := range []int{0, 100} {
			_, lines, err := analysis.Compute(string(m), all, window)
			if err != nil {
				t.Fatal(err)
			}
			s := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-10-01 to 2025-10-10", Measures: []Measure{m}, Window: window}).Sections[0]
			if s.Missing != "" || len(s.Table.Rows) != 8 {
				t.Errorf("%s of %d: %+v", m, window, s)
				continue
			}
			for k, line := range lines {
				want := map[string]float64{}
				for _, p := range line.Series {
					want[p.Date.String()] = p.Value
				}
				for _, r := range s.Table.Rows {
					got, ok := r.Cells[k+1].Get()
					if off := math.Abs(got - want[r.Name]); !ok || off > 0.006+math.Abs(want[r.Name])/500 {
						t.Errorf("%s of %d on %s: %v, want %v", line.Name, window, r.Name, got, want[r.Name])
					}
				}
			}
		}
	}
}

// So many days of the calendar before the period are asked for, no fewer and not
// the whole past.
func TestDaysBeforeAPeriod(t *testing.T) {
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": longWalk(t)}}
	for _, c := range []struct {
		measure Measure
		window  int
		days    int
	}{
		{Change, 0, 30}, {Statistics, 0, 30}, {Drawdown, 0, 30}, {Candles, 0, 30}, {Change, 200, 30},
		{MovingAverage, 0, 40}, {MovingAverage, 2, 34}, {MovingAverage, 50, 130},
		{"sma", 0, 500}, {"rsi", 0, 500}, {"macd", 0, 500}, {"obv", 0, 500}, {"ema", 30, 650}, {"adx", 100, 1000},
	} {
		data.asked = nil
		r := analyze(t, data, Query{Symbols: symbols("AAPL"), Period: "2025-10-01 to 2025-10-10", Measures: []Measure{c.measure}, Window: c.window})
		want := r.Span.From.AddDays(-c.days)
		if len(data.asked) != 1 || data.asked[0].From != want {
			t.Errorf("%s of %d: asked for %+v, want it once, from %s on", c.measure, c.window, data.asked, want)
		}
	}
}
