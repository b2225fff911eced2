package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// ErrAssumption is a figure that Black and Scholes need and that is not to be
// had, or an option that is past its expiry.
var ErrAssumption = errors.New("the Greeks cannot be computed")

// GreeksFormula names the formula and its sources.
const GreeksFormula = "Black-Scholes-Merton for European options (Black and Scholes 1973, Merton 1973); early exercise is not priced"

// DayCount says how time to expiry is counted.
const DayCount = "calendar days to 16:00 exchange time of the expiry over 365"

// Rate is a risk-free interest rate.
type Rate struct {
	Continuous float64       `json:"continuous"`      // a year, continuously compounded: 0.04 is 4 %
	From       string        `json:"from"`            // where it comes from, in words
	AsOf       time.Time     `json:"as_of,omitzero"`  // time of the quote, UTC; zero when it was given
	Stale      bool          `json:"stale,omitempty"` // the source refuses us and said this earlier
	Source     market.Origin `json:"-"`               // none when it was given
	// Discount is what From tells: what the bill is quoted at, in per cent.
	Discount market.Number `json:"-"`
	Symbol   market.Symbol `json:"-"` // that Discount is of
}

// quotes tells the present facts of a symbol.
type quotes interface {
	Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error)
}

// treasuryRate is the rate of 13-week Treasury bills, which ^IRX quotes in per
// cent as a bank discount d: a bill costs 1 - d*91/360 and pays 1 after 91 days,
// so the rate is -ln(1 - d*91/360) * 365/91.
func treasuryRate(ctx context.Context, data quotes) (Rate, error) {
	t, err := data.Quote(ctx, symbolOf("^IRX"))
	if err != nil {
		return Rate{}, fmt.Errorf("get Treasury rate: %w", err)
	}
	d, ok := t.Price.Get()
	if !ok {
		d, ok = t.PreviousClose.Get()
	}
	if !ok || d <= -50 || d >= 100 {
		return Rate{}, fmt.Errorf("%w: ^IRX has no rate", ErrAssumption)
	}
	return Rate{
		Continuous: -math.Log(1-d/100*91/360) * 365 / 91,
		From:       fmt.Sprintf("13-week US Treasury bill, ^IRX at %.4g %% discount", d),
		AsOf:       t.AsOf, Stale: t.Stale, Source: t.Origin, Discount: market.Num(d), Symbol: t.Symbol,
	}, nil
}

// givenRate is a rate that the asker states, in per cent a year, continuously
// compounded.
func givenRate(percent float64) Rate { return Rate{Continuous: percent / 100, From: "given"} }

// Terms are what the Greeks of one chain assume.
type Terms struct {
	Formula   string        `json:"formula"`
	Spot      market.Number `json:"spot"` // price of the underlying
	SpotAsOf  time.Time     `json:"spot_as_of,omitzero"`
	Years     float64       `json:"years_to_expiry"`
	DayCount  string        `json:"day_count"`
	Rate      Rate          `json:"rate"`
	Yield     float64       `json:"dividend_yield"` // a year, continuously compounded
	YieldFrom string        `json:"dividend_yield_from"`
	// Announced and Trailing are what YieldFrom tells, in per cent a year: one or none.
	Announced, Trailing market.Number `json:"-"`
}

// newTerms are the assumptions for the options of chain at rate. Time runs from
// when the source answered. A chain without a price of its underlying, or past
// its expiry, is an error that wraps ErrAssumption.
func newTerms(chain *market.Chain, rate Rate) (Terms, error) {
	t := Terms{Formula: GreeksFormula, DayCount: DayCount, Rate: rate}
	if chain.Underlying == nil {
		return t, fmt.Errorf("%w: the price of the underlying is not known", ErrAssumption)
	}
	spot, ok := chain.Underlying.Price.Get()
	if !ok || spot <= 0 {
		return t, fmt.Errorf("%w: the price of the underlying is not known", ErrAssumption)
	}
	years := analysis.YearsUntil(chain.AsOf, expiration(chain))
	if years <= 0 {
		return t, fmt.Errorf("%w: the options have expired", ErrAssumption)
	}
	t.Spot, t.SpotAsOf, t.Years = chain.Underlying.Price, chain.Underlying.AsOf, years
	t.assumeYield(chain.Underlying)
	return t, nil
}

// expiration is when the options of a chain end: the close of their last day.
func expiration(chain *market.Chain) time.Time {
	loc := chain.Underlying.Location
	if chain.Underlying.TimeZone == "" {
		if newYork, err := time.LoadLocation("America/New_York"); err == nil {
			loc = newYork
		}
	}
	return chain.Expiry.In(loc).Add(16 * time.Hour)
}

// assumeYield takes the announced yield, else the trailing one, else none.
func (t *Terms) assumeYield(underlying *market.Ticker) {
	t.YieldFrom = "none is known: 0 is assumed"
	if v, ok := underlying.ForwardDividendYield.Get(); ok && v >= 0 {
		t.Yield, t.YieldFrom, t.Announced = math.Log1p(v/100), fmt.Sprintf("announced, %.4g %% a year", v), market.Num(v)
	} else if v, ok := underlying.DividendYield.Get(); ok && v >= 0 {
		t.Yield, t.YieldFrom, t.Trailing = math.Log1p(v/100), fmt.Sprintf("trailing, %.4g %% a year", v), market.Num(v)
	}
}

// Where a volatility comes from.
const (
	FromSource = "source" // what the source implies
	FromMiddle = "mid"    // solved from the middle of bid and ask
	FromLast   = "last"   // solved from the last trade, on the day of Spot
)

// Risk is what the price of an option depends on, and how much.
type Risk struct {
	Volatility float64 // of a year: 0.35 is 35 %
	From       string  // FromSource, FromMiddle or FromLast
	analysis.Greeks
}
