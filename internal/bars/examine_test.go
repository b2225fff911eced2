package bars

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/calendar"
)

// sample is a good series of daily bars with what the source says beside them. A
// fault is planted in sent; truth stays what the market did.
type sample struct {
	Facts
	truth, sent []Bar
	rng         *rand.Rand
}

const sampleDays = 80

// newSample walks sampleDays weekdays from Monday, 6 January 2025, each bar's open
// near the close before.
func newSample(seed uint64, price float64) *sample {
	s := &sample{Facts: Facts{Zone: time.UTC, Days: 1, Currency: "USD"}, rng: rand.New(rand.NewPCG(seed, 7))}
	day := calendar.Date{Year: 2025, Month: time.January, Day: 6}
	for len(s.truth) < sampleDays {
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			open := price * (1 + 0.004*s.rng.NormFloat64())
			price = open * math.Exp(0.02*s.rng.NormFloat64())
			s.truth = append(s.truth, Bar{
				Time: day.In(time.UTC).Unix() + 34200, Open: open, Close: price, AdjClose: price,
				High: max(open, price) * 1.004, Low: min(open, price) * 0.996, Volume: 1e6,
			})
		}
		day = day.AddDays(1)
	}
	s.sent = slices.Clone(s.truth)
	s.present(s.truth[sampleDays-1].Close)
	return s
}

// present sets the price that the source says is the present one.
func (s *sample) present(price float64) {
	s.Price, s.PriceDay = price, s.day(sampleDays-1)
}

func (s *sample) day(i int) calendar.Date {
	return calendar.DateOf(time.Unix(s.truth[i].Time, 0).UTC())
}

// multiplied multiplies the prices sent of the bars from lo up to hi.
func (s *sample) multiplied(lo, hi int, m float64) {
	for i := lo; i < hi; i++ {
		b := &s.sent[i]
		b.Open, b.High, b.Low, b.Close, b.AdjClose = b.Open*m, b.High*m, b.Low*m, b.Close*m, b.AdjClose*m
	}
}

// moved lets the market itself move by m within bar i and stay there.
func (s *sample) moved(i int, m float64) {
	open := s.truth[i].Open
	for k := i; k < sampleDays; k++ {
		b := &s.truth[k]
		b.Open, b.High, b.Low, b.Close, b.AdjClose = b.Open*m, b.High*m, b.Low*m, b.Close*m, b.AdjClose*m
	}
	b := &s.truth[i]
	b.Open = open
	b.High, b.Low = max(b.High, open), min(b.Low, open)
	s.sent = slices.Clone(s.truth)
	s.present(s.truth[sampleDays-1].Close)
}

// split announces one of numerator for denominator shares at bar i.
func (s *sample) split(i int, numerator, denominator float64) {
	s.Splits = append(s.Splits, Split{s.day(i), numerator, denominator, fmt.Sprintf("%g:%g", numerator, denominator)})
}

// dividend pays a part of the close at bar i, and adjusts the closes before it.
func (s *sample) dividend(i int, part float64) {
	s.Dividends = append(s.Dividends, Dividend{s.day(i), part * s.truth[i-1].Close, ""})
	for k := range i {
		s.truth[k].AdjClose *= 1 - part
		s.sent[k].AdjClose *= 1 - part
	}
}

// at is some bar well within the series.
func (s *sample) at() int { return 15 + s.rng.IntN(sampleDays-30) }

