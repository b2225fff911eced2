package analysis

import "fmt"

// MovingAverage is the plain mean of each n points in a row, dated by the last
// of them. Each mean is summed anew, so that no error of rounding builds up.
// Fewer than n points are ErrShort.
func (s Series) MovingAverage(n int) (Series, error) {
	if n < 1 {
		return nil, fmt.Errorf("%w: an average of %d points: want 1 or more", ErrUndefined, n)
	}
	if err := s.usable(n); err != nil {
		return nil, err
	}
	out := make(Series, 0, len(s)-n+1)
	for end := n; end <= len(s); end++ {
		mean, err := s[end-n : end].Mean()
		if err != nil {
			return nil, err
		}
		out = append(out, Point{s[end-1].Date, mean})
	}
	return out, nil
}
