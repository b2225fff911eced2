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