// Every fault is planted at many places in many series.
func TestPlantedFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		plant  func(s *sample)
		kind   DoubtKind // empty: no doubt
		mended bool
	}{
		{name: "nothing", plant: func(*sample) {}},
		{name: "pence become pounds", kind: DoubtUnit, plant: func(s *sample) {
			s.Currency, s.Minor = "GBp", true
			s.multiplied(s.at(), sampleDays, 0.01)
			s.present(s.sent[sampleDays-1].Close)
		}},
		{name: "pounds become pence, as the present price is", kind: DoubtUnit, mended: true, plant: func(s *sample) {
			s.Currency, s.Minor = "GBp", true
			s.multiplied(0, s.at(), 0.01)
		}},
		{name: "pence become pounds, the present price is in pence", kind: DoubtUnit, mended: true, plant: func(s *sample) {
			s.Currency, s.Minor = "ZAc", true
			s.multiplied(s.at(), sampleDays, 0.01)
		}},
		{name: "pence become pounds and back", kind: DoubtUnit, mended: true, plant: func(s *sample) {
			s.Currency, s.Minor, s.Price = "ILA", true, 0
			i := s.at()
			s.multiplied(i, i+1+s.rng.IntN(12), 0.01)
		}},
		{name: "pence a hundredfold and back", kind: DoubtUnit, mended: true, plant: func(s *sample) {
			s.Currency, s.Minor, s.Price = "GBp", true, 0
			i := s.at()
			s.multiplied(i, i+1, 100)
		}},
		{name: "fils become dinars and back", kind: DoubtUnit, mended: true, plant: func(s *sample) {
			s.Currency, s.Minor, s.Price = "KWF", true, 0
			i := s.at()
			s.multiplied(i, i+3, 0.001)
		}},
		{name: "a hundredfold in dollars", kind: DoubtUnit, plant: func(s *sample) { s.multiplied(s.at(), sampleDays, 100) }},
		{name: "a hundredfold in dollars and back", kind: DoubtUnit, plant: func(s *sample) {
			i := s.at()
			s.multiplied(i, i+4, 100)
		}},
		{name: "split not applied", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 4, 1)
			s.unsplit(0, i, 4)
		}},
		{name: "small split not applied, some days off", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i+2, 3, 2)
			s.unsplit(0, i, 1.5)
		}},
		{name: "reverse split not applied", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 1, 25)
			s.unsplit(0, i, 1.0/25)
		}},
		{name: "split not applied to the last weeks before it", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 10, 1)
			s.unsplit(i-12, i, 10)
		}},
		{name: "split not applied but to one day", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 3, 1)
			s.unsplit(0, i-6, 3)
			s.unsplit(i-5, i, 3)
		}},
		{name: "a quarter of bonus shares that is not applied", kind: DoubtSplit, plant: func(s *sample) {
			i := s.at()
			s.truth[i].Close, s.truth[i].Open = s.truth[i-1].Close, s.truth[i-1].Close
			s.truth[i].High, s.truth[i].Low, s.truth[i].AdjClose = s.truth[i].Close*1.004, s.truth[i].Close*0.996, s.truth[i].Close
			s.sent[i] = s.truth[i]
			s.split(i, 5, 4)
			s.unsplit(0, i, 5.0/4)
		}},
		{name: "split applied twice", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 5, 1)
			s.unsplit(0, i, 1.0/5)
		}},
		{name: "reverse split roughly not applied", kind: DoubtSplit, plant: func(s *sample) {
			i := s.at()
			s.split(i, 1, 190)
			s.unsplit(0, i, 1.0/126)
		}},
		{name: "prices off by the split for some days after it", kind: DoubtSplit, mended: true, plant: func(s *sample) {
			i := s.at()
			s.split(i, 4, 1)
			s.unsplit(i, i+4, 0.25)
		}},
		{name: "split applied, and a fall by its ratio through the prices between", kind: DoubtSplit, plant: func(s *sample) {
			i := s.at()
			s.split(i, 4, 1)
			s.moved(i, 0.25)
		}},
		{name: "reverse split that nobody announced", kind: DoubtJump, plant: func(s *sample) { s.multiplied(0, s.at(), 1.0/30) }},
		{name: "a close ten times off", kind: DoubtSpike, plant: func(s *sample) {
			i := s.at()
			s.multiplied(i, i+1, 12)
		}},
		{name: "a low far off", kind: DoubtSpike, plant: func(s *sample) { s.sent[s.at()].Low *= 0.03 }},
		{name: "an open far off", kind: DoubtSpike, plant: func(s *sample) {
			b := &s.sent[s.at()]
			b.Open *= 100
			b.High = b.Open
		}},
		{name: "a close outside of its bar", kind: DoubtOrder, plant: func(s *sample) { s.sent[s.at()].Close *= 1.3 }},
		{name: "a high under the low", kind: DoubtOrder, plant: func(s *sample) {
			b := &s.sent[s.at()]
			b.High, b.Low = b.Low, b.High
		}},
		{name: "dividend not in the adjusted closes", kind: DoubtAdjusted, plant: func(s *sample) {
			i := s.at()
			s.dividend(i, 0.01)
			for k := range i {
				s.sent[k].AdjClose = s.sent[k].Close
			}
		}},
		{name: "adjusted closes that jump", kind: DoubtAdjusted, plant: func(s *sample) {
			for k := range s.at() {
				s.sent[k].AdjClose *= 0.4
			}
		}},
		{name: "prices under zero", kind: DoubtBelow, plant: func(s *sample) { s.Below = []int64{s.sent[9].Time} }},

		{name: "dividend", plant: func(s *sample) { s.dividend(s.at(), 0.015) }},
		{name: "large special dividend", plant: func(s *sample) { s.dividend(s.at(), 0.45) }},
		{name: "split of 50 for 1, applied", plant: func(s *sample) { s.split(s.at(), 50, 1) }},
		{name: "split applied, and a fall of a third that day", plant: func(s *sample) {
			i := s.at()
			s.split(i, 4, 1)
			s.moved(i, 0.66)
		}},
		{name: "split applied, and a fall by more than half that day", plant: func(s *sample) {
			i := s.at()
			s.split(i, 4, 1)
			s.moved(i, 0.46)
		}},
		{name: "a quarter of bonus shares, applied, and a fall of an eighth that day", plant: func(s *sample) {
			i := s.at()
			s.split(i, 5, 4)
			s.moved(i, 0.875)
		}},
		{name: "a bank that opens at a tenth and is sold at all prices", plant: func(s *sample) {
			i := s.at()
			s.moved(i, 0.06)
			b := &s.truth[i]
			b.Open, b.High, b.Low = b.Close*1.2, b.Close*1.7, b.Close*0.5
			s.sent = slices.Clone(s.truth)
		}},
		{name: "a share that loses 99.5 %", plant: func(s *sample) { s.moved(s.at(), 0.005) }},
		{name: "a share in pence that loses 97 %", plant: func(s *sample) {
			s.Currency, s.Minor = "GBp", true
			s.moved(s.at(), 0.03)
		}},
		{name: "a coin that gains 300 %", plant: func(s *sample) {
			s.moved(s.at(), 4)
		}},
		{name: "an index of fear that doubles and calms", plant: func(s *sample) {
			i := s.at()
			s.moved(i, 2.2)
			s.moved(i+2, 0.5)
		}},
		{name: "back from suspension at a fifth", plant: func(s *sample) {
			i := s.at()
			for k := i; k < sampleDays; k++ {
				b := &s.truth[k]
				b.Open, b.High, b.Low, b.Close, b.AdjClose = b.Open/5, b.High/5, b.Low/5, b.Close/5, b.AdjClose/5
			}
			s.sent = slices.Clone(s.truth)
		}},
		{name: "oil under zero", plant: func(s *sample) {
			*s = *newSample(s.rng.Uint64(), 19)
			s.truth[40] = Bar{Time: s.truth[40].Time, Open: 17.73, High: 17.85, Low: -40.32, Close: -37.63, AdjClose: -37.63, Volume: 1}
			s.truth[41] = Bar{Time: s.truth[41].Time, Open: -14, High: 13.86, Low: -16.74, Close: 10.01, AdjClose: 10.01, Volume: 1}
			s.sent = slices.Clone(s.truth)
		}},
		{name: "prices that are not sent", plant: func(s *sample) {
			s.sent[20].Low, s.sent[21].High, s.sent[22].Open = 0, 0, 0
			s.truth = slices.Clone(s.sent)
		}},
		{name: "a penny share in steps of its price", plant: func(s *sample) {
			for i := range s.truth {
				b := &s.truth[i]
				p := 0.00003 * math.Pow(20, float64(s.rng.IntN(2)))
				b.Open, b.High, b.Low, b.Close, b.AdjClose = p, p, p, p, p
				if i%9 == 0 {
					b.Low = 0.000001
				}
			}
			s.sent = slices.Clone(s.truth)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(60) {
				s := newSample(seed, []float64{0.6, 12, 480, 61_000}[seed%4])
				tt.plant(s)
				given := slices.Clone(s.sent)
				bars, doubts := Examine(s.sent, s.Facts)
				if !slices.Equal(given, s.sent) {
					t.Fatalf("seed %d: the bars that were given are changed", seed)
				}
				checkDoubts(t, seed, doubts, tt.kind)
				if tt.mended || tt.kind == "" {
					sameBars(t, seed, bars, s.truth)
				} else if !slices.Equal(bars, s.sent) {
					t.Errorf("seed %d: bars are changed on a suspicion", seed)
				}
			}
		})
	}
}

