package study

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// Measure is something to compute on prices over a period.
type Measure string

// The measures, beside the names of analysis.Names, which are indicators.
const (
	Change        Measure = "change"         // from the close before, and from first to last
	Extremes      Measure = "extremes"       // highest and lowest, with their dates
	Daily         Measure = "daily"          // largest rise and fall of one trading day
	Statistics    Measure = "statistics"     // mean, median, sample variance and deviation of closes
	Returns       Measure = "returns"        // daily returns, simple and log
	Volatility    Measure = "volatility"     // annualised
	Drawdown      Measure = "drawdown"       // largest fall from a peak
	MovingAverage Measure = "moving_average" // of Window closes, a row a day
	Months        Measure = "months"         // a row a month, best and worst
	Years         Measure = "years"          // a row a year, best and worst
	Streaks       Measure = "streaks"        // longest rise and fall by consecutive days
	Uptrend       Measure = "uptrend"        // the latest run of Window rising months
	Above         Measure = "above"          // days with a close above Level, and below
	Correlation   Measure = "correlation"    // of two symbols or more, by pairs
	Covariance    Measure = "covariance"     // of two symbols or more, by pairs
	Beta          Measure = "beta"           // against Benchmark
	Outperformed  Measure = "outperformance" // months in which one symbol beat another
	MarketValue   Measure = "market_value"   // shares times price on the last day
	Candles       Measure = "candles"        // candlestick patterns
)

// Measures lists all measures, indicators last.
func Measures() []string {
	all := []Measure{
		Change, Extremes, Daily, Statistics, Returns, Volatility, Drawdown, MovingAverage, Months, Years, Streaks, Uptrend, Above,
		Correlation, Covariance, Beta, Outperformed, MarketValue, Candles,
	}
	names := make([]string, 0, len(all)+9)
	for _, m := range all {
		names = append(names, string(m))
	}
	return append(names, analysis.Names()...)
}

// What a Query may hold.
const (
	MaxSymbols  = 10
	MaxMeasures = 8
	MaxWindow   = 250
)

// Query asks for measures of symbols over a period.
type Query struct {
	Symbols  []market.Symbol // 1 to MaxSymbols
	Period   string          // words about time; empty: past year
	Measures []Measure       // 1 to MaxMeasures; empty: change, extremes, daily, drawdown, volatility
	// Adjusted computes on closes that are adjusted for dividends too, where those of
	// all symbols can be had: else on none, which is said. Closes are always adjusted for
	// splits.
	Adjusted bool
	// Window is the length of a moving average or an indicator in bars, or of an
	// uptrend in months; 0: 5 for moving_average, 3 for uptrend, an indicator's
	// usual length.
	Window    int
	Level     market.Number  // required by Above: a price
	Benchmark market.Symbol  // of Beta; zero: ^GSPC, the S&P 500
	Zone      *time.Location // the reader's; nil: the market's
	Rows      int            // of each table over time the newest so many; 0: all
}

// Size is how many measures of how many symbols q asks for, defaults included.
func (q Query) Size() int {
	q, _ = q.normal()
	return len(q.Symbols) * len(q.Measures)
}

// normal is q with its defaults, or a *FieldError.
func (q Query) normal() (Query, error) {
	q.Symbols = unique(q.Symbols)
	q.Measures = unique(q.Measures)
	if strings.TrimSpace(q.Period) == "" {
		q.Period = "past year"
	}
	if len(q.Measures) == 0 {
		q.Measures = []Measure{Change, Extremes, Daily, Drawdown, Volatility}
	}
	q.Benchmark = cmp.Or(q.Benchmark, symbolOf("^GSPC"))
	return q, q.check()
}

func (q Query) check() error {
	switch {
	case len(q.Symbols) == 0:
		return &FieldError{"symbols", "there are none", fmt.Sprintf("1 to %d", MaxSymbols)}
	case len(q.Symbols) > MaxSymbols:
		return &FieldError{"symbols", fmt.Sprintf("there are %d", len(q.Symbols)), fmt.Sprintf("1 to %d", MaxSymbols)}
	case len(q.Measures) > MaxMeasures:
		return &FieldError{"measures", fmt.Sprintf("there are %d", len(q.Measures)), fmt.Sprintf("1 to %d", MaxMeasures)}
	case q.Window < 0 || q.Window > MaxWindow:
		return &FieldError{"window", fmt.Sprintf("it is %d", q.Window), fmt.Sprintf("1 to %d, or none for the usual length", MaxWindow)}
	}
	for _, m := range q.Measures {
		if !slices.Contains(Measures(), string(m)) {
			return &FieldError{"measures", fmt.Sprintf("there is no measure %.40q", m), "some of " + strings.Join(Measures(), ", ")}
		}
		if q.Window == 1 && m != "obv" && slices.Contains(analysis.Names(), string(m)) {
			return &FieldError{"window", "it is 1, too short for " + string(m), fmt.Sprintf("2 to %d, or none for the usual length", MaxWindow)}
		}
		if slices.Contains([]Measure{Correlation, Covariance, Outperformed}, m) && len(q.Symbols) < 2 {
			return &FieldError{"symbols", fmt.Sprintf("there is one, and %s compares two or more", m), "2 or more"}
		}
	}
	if level, ok := q.Level.Get(); slices.Contains(q.Measures, Above) && (!ok || level <= 0) {
		return &FieldError{"level", "it is missing or not a price, and above counts the days over it", "a price above 0"}
	}
	return nil
}

func (q Query) wants(m Measure) bool { return slices.Contains(q.Measures, m) }

// window is q.Window, or what is usual.
func (q Query) window(usual int) int { return cmp.Or(q.Window, usual) }

func unique[T comparable](all []T) []T {
	var kept []T
	for _, v := range all {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// symbolOf is a symbol that is known to be one.
func symbolOf(text string) market.Symbol {
	s, err := market.ParseSymbol(text)
	if err != nil {
		panic(fmt.Sprintf("symbol %q: %v", text, err))
	}
	return s
}
