package httpsource

import (
	"math"
	"strconv"

	"quotewire/internal/market"
)

// Moved is how far a price is from the one before, and that in per cent of it, without
// what binary arithmetic leaves behind. Both are absent where one of the prices is, or the
// earlier is not above 0.
func Moved(price, before market.Number) (change, percent market.Number) {
	p, ok := price.Get()
	b, also := before.Get()
	if !ok || !also || b <= 0 {
		return market.Number{}, market.Number{}
	}
	return tenDigits(p-b, math.Max(math.Abs(p), b)), tenDigits((p-b)/b*100, 100)
}

// tenDigits is v to ten digits of a figure as large as like, of which it is a difference.
func tenDigits(v, like float64) market.Number {
	decimals := max(0, 10-int(math.Ceil(math.Log10(like))))
	short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', min(decimals, 20), 64), 64)
	if err != nil {
		return market.Number{}
	}
	return market.Num(short + 0) // not -0
}
