package bars

import (
	"slices"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// leapt are ten flat days at 7, then ten at times as much. Where the day between has
// a way, it goes through the prices between.
func leapt(times float64, way bool) []Bar {
	var bars []Bar
	for i := range 20 {
		p := 7.0
		if i >= 10 {
			p *= times
		}
		b := Bar{Time: int64(i) * 86400, Open: p, High: p, Low: p, Close: p, AdjClose: p, Volume: 1}
		if i == 10 && way {
			b.Open, b.Low = 7, 7
		}
		bars = append(bars, b)
	}
	return bars
}

func TestHowNearALeapIsToAUnit(t *testing.T) {
	f := Facts{Zone: time.UTC, Days: 1, Currency: "USD"}
	for _, c := range []struct {
		times float64
		way   bool
		want  bool
	}{
		{159, false, true}, {161, false, false}, {63, false, true}, {62, false, false}, {1590, false, true}, {1610, false, false},
		{119, true, true}, {121, true, false}, {84, true, true}, {83, true, false},
	} {
		_, doubts := Examine(leapt(c.times, c.way), f)
		if got := slices.ContainsFunc(doubts, func(d Doubt) bool { return d.Kind == DoubtUnit }); got != c.want {
			t.Errorf("%v times, with a way %v: %+v, want it to be a unit: %v", c.times, c.way, doubts, c.want)
		}
	}
}

// In a currency of hundredths the present price proves which side is right where it
// is of the last day and near its close.
func TestHowNearThePresentPriceIs(t *testing.T) {
	last := calendar.DateOf(time.Unix(19*86400, 0).UTC())
	for _, c := range []struct {
		days   int
		price  float64
		day    calendar.Date
		mended bool
	}{
		{1, 700, last, true}, {1, 700 * 1.59, last, true}, {1, 700 * 1.61, last, false}, {1, 700 / 1.59, last, true}, {1, 700 / 1.61, last, false},
		{1, 700, last.AddDays(1), false}, {31, 700, last.AddDays(31), true}, {31, 700, last.AddDays(32), false}, {1, 0, last, false},
	} {
		bars, _ := Examine(leapt(100, false), Facts{Zone: time.UTC, Days: c.days, Currency: "GBp", Minor: true, Price: c.price, PriceDay: c.day})
		if got := bars[0].Close == 700; got != c.mended {
			t.Errorf("a price of %v on %s: the first close is %v, want it mended: %v", c.price, c.day, bars[0].Close, c.mended)
		}
	}
}

func TestTimesKeepsTenDigits(t *testing.T) {
	for _, c := range []struct{ price, factor, want float64 }{
		{1.15, 100, 115}, {123.4567891, 1.00000000001, 123.4567891}, {1.2345678949, 10, 12.34567895}, {5e-324, 0.001, 5e-324}, {1e308, 100, 1e308}, {1, 1, 1}, {2, 0.5, 1},
	} {
		if got := Times(c.price, c.factor); got != c.want {
			t.Errorf("%v times %v is %v, want %v", c.price, c.factor, got, c.want)
		}
	}
}