// unsplit gives the bars from lo up to hi the prices and volumes of before a split.
func (s *sample) unsplit(lo, hi int, ratio float64) {
	s.multiplied(lo, hi, ratio)
	for i := lo; i < hi; i++ {
		s.sent[i].Volume /= ratio
	}
}

func checkDoubts(t *testing.T, seed uint64, doubts []Doubt, kind DoubtKind) {
	t.Helper()
	if kind == "" {
		if len(doubts) > 0 {
			t.Errorf("seed %d: doubts where nothing is wrong: %+v", seed, doubts)
		}
		return
	}
	if len(doubts) == 0 || len(doubts) > 2 || !slices.ContainsFunc(doubts, func(d Doubt) bool { return d.Kind == kind }) {
		t.Errorf("seed %d: doubts %+v, want one of kind %s", seed, doubts, kind)
	}
	for _, d := range doubts {
		if d.Text == "" || d.From.IsZero() || strings.Contains(d.Text, "\n") {
			t.Errorf("seed %d: doubt %+v", seed, d)
		}
	}
}

func sameBars(t *testing.T, seed uint64, got, want []Bar) {
	t.Helper()
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Abs(b) }
	for i, b := range got {
		w := want[i]
		if !near(b.Open, w.Open) || !near(b.High, w.High) || !near(b.Low, w.Low) || !near(b.Close, w.Close) || !near(b.AdjClose, w.AdjClose) || !near(b.Volume, w.Volume) {
			t.Fatalf("seed %d: bar %d is %+v, want %+v", seed, i, b, w)
		}
	}
}

