package analysis

import (
	"errors"
	"math/rand/v2"
	"testing"
)

func TestMovesAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 1))
	for range 200 {
		s := walk(r, 2+r.IntN(80))
		for _, by := range []Measure{ByDifference, ByFraction} {
			most, least := 0.0, 0.0
			for i := 1; i < len(s); i++ {
				size := s[i].Value - s[i-1].Value
				if by == ByFraction {
					size = s[i].Value/s[i-1].Value - 1
				}
				most, least = max(most, size), min(least, size)
			}
			rise, fall, err := s.LargestMoves(by)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "largest rise", rise.size(by), most)
			near(t, "largest fall", fall.size(by), least)
			for _, m := range []Move{rise, fall} {
				if on, err := s.MoveOn(m.To.Date); m != (Move{}) && (err != nil || on != m) {
					t.Fatalf("the move on %s is %v, %v, want %v", m.To.Date, on, err, m)
				}
			}
		}
	}
}

func TestMovesAtTheEdges(t *testing.T) {
	if rise, fall, err := series(5, 5).LargestMoves(ByFraction); err != nil || rise != (Move{}) || fall != (Move{}) {
		t.Errorf("moves of a price that stands: %v %v %v", rise, fall, err)
	}
	s := series(100, 110, 99)
	rise, fall, err := s.LargestMoves(ByDifference)
	if err != nil || rise.Difference != 10 || fall.Difference != -11 || fall.From != s[1] || fall.To != s[2] {
		t.Errorf("moves of %v: %v %v %v", s, rise, fall, err)
	}
	if _, err := s.MoveOn(s[0].Date); !errors.Is(err, ErrShort) {
		t.Errorf("the move on the first day: %v", err)
	}
	if _, err := s.MoveOn(s[2].Date.AddDays(1)); !errors.Is(err, ErrUndefined) {
		t.Errorf("the move on a day that is not there: %v", err)
	}
	if _, _, err := series(1).LargestMoves(ByFraction); !errors.Is(err, ErrShort) {
		t.Errorf("moves of one value: %v", err)
	}
	// From a price under zero there is a difference, and no share of it.
	sunk := series(20, -37, 10, 11)
	moves, err := sunk.Moves()
	if err != nil || moves[1].Relative || moves[1].Fraction != 0 || moves[1].Difference != 47 || !moves[0].Relative {
		t.Errorf("moves from a negative price: %+v, %v", moves, err)
	}
	if rise, fall, err = sunk.LargestMoves(ByFraction); err != nil || rise.To.Value != 11 || fall.To.Value != -37 {
		t.Errorf("by fraction: %+v, %+v, %v", rise, fall, err)
	}
	if rise, _, err = sunk.LargestMoves(ByDifference); err != nil || rise.Difference != 47 {
		t.Errorf("by difference: %+v, %v", rise, err)
	}
}

func TestMovingAverageAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 1))
	for range 100 {
		s, n := walk(r, 1+r.IntN(60)), 1+r.IntN(20)
		got, err := s.MovingAverage(n)
		if len(s) < n {
			if !errors.Is(err, ErrShort) {
				t.Fatalf("an average of %d of %d: %v", n, len(s), err)
			}
			continue
		}
		if err != nil || len(got) != len(s)-n+1 {
			t.Fatalf("an average of %d of %d: %d values, %v", n, len(s), len(got), err)
		}
		for i := n - 1; i < len(s); i++ {
			sum := 0.0
			for j := i - n + 1; j <= i; j++ {
				sum += s[j].Value
			}
			near(t, "average", got[i-n+1].Value, sum/float64(n))
			if got[i-n+1].Date != s[i].Date {
				t.Fatal("an average is dated by its last day")
			}
		}
	}
	if _, err := series(1, 2).MovingAverage(0); !errors.Is(err, ErrUndefined) {
		t.Errorf("an average of none: %v", err)
	}
}

func TestPlacesInASeries(t *testing.T) {
	s := series(10, 11, 12, 13, 14)
	monday := s[0].Date
	after := must[Series](t)(s.After(monday, 3))
	if len(after) != 3 || after[0] != s[1] || after[2] != s[3] {
		t.Errorf("3 after the first: %v", after)
	}
	before := must[Series](t)(s.Before(s[4].Date, 2))
	if len(before) != 2 || before[0] != s[2] || before[1] != s[3] {
		t.Errorf("2 before the last: %v", before)
	}
	if first, err := s.After(monday.AddDays(-9), 5); err != nil || first[0] != s[0] {
		t.Errorf("5 after a day before all: %v %v", first, err)
	}
	_, after4 := s.After(s[1].Date, 4)
	_, afterAll := s.After(s[4].Date, 1)
	_, before1 := s.Before(monday, 1)
	_, sixth := s.Nth(6)
	_, sixthLast := s.Nth(-6)
	for what, err := range map[string]error{"4 of 3": after4, "after all": afterAll, "before all": before1, "sixth": sixth, "sixth last": sixthLast} {
		if !errors.Is(err, ErrShort) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, none := s.After(monday, 0)
	_, minus := s.Before(s[4].Date, -1)
	_, zeroth := s.Nth(0)
	for what, err := range map[string]error{"none": none, "minus one": minus, "zeroth": zeroth} {
		if !errors.Is(err, ErrUndefined) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for n, want := range map[int]Point{1: s[0], 5: s[4], -1: s[4], -5: s[0]} {
		if got := must[Point](t)(s.Nth(n)); got != want {
			t.Errorf("point %d is %v", n, got)
		}
	}
	gap := Series{s[0], s[3]}
	if p, ok := gap.OnOrBefore(s[2].Date); !ok || p != s[0] {
		t.Errorf("on or before the gap: %v %v", p, ok)
	}
	if p, ok := gap.On(s[2].Date); ok {
		t.Errorf("in the gap: %v", p)
	}
	if p, ok := gap.On(s[3].Date); !ok || p != s[3] {
		t.Errorf("on a day: %v %v", p, ok)
	}
	if _, ok := gap.OnOrBefore(monday.AddDays(-1)); ok {
		t.Error("a point before the first")
	}
	if over := s.DaysAbove(12); len(over) != 2 || over[0] != s[3] {
		t.Errorf("days above 12: %v", over)
	}
}
