package market

import "math"

// Places is how many decimals a price near reference is shown with. Changes and
// ranges use their price's places, so that they agree with it.
func (k Kind) Places(reference float64) int {
	v := math.Abs(reference)
	fine := k == KindCurrency || k == KindCrypto
	switch {
	case v >= 1000, v >= 10 && !fine:
		return 2
	case v >= 1, v == 0:
		return 4
	case v >= 0.01 && !fine:
		return 4
	}
	// Below that, as many places as show four figures that count, five for rates
	// and coins: some cost a thousandth of a cent.
	figures := 4
	if fine {
		figures = 5
	}
	return min(12, figures-1-int(math.Floor(math.Log10(v))))
}