// Both days of a leap, and what lies on its doubtful side, are touched.
func TestWhatADoubtTouches(t *testing.T) {
	s := newSample(1, 600)
	s.Currency, s.Minor = "GBp", true
	s.multiplied(40, sampleDays, 0.01)
	s.present(s.sent[sampleDays-1].Close)
	_, doubts := Examine(s.sent, s.Facts)
	for _, tt := range []struct {
		from, to int
		want     bool
	}{{0, 39, false}, {39, 40, true}, {40, 40, true}, {50, 60, true}} {
		touches := func(d Doubt) bool { return d.Touches(s.day(tt.from), s.day(tt.to)) }
		if got := slices.ContainsFunc(doubts, touches); got != tt.want {
			t.Errorf("bars %d to %d are doubted: %t, want %t; %+v", tt.from, tt.to, got, tt.want, doubts)
		}
	}
}

func TestDoubtsStayFew(t *testing.T) {
	s := newSample(3, 50)
	for i := 10; i < 70; i += 6 {
		s.multiplied(i, i+1, 15)
	}
	_, doubts := Examine(s.sent, s.Facts)
	if len(doubts) == 0 || len(doubts) > MaxDoubts || !strings.Contains(doubts[0].Text, "and 9 more of that kind") {
		t.Errorf("%d doubts: %+v", len(doubts), doubts)
	}
	if first, last := s.day(10), s.day(64); doubts[0].From != first || doubts[0].To != last {
		t.Errorf("they are from %s to %s, want %s to %s", doubts[0].From, doubts[0].To, first, last)
	}
}

// A bar of a week or a month has the day that it starts on, and what is of its time
// may be of another day.
func TestLongBarsReachFurther(t *testing.T) {
	for _, tt := range []struct {
		days, announced, priced int // days of a bar, and by how many the facts are later than theirs
		split, unit             bool
	}{
		{days: 1, split: true, unit: true},
		{days: 1, announced: 6, priced: 1, split: true},
		{days: 1, announced: 13, priced: -1},
		{days: 0, announced: 6, priced: 1, split: true},
		{days: 7, announced: 13, priced: 4, split: true, unit: true},
		{days: 7, announced: 20, priced: 32},
		{days: 31, announced: 44, priced: 29, split: true, unit: true},
		{days: 31, announced: 50, priced: 32},
	} {
		s := newSample(5, 600)
		s.every(tt.days)
		s.Splits = []Split{{s.day(40).AddDays(tt.announced), 4, 1, "4:1"}}
		s.unsplit(0, 40, 4)
		_, doubts := Examine(s.sent, s.Facts)
		if got := len(doubts) == 1 && doubts[0].Kind == DoubtSplit; got != tt.split {
			t.Errorf("bars of %d days, split announced %d days later: %+v, want it found: %t", tt.days, tt.announced, doubts, tt.split)
		}

		s = newSample(5, 600)
		s.every(tt.days)
		s.Currency, s.Minor = "GBp", true
		s.present(s.truth[sampleDays-1].Close)
		s.PriceDay = s.PriceDay.AddDays(tt.priced)
		s.multiplied(0, 40, 0.01)
		bars, _ := Examine(s.sent, s.Facts)
		if got := !slices.Equal(bars, s.sent); got != tt.unit {
			t.Errorf("bars of %d days, a price %d days later: mended %t, want %t", tt.days, tt.priced, got, tt.unit)
		}
	}
}

// every gives the bars as many days each, one where it is 0.
func (s *sample) every(days int) {
	s.Days = days
	for i := range s.sent {
		at := s.truth[0].Time + int64(i*max(1, days))*86400
		s.truth[i].Time, s.sent[i].Time = at, at
	}
}

// Times may come in any order, and are left in it.
func TestPricesUnderZeroAreOfTheirDays(t *testing.T) {
	s := newSample(2, 50)
	s.Below = []int64{s.truth[20].Time, s.truth[9].Time, s.truth[30].Time}
	given := slices.Clone(s.Below)
	_, doubts := Examine(s.sent, s.Facts)
	if len(doubts) != 1 || doubts[0].From != s.day(9) || doubts[0].To != s.day(30) || !strings.HasSuffix(doubts[0].Text, "on "+s.day(9).String()) {
		t.Errorf("doubts %+v", doubts)
	}
	if !slices.Equal(given, s.Below) {
		t.Error("the times that were given are changed")
	}
}
