package analysis

import "fmt"

// The volatilities of a year that ImpliedVolatility looks between: 10 is 1,000 %.
const (
	lowestVolatility  = 1e-4
	HighestVolatility = 10
)

// ImpliedVolatility is the volatility at which the option is worth price. A
// price outside of what any volatility gives is ErrUndefined.
func (c Contract) ImpliedVolatility(price float64) (float64, error) {
	low, high := lowestVolatility, float64(HighestVolatility)
	least, err := c.Price(low)
	if err != nil {
		return 0, err
	}
	most, err := c.Price(high)
	if err != nil {
		return 0, err
	}
	if !(price > least && price < most) {
		return 0, fmt.Errorf("%w: no volatility gives the price %g, which is not between %.4f and %.4f", ErrUndefined, price, least, most)
	}
	worth := c.curve()
	// The price rises with the volatility, so halving the interval finds it.
	for high-low > 1e-9 {
		middle := (low + high) / 2
		if worth(middle) < price {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2, nil
}
