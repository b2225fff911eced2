package analysis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// Mean is the arithmetic mean.
func (s Series) Mean() (float64, error) {
	if err := s.usable(1); err != nil {
		return 0, err
	}
	return finite(stat.Mean(s.Values(), nil))
}

// Variance is the sample variance: the sum of squared deviations from the mean
// over n-1.
func (s Series) Variance() (float64, error) {
	if err := s.usable(2); err != nil {
		return 0, err
	}
	return finite(stat.Variance(s.Values(), nil))
}

// Deviation is the sample standard deviation, the root of Variance.
func (s Series) Deviation() (float64, error) {
	v, err := s.Variance()
	return math.Sqrt(v), err
}

// Volatility is the sample standard deviation of returns times the root of
// perYear, the number of such returns in a year: 252 for daily returns of a
// stock, 365 of a cryptocurrency, 52 weekly, 12 monthly.
func Volatility(returns Series, perYear float64) (float64, error) {
	if !(perYear > 0) {
		return 0, fmt.Errorf("%w: %g returns a year: want more than 0", ErrUndefined, perYear)
	}
	d, err := returns.Deviation()
	if err != nil {
		return 0, err
	}
	return finite(d * math.Sqrt(perYear))
}

// Covariance is the sample covariance of two aligned series.
func Covariance(a, b Series) (float64, error) {
	if err := paired(a, b, 2); err != nil {
		return 0, err
	}
	return finite(stat.Covariance(a.Values(), b.Values(), nil))
}

// Correlation is Pearson's correlation of two aligned series. It is not
// defined where one of them does not vary.
func Correlation(a, b Series) (float64, error) {
	if err := paired(a, b, 2); err != nil {
		return 0, err
	}
	r, err := finite(stat.Correlation(a.Values(), b.Values(), nil))
	if err != nil {
		return 0, fmt.Errorf("correlation: %w: a series does not vary, or varies out of range", err)
	}
	return max(-1, min(1, r)), nil
}

// Beta is the slope of an asset's returns on the market's: their covariance
// over the market's variance (Sharpe 1964).
func Beta(asset, market Series) (float64, error) {
	if err := paired(asset, market, 2); err != nil {
		return 0, err
	}
	variance, err := market.Variance()
	if err != nil {
		return 0, err
	}
	if variance == 0 {
		return 0, fmt.Errorf("beta: %w: the market does not vary", ErrUndefined)
	}
	covariance, err := Covariance(asset, market)
	if err != nil {
		return 0, err
	}
	return finite(covariance / variance)
}

// paired refuses two series that are not aligned, or too short.
func paired(a, b Series, n int) error {
	if len(a) != len(b) {
		return fmt.Errorf("%w: series of %d and %d values are not aligned", ErrUndefined, len(a), len(b))
	}
	for i := range a {
		if a[i].Date != b[i].Date {
			return fmt.Errorf("%w: the series are not aligned: %s stands beside %s", ErrUndefined, a[i].Date, b[i].Date)
		}
	}
	if err := a.usable(n); err != nil {
		return err
	}
	return b.usable(n)
}
