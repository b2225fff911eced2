package analysis

// Move is the way from one point to the next: from one day's close to the
// following one's.
type Move struct {
	From, To   Point
	Difference float64 // To less From
	// Fraction is Difference over From, 0.015 is 1.5 %; 0 and not Relative where
	// From is not positive: no share of it is defined.
	Fraction float64
	Relative bool
}

// Measure is what moves are compared by.
type Measure string

// The measures.
const (
	ByDifference Measure = "difference"
	ByFraction   Measure = "fraction"
)

func (m Move) size(by Measure) float64 {
	if by == ByDifference {
		return m.Difference
	}
	return m.Fraction
}

// Moves are all moves from each point to the next.
func (s Series) Moves() ([]Move, error) {
	if err := s.usable(2); err != nil {
		return nil, err
	}
	moves := make([]Move, 0, len(s)-1)
	for i := 1; i < len(s); i++ {
		m := Move{From: s[i-1], To: s[i]}
		var err error
		if m.Difference, err = s[i-1 : i+1].Difference(); err != nil {
			return nil, err
		}
		if m.Relative = m.From.Value > 0; m.Relative {
			if m.Fraction, err = finite(m.Difference / m.From.Value); err != nil {
				return nil, err
			}
		}
		moves = append(moves, m)
	}
	return moves, nil
}

// LargestMoves are the largest rise and the largest fall from one point to the
// next, of equals the earliest. Where nothing rose, or nothing fell, that Move
// is the zero Move. By fraction, moves that have none do not count.
func (s Series) LargestMoves(by Measure) (rise, fall Move, err error) {
	moves, err := s.Moves()
	if err != nil {
		return Move{}, Move{}, err
	}
	for _, m := range moves {
		if m.size(by) > rise.size(by) {
			rise = m
		}
		if m.size(by) < fall.size(by) {
			fall = m
		}
	}
	return rise, fall, nil
}
