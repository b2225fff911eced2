package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// A coin of a billionth of a dollar has the same indicators as a share.
func TestIndicatorsDoNotDependOnTheUnit(t *testing.T) {
	b := randomBars(rand.New(rand.NewPCG(6, 6)), 200)
	for _, unit := range []float64{1e-12, 1e-9, 1e6, 1e150} {
		for _, name := range Names() {
			ind, lines, err := Compute(name, b, 0)
			_, others, err2 := Compute(name, b.times(unit), 0)
			if err != nil || err2 != nil {
				t.Fatal(name, err, err2)
			}
			scale := unit
			if ind.unitless() {
				scale = 1
			}
			for i, line := range lines {
				for j, p := range line.Series {
					if other := others[i].Series[j].Value / scale; math.Abs(other-p.Value) > 1e-7*math.Max(1, math.Abs(p.Value)) {
						t.Fatalf("%s %s at a unit of %g: %.10g, want %.10g", name, line.Name, unit, other, p.Value)
					}
				}
			}
		}
	}
}

// stillThenMoving are n equal bars and then random ones, that price again.
func stillThenMoving(n int) Bars {
	b := randomBars(rand.New(rand.NewPCG(8, 8)), 120)
	for i := range n {
		b.Open[i], b.High[i], b.Low[i], b.Close[i] = 50, 50, 50, 50
	}
	return b
}

func TestNoMovementIsNoValue(t *testing.T) {
	for _, name := range []string{"rsi", "adx", "stochastic"} {
		if _, lines, err := Compute(name, stillThenMoving(120), 0); !errors.Is(err, ErrUndefined) {
			t.Errorf("%s where nothing moved: %v, %v", name, lines, err)
		}
	}
	for name, want := range map[string]int{"rsi": 60, "adx": 60, "stochastic": 64} {
		b := stillThenMoving(60)
		_, lines, err := Compute(name, b, 0)
		if err != nil || lines[0].Series[0].Date != b.Dates[want] {
			t.Errorf("%s of a price that moves on bar 60: %v, from %v on, want %s", name, err, lines[0].Series[0], b.Dates[want])
		}
	}
	for name, want := range map[string]float64{"sma": 50, "ema": 50, "bollinger": 50, "macd": 0, "atr": 0} {
		_, lines, err := Compute(name, stillThenMoving(120), 0)
		if err != nil {
			t.Fatal(name, err)
		}
		for _, line := range lines {
			for _, p := range line.Series {
				near(t, name+" "+line.Name, p.Value, want)
			}
		}
	}
}

// Long after the last movement TA-Lib takes what is left of it for 0.
func TestStillnessLeavesNoZeroBehind(t *testing.T) {
	closes := series(10, 11, 10.5)
	for range 2000 {
		closes = append(closes, Point{closes[len(closes)-1].Date.AddDays(1), 10.5})
	}
	b := Bars{Close: closes.Values()}
	for _, p := range closes {
		b.Dates = append(b.Dates, p.Date)
	}
	_, lines, err := Compute("rsi", b, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range lines[0].Series {
		near(t, "rsi on "+p.Date.String(), p.Value, 100*1/1.5)
	}
	fallen := Bars{Close: []float64{10, 9, 9, 9}, Dates: b.Dates[:4]}
	if _, lines, err := Compute("rsi", fallen, 2); err != nil || lines[0].Series[0].Value != 0 {
		t.Errorf("rsi of a price that only falls: %v, %v", lines, err)
	}
}

func TestBarsThatCannotBeReadAreRefused(t *testing.T) {
	for what, spoil := range map[string]func(b *Bars){
		"ragged":    func(b *Bars) { b.Close = b.Close[:90] },
		"missing":   func(b *Bars) { b.High, b.Low, b.Close, b.Volume = nil, nil, nil, nil },
		"NaN":       func(b *Bars) { b.Close[40] = math.NaN() },
		"infinite":  func(b *Bars) { b.Close[99] = math.Inf(1) },
		"no prices": func(b *Bars) { b.Close = nil },
	} {
		b := randomBars(rand.New(rand.NewPCG(7, 7)), 100)
		spoil(&b)
		for _, name := range Names() {
			if _, lines, err := Compute(name, b, 0); !errors.Is(err, ErrUndefined) {
				t.Errorf("%s of %s bars: %v, %v", name, what, lines, err)
			}
		}
		if c := Candles(b); len(c) != 0 {
			t.Errorf("patterns in %s bars: %v", what, c)
		}
	}
	b := randomBars(rand.New(rand.NewPCG(7, 7)), 100)
	clear(b.Volume)
	if _, _, err := Compute("obv", b, 0); !errors.Is(err, ErrUndefined) {
		t.Errorf("obv without a volume: %v", err)
	}
	b.Volume[3] = 1
	if _, lines, err := Compute("obv", b, 0); err != nil || len(lines[0].Series) != 100 {
		t.Errorf("obv with a volume on one day: %v", err)
	}
}

// What has no length to choose says the one it has.
func TestFixedLengthsAreSaid(t *testing.T) {
	b := randomBars(rand.New(rand.NewPCG(3, 3)), 100)
	for name, want := range map[string]int{"macd": 26, "obv": 1} {
		if ind, _, err := Compute(name, b, 50); err != nil || ind.Period != want {
			t.Errorf("%s of 50: a period of %d, %v", name, ind.Period, err)
		}
	}
}
