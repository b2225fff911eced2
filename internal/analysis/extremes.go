package analysis

import (
	"cmp"
	"slices"
)

// Extremes are the highest and the lowest point; of equals the earliest.
func (s Series) Extremes() (highest, lowest Point, err error) {
	if err := s.usable(1); err != nil {
		return Point{}, Point{}, err
	}
	byValue := func(a, b Point) int { return cmp.Compare(a.Value, b.Value) }
	return slices.MaxFunc(s, byValue), slices.MinFunc(s, byValue), nil
}

// Above counts the points over level, and those under it.
func (s Series) Above(level float64) (above, below int) {
	for _, p := range s {
		switch {
		case p.Value > level:
			above++
		case p.Value < level:
			below++
		}
	}
	return above, below
}
