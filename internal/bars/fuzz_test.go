package bars

import (
	"math"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// FuzzBars examines bars whose prices are a step of each byte from the one before.
func FuzzBars(f *testing.F) {
	f.Add([]byte{1, 2, 3, 255, 4, 200, 1, 9, 128, 77, 31}, true, 4.0, 1.0, 600.0)
	f.Add([]byte{10, 10, 10, 200, 200, 200, 10, 10, 10}, false, 1.0, 190.0, 0.0)
	f.Add([]byte{0, 0, 0}, true, 1e308, 1e-300, 1e308)
	f.Fuzz(func(t *testing.T, steps []byte, minor bool, numerator, denominator, price float64) {
		var bars []Bar
		level := 0.0
		for i, step := range steps[:min(len(steps), 400)] {
			level += float64(int(step)-128) / 16
			p := math.Exp(max(-700, min(700, level)))
			b := Bar{Time: int64(i) * 86400, Open: p, High: p * 1.01, Low: p / 1.01, Close: p, AdjClose: p * float64(step+1) / 256, Volume: float64(step)}
			switch step % 7 {
			case 1:
				b.Low = 0
			case 2:
				b.Open = -p
			case 3:
				b.High, b.Low = b.Low, b.High
			}
			bars = append(bars, b)
		}
		facts := Facts{Zone: time.UTC, Days: 1, Currency: "USD", Price: price, PriceDay: calendar.Date{Year: 1970, Month: time.January, Day: len(bars)}}
		if minor {
			facts.Currency, facts.Minor = "GBp", true
		}
		for i := 4; i < len(bars); i += 9 {
			day := calendar.DateOf(time.Unix(bars[i].Time, 0).UTC())
			facts.Splits = append(facts.Splits, Split{day, numerator, denominator, ""})
			facts.Dividends = append(facts.Dividends, Dividend{day, denominator, ""})
		}
		got, doubts := Examine(bars, facts)
		if len(got) != len(bars) || len(doubts) > MaxDoubts {
			t.Fatalf("%d bars of %d, %d doubts", len(got), len(bars), len(doubts))
		}
		for i, b := range got {
			for _, v := range []float64{b.Open, b.High, b.Low, b.Close, b.AdjClose, b.Volume} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("bar %d = %+v", i, b)
				}
			}
			if b.Close == 0 || (b.Low == 0) != (bars[i].Low == 0) {
				t.Fatalf("bar %d = %+v of %+v", i, b, bars[i])
			}
		}
	})
}
