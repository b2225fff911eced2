package arithmetic

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
)

// function is one of the calculator's functions with how many numbers it takes.
type function struct {
	least, most int // most 0: any number
	apply       func([]Number) (Number, error)
}

func (f function) arity() string {
	switch {
	case f.most == 0:
		return fmt.Sprintf("at least %d numbers", f.least)
	case f.least == f.most:
		return fmt.Sprintf("%d numbers", f.least)
	default:
		return fmt.Sprintf("%d to %d numbers", f.least, f.most)
	}
}

func functionNames() string {
	return "abs, round, floor, ceil, sqrt, pow, exp, ln, log10, mod, min, max, sum, mean, median, stdev, change"
}

// functions is the allow list. change(from, to) is the change in per cent;
// stdev is that of a sample (divisor n-1).
func functions() map[string]function {
	return map[string]function{
		"abs":    {1, 1, func(v []Number) (Number, error) { return Number{new(big.Rat).Abs(v[0].rat), v[0].rounded}, nil }},
		"round":  {1, 2, round},
		"floor":  {1, 1, func(v []Number) (Number, error) { return v[0].floor(), nil }},
		"ceil":   {1, 1, func(v []Number) (Number, error) { return v[0].neg().floor().neg(), nil }},
		"sqrt":   {1, 1, func(v []Number) (Number, error) { return v[0].sqrt() }},
		"pow":    {2, 2, func(v []Number) (Number, error) { return v[0].pow(v[1]) }},
		"exp":    {1, 1, func(v []Number) (Number, error) { return approximate(math.Exp(v[0].Float())) }},
		"ln":     {1, 1, func(v []Number) (Number, error) { return approximate(math.Log(v[0].Float())) }},
		"log10":  {1, 1, func(v []Number) (Number, error) { return approximate(math.Log10(v[0].Float())) }},
		"mod":    {2, 2, mod},
		"min":    {1, 0, func(v []Number) (Number, error) { return slices.MinFunc(v, compare), nil }},
		"max":    {1, 0, func(v []Number) (Number, error) { return slices.MaxFunc(v, compare), nil }},
		"sum":    {1, 0, sum},
		"mean":   {1, 0, mean},
		"median": {1, 0, median},
		"stdev":  {2, 0, stdev},
		"change": {2, 2, change},
	}
}

func compare(a, b Number) int { return a.rat.Cmp(b.rat) }

func round(v []Number) (Number, error) {
	if len(v) == 1 {
		return v[0].round(0), nil
	}
	places := v[1].rat
	if !places.IsInt() || places.Cmp(big.NewRat(15, 1)) > 0 || places.Cmp(big.NewRat(-15, 1)) < 0 {
		return Number{}, errors.New("places is a whole number of -15 to 15")
	}
	return v[0].round(places.Num().Int64()), nil
}

// mod has the sign of the divisor, as in everyday clock arithmetic.
func mod(v []Number) (Number, error) {
	q, err := v[0].div(v[1])
	if err != nil {
		return Number{}, err
	}
	p, err := q.floor().mul(v[1])
	if err != nil {
		return Number{}, err
	}
	return v[0].sub(p)
}

func sum(v []Number) (Number, error) {
	total := whole(0)
	var err error
	for _, e := range v {
		if total, err = total.add(e); err != nil {
			return Number{}, err
		}
	}
	return total, nil
}

func mean(v []Number) (Number, error) {
	total, err := sum(v)
	if err != nil {
		return Number{}, err
	}
	return total.div(whole(int64(len(v))))
}

func median(v []Number) (Number, error) {
	sorted := slices.SortedFunc(slices.Values(v), compare)
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle], nil
	}
	return mean(sorted[middle-1 : middle+1])
}

func stdev(v []Number) (Number, error) {
	m, err := mean(v)
	if err != nil {
		return Number{}, err
	}
	squares := make([]Number, len(v))
	for i, e := range v {
		d, err := e.sub(m)
		if err != nil {
			return Number{}, err
		}
		if squares[i], err = d.mul(d); err != nil {
			return Number{}, err
		}
	}
	total, err := sum(squares)
	if err != nil {
		return Number{}, err
	}
	variance, err := total.div(whole(int64(len(v) - 1)))
	if err != nil {
		return Number{}, err
	}
	return variance.sqrt()
}

func change(v []Number) (Number, error) {
	d, err := v[1].sub(v[0])
	if err != nil {
		return Number{}, err
	}
	base := Number{new(big.Rat).Abs(v[0].rat), v[0].rounded}
	if d, err = d.div(base); err != nil {
		return Number{}, err
	}
	return d.mul(whole(100))
}
