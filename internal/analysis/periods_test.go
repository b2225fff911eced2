package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The first month is one day, of which no change is known.
func TestAFirstPeriodOfOneDayHasNoChange(t *testing.T) {
	days := func(values ...float64) (s Series) {
		for i, v := range values {
			s = append(s, Point{Date{Year: 2024, Month: 1, Day: 31}.AddDays(i), v})
		}
		return s
	}
	first := days(10).Periods(Monthly)[0]
	if _, err := first.Gain(); !errors.Is(err, ErrShort) {
		t.Errorf("gain of one day: %v", err)
	}
}

func TestPeriodsOfEachLength(t *testing.T) {
	r := rand.New(rand.NewPCG(32, 1))
	for range 40 {
		s := walk(r, 2+r.IntN(900))
		for by, name := range map[Calendar]func(d Date) string{
			Monthly: func(d Date) string { return d.String()[:7] },
			Quarterly: func(d Date) string {
				return fmt.Sprintf("%d-Q%d", d.Year, []int{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}[d.Month-1])
			},
			Yearly: func(d Date) string { return d.String()[:4] },
		} {
			counted := map[string]int{}
			for _, p := range s {
				counted[name(p.Date)]++
			}
			periods := s.Periods(by)
			if len(periods) != len(counted) {
				t.Fatalf("%d periods of a %s, want %d", len(periods), by, len(counted))
			}
			for i, p := range periods {
				if p.Count != counted[p.Name] || i > 0 && p.Before != periods[i-1].Last {
					t.Fatalf("%s: %+v, want %d points", by, p, counted[p.Name])
				}
			}
			checkChanges(t, periods)
		}
	}
}

func checkChanges(t *testing.T, periods []Period) {
	t.Helper()
	for i, p := range periods {
		base := p.Before.Value
		if i == 0 {
			base = p.First.Value
		}
		if i == 0 && p.Count == 1 {
			continue
		}
		near(t, "gain", must[float64](t)(p.Gain()), p.Last.Value/base-1)
		near(t, "change", p.Change(), p.Last.Value/base-1)
	}
}

func TestLatestUptrendAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 1))
	for range 60 {
		periods, n := walk(r, 200+r.IntN(600)).Periods(Monthly), 1+r.IntN(4)
		want := -1
		for start := 0; start+n <= len(periods); start++ {
			rising := 0
			for _, p := range periods[start : start+n] {
				if p.Change() > 0 {
					rising++
				}
			}
			if rising == n {
				want = start
			}
		}
		got, ok := LatestUptrend(periods, n)
		if ok != (want >= 0) || ok && (len(got) != n || got[0] != periods[want]) {
			t.Fatalf("the latest %d: %v %v, want it from %d on", n, got, ok, want)
		}
	}
}

// The run that a series ends in is found by walking back from its end.
func TestCurrentRunAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(34, 1))
	for range 300 {
		s := walk(r, 2+r.IntN(12))
		for i := range s {
			s[i].Value = float64(1 + r.IntN(3)) // so that some stand still
		}
		_, _, current, err := s.Runs()
		if err != nil {
			t.Fatal(err)
		}
		last := len(s) - 1
		way, steps := cmp.Compare(s[last].Value, s[last-1].Value), 0
		for i := last; i > 0 && cmp.Compare(s[i].Value, s[i-1].Value) == way; i-- {
			steps++
		}
		if way == 0 {
			if current.Steps != 0 {
				t.Fatalf("%v ends in a run of %d", s, current.Steps)
			}
			continue
		}
		if current.Steps != way*steps || current.To != s[last] || current.From != s[last-steps] {
			t.Fatalf("%v ends in %+v, want %d", s, current, way*steps)
		}
	}
}
