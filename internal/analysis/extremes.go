package analysis

// Extremes are the highest and the lowest point; of equals the earliest.
func (s Series) Extremes() (highest, lowest Point, err error) {
	if err := s.usable(1); err != nil {
		return Point{}, Point{}, err
	}
	highest, lowest = s[0], s[0]
	for _, p := range s[1:] {
		if p.Value > highest.Value {
			highest = p
		}
		if p.Value < lowest.Value {
			lowest = p
		}
	}
	return highest, lowest, nil
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
