package analysis

import (
	"math"
	"testing"

	"quotewire/internal/calendar"
)

// series puts values on consecutive days.
func series(values ...float64) Series {
	d := calendar.Date{Year: 2024, Month: 1, Day: 1}
	s := make(Series, len(values))
	for i, v := range values {
		s[i] = Point{d.AddDays(i), v}
	}
	return s
}

// alternating is NIST's way to make a univariate set: a middle value, then as
// many pairs of low and high.
func alternating(middle, low, high float64, pairs int) Series {
	values := []float64{middle}
	for range pairs {
		values = append(values, low, high)
	}
	return series(values...)
}

// NIST/ITL StRD, Univariate Summary Statistics, with the certified mean and
// standard deviation: the sets made to test the arithmetic.
func TestMomentsOfNIST(t *testing.T) {
	for _, tt := range []struct {
		name            string
		values          Series
		mean, deviation float64
		digits          float64 // that the deviation must have
	}{
		{"NumAcc1", series(10000001, 10000003, 10000002), 10000002, 1, 14},
		{"NumAcc2", alternating(1.2, 1.1, 1.3, 500), 1.2, 0.1, 14},
		{"NumAcc3", alternating(1000000.2, 1000000.1, 1000000.3, 500), 1000000.2, 0.1, 9},
		{"NumAcc4", alternating(10000000.2, 10000000.1, 10000000.3, 500), 10000000.2, 0.1, 8},
	} {
		mean, deviation := must[float64](t)(tt.values.Mean()), must[float64](t)(tt.values.Deviation())
		if math.Abs(mean-tt.mean) > 1e-14*tt.mean {
			t.Errorf("%s: mean %.17g, certified %.17g", tt.name, mean, tt.mean)
		}
		if math.Abs(deviation-tt.deviation) > math.Pow(10, -tt.digits)*tt.deviation {
			t.Errorf("%s: deviation %.17g, certified %.17g", tt.name, deviation, tt.deviation)
		}
	}
}

// NIST/ITL StRD, Linear Regression, Norris: the certified slope is
// 1.00211681802045, its R squared 0.999993745883712. Beta is such a slope.
func TestBetaOfNorris(t *testing.T) {
	y := series(0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,
		557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2)
	x := series(0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6,
		556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5)
	beta, r := must[float64](t)(Beta(y, x)), must[float64](t)(Correlation(y, x))
	if math.Abs(beta-1.00211681802045) > 1e-13 || math.Abs(r*r-0.999993745883712) > 1e-14 {
		t.Errorf("slope %.15g, R squared %.15g", beta, r*r)
	}
}

// Anscombe, Graphs in Statistical Analysis (1973), the first of the four sets:
// mean 9 and 7.50, variance 11, correlation 0.816, slope 0.500.
func TestCorrelationOfAnscombe(t *testing.T) {
	x := series(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
	y := series(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
	f := must[float64](t)
	rounds(t, "mean of x", f(x.Mean()), 9, 12)
	rounds(t, "variance of x", f(x.Variance()), 11, 12)
	rounds(t, "mean of y", f(y.Mean()), 7.50, 2)
	rounds(t, "variance of y", f(y.Variance()), 4.127, 3)
	rounds(t, "correlation", f(Correlation(x, y)), 0.816, 3)
	rounds(t, "slope", f(Beta(y, x)), 0.500, 3)
}

// rounds holds got against what was printed with so many decimals.
func rounds(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if math.Abs(got-want) > 0.5000001*math.Pow10(-decimals) {
		t.Errorf("%s: %.10g, published %.*f", what, got, decimals, want)
	}
}

// The RSI of 14 days of QQQQ from 14 December 2009 on, as StockCharts'
// ChartSchool prints it, "Relative Strength Index (RSI)", after Wilder (1978).
func TestRSIOfChartSchool(t *testing.T) {
	s := series(44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140,
		46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288,
		44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314)
	published := []float64{70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.30, 33.08, 37.77}
	holdLine(t, "rsi", s, 14, published)
}

// Ten days of INTC from 24 March 2010 on, as ChartSchool prints them, "Moving
// Averages - Simple and Exponential".
func TestMovingAveragesOfChartSchool(t *testing.T) {
	s := series(22.2734, 22.1940, 22.0847, 22.1741, 22.1840, 22.1344, 22.2337, 22.4323, 22.2436, 22.2933, 22.1542, 22.3926, 22.3816,
		22.6109, 23.3558, 24.0519, 23.7530, 23.8324, 23.9516, 23.6338, 23.8225, 23.8722, 23.6537, 23.1870, 23.0976, 23.3260, 22.6805,
		23.0976, 22.4025, 22.1725)
	simple := []float64{22.22, 22.21, 22.23, 22.26, 22.31, 22.42, 22.61, 22.77, 22.91, 23.08, 23.21, 23.38, 23.53, 23.65, 23.71, 23.69, 23.61, 23.51, 23.43, 23.28, 23.13}
	exponential := []float64{22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80, 22.97, 23.13, 23.28, 23.34, 23.43, 23.51, 23.54, 23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92}
	holdLine(t, "sma", s, 10, simple)
	holdLine(t, "ema", s, 10, exponential)
}

func holdLine(t *testing.T, name string, closes Series, period int, published []float64) {
	t.Helper()
	b := Bars{Close: closes.Values()}
	for _, p := range closes {
		b.Dates = append(b.Dates, p.Date)
	}
	_, lines, err := Compute(name, b, period)
	if err != nil || len(lines[0].Series) != len(published) {
		t.Fatalf("%s: %v, %v, want %d values", name, lines, err, len(published))
	}
	for i, p := range lines[0].Series {
		rounds(t, name+" on "+p.Date.String(), p.Value, published[i], 2)
	}
}

// Hull, Options, Futures, and Other Derivatives, "The Greek Letters": a call on
// 49 at 50, 20 weeks to run, 5 % and 20 %: its price is 2.40, delta 0.522, gamma
// 0.066, theta -4.31 a year, vega 12.1 and rho 8.91 for 1.00.
func TestGreeksOfHullsExample(t *testing.T) {
	c := Contract{Call: true, Spot: 49, Strike: 50, Years: 0.3846, Rate: 0.05}
	g := must[Greeks](t)(c.Greeks(0.20))
	rounds(t, "price", must[float64](t)(c.Price(0.20)), 2.40, 2)
	rounds(t, "delta", g.Delta, 0.522, 3)
	rounds(t, "gamma", g.Gamma, 0.066, 3)
	rounds(t, "theta", g.Theta*365, -4.31, 2)
	rounds(t, "vega", g.Vega*100, 12.1, 1)
	rounds(t, "rho", g.Rho*100, 8.91, 2)
}

// The same book, "Options on Stock Indices and Currencies": two months on an
// index of 930, strike 900, 8 %, 20 %, dividends 3 % a year: 51.83.
func TestPriceWithDividendsOfHullsExample(t *testing.T) {
	c := Contract{Call: true, Spot: 930, Strike: 900, Years: 2.0 / 12, Rate: 0.08, Yield: 0.03}
	rounds(t, "price", must[float64](t)(c.Price(0.20)), 51.83, 2)
}

// The same book, "The Black-Scholes-Merton Model", on implied volatility: a
// call on 21 at 20, three months, 10 %, worth 1.875: 23.5 %.
func TestImpliedVolatilityOfHullsExample(t *testing.T) {
	c := Contract{Call: true, Spot: 21, Strike: 20, Years: 0.25, Rate: 0.10}
	rounds(t, "volatility", must[float64](t)(c.ImpliedVolatility(1.875)), 0.235, 3)
}
