package bars

import (
	"math"
	"slices"
	"strconv"
)

// Times is a price by a factor, without the tail that binary arithmetic leaves. A
// price for which there is no number stays as it is.
func Times(price, factor float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(price*factor, 'g', 10, 64), 64)
	if err != nil || v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return price
	}
	return v
}

// apart is ln(a/b), 0 where one of them is not over 0.
func apart(a, b float64) float64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	return math.Log(a) - math.Log(b)
}

// coarse reports whether a price is so small that its steps are large: what looks
// like a leap may be one or two of them.
func coarse(prices ...float64) bool {
	return slices.ContainsFunc(prices, func(p float64) bool { return math.Abs(p) < 0.001 })
}

// digits is a price in a text.
func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// fold is a distance as "126 times".
func fold(distance float64) string {
	return strconv.FormatFloat(math.Exp(math.Abs(distance)), 'g', 3, 64) + " times"
}
