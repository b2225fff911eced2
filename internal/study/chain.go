package study

import (
	"cmp"
	"context"
	"math"
	"slices"

	"quotewire/internal/market"
)

// Within are the contracts at strikes from least to most, both inclusive; an absent
// one sets no limit.
func Within(all []market.Contract, least, most market.Number) (within []market.Contract) {
	low, _ := least.Get()
	high, capped := most.Get()
	if !capped {
		high = math.Inf(1)
	}
	for _, c := range all {
		if v, ok := c.Strike.Get(); ok && v >= low && v <= high {
			within = append(within, c)
		}
	}
	return within
}

// AroundMoney are the contracts at the n strikes next to spot on each side, of
// contracts ordered by strike. Where nobody knows where the money is, they are those
// in the middle.
func AroundMoney(all []market.Contract, spot market.Number, n int) []market.Contract {
	at := len(all) / 2
	if price, ok := spot.Get(); ok {
		at, _ = slices.BinarySearchFunc(all, price, func(c market.Contract, price float64) int {
			strike, _ := c.Strike.Get()
			return cmp.Compare(strike, price)
		})
	}
	return all[max(0, at-n):min(len(all), at+n)]
}

// CurrencyOf is the currency that the prices of a chain are in; empty: the source
// does not name it.
func CurrencyOf(chain *market.Chain) string {
	for _, c := range slices.Concat(chain.Calls, chain.Puts) {
		if c.Currency != "" {
			return c.Currency
		}
	}
	return ""
}

// RateError is a risk-free rate that is not to be had. Without one there are no
// Greeks: an invented rate would give figures that look exact.
type RateError struct{ Err error }

func (e *RateError) Error() string { return e.Err.Error() }
func (e *RateError) Unwrap() error { return e.Err }

// Assume settles what the Greeks of a chain assume, at a rate in per cent a year,
// continuously compounded, or that of Treasury bills where it is absent. An error is
// a *RateError, wraps ErrAssumption, or is ctx's cause.
func Assume(ctx context.Context, data quotes, chain *market.Chain, rate market.Number) (Terms, error) {
	if percent, ok := rate.Get(); ok {
		return newTerms(chain, givenRate(percent))
	}
	treasury, err := treasuryRate(ctx, data)
	if cause := context.Cause(ctx); cause != nil {
		return Terms{}, cause
	}
	if err != nil {
		return Terms{}, &RateError{err}
	}
	return newTerms(chain, treasury)
}
