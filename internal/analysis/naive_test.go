package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/calendar"
)

// walk is a random series of n positive prices.
func walk(r *rand.Rand, n int) Series {
	s := make(Series, n)
	d, price := calendar.Date{Year: 2020, Month: 1, Day: 1}, 50+100*r.Float64()
	for i := range s {
		price *= math.Exp(0.02 * r.NormFloat64())
		s[i] = Point{d, price}
		d = d.AddDays(1 + r.IntN(3))
	}
	return s
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// The moments are held against their definitions, written out.
func TestMomentsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 2 + r.IntN(300)
		a, b := walk(r, n), walk(r, n)
		for i := range b {
			b[i].Date = a[i].Date
		}
		var sumA, sumB float64
		for i := range n {
			sumA += a[i].Value
			sumB += b[i].Value
		}
		meanA, meanB := sumA/float64(n), sumB/float64(n)
		var aa, ab, bb float64
		for i := range n {
			aa += (a[i].Value - meanA) * (a[i].Value - meanA)
			bb += (b[i].Value - meanB) * (b[i].Value - meanB)
			ab += (a[i].Value - meanA) * (b[i].Value - meanB)
		}
		f := must[float64](t)
		near(t, "mean", f(a.Mean()), meanA)
		near(t, "variance", f(a.Variance()), aa/float64(n-1))
		near(t, "deviation", f(a.Deviation()), math.Sqrt(aa/float64(n-1)))
		near(t, "volatility", f(Volatility(a, 252)), math.Sqrt(aa/float64(n-1)*252))
		near(t, "covariance", f(Covariance(a, b)), ab/float64(n-1))
		near(t, "correlation", f(Correlation(a, b)), ab/math.Sqrt(aa*bb))
		near(t, "beta", f(Beta(a, b)), ab/bb)
	}
}

// Sample variance of 2 4 4 4 5 5 7 9 is 32/7: its deviations are written out in
// any textbook.
func TestVarianceByHand(t *testing.T) {
	var s Series
	for i, v := range []float64{2, 4, 4, 4, 5, 5, 7, 9} {
		s = append(s, Point{calendar.Date{Year: 2024, Month: 1, Day: i + 1}, v})
	}
	near(t, "mean", must[float64](t)(s.Mean()), 5)
	near(t, "variance", must[float64](t)(s.Variance()), 32.0/7)
}

func TestReturnsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100 {
		s := walk(r, 2+r.IntN(100))
		simple, logs := must[Series](t)(s.Returns(Simple)), must[Series](t)(s.Returns(Log))
		product, sum := 1.0, 0.0
		for i := range simple {
			near(t, "simple", simple[i].Value, (s[i+1].Value-s[i].Value)/s[i].Value)
			if simple[i].Date != s[i+1].Date {
				t.Fatal("a return is dated by its end")
			}
			product *= 1 + simple[i].Value
			sum += logs[i].Value
		}
		difference, fraction, err := s.Change()
		if err != nil {
			t.Fatal(err)
		}
		near(t, "compounded", product-1, fraction)
		near(t, "logs", math.Exp(sum)-1, fraction)
		near(t, "difference", difference, s[len(s)-1].Value-s[0].Value)
	}
}

func TestDrawdownAgainstAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		s := walk(r, 2+r.IntN(60))
		worst := 0.0
		for i := range s {
			for j := i; j < len(s); j++ {
				worst = min(worst, s[j].Value/s[i].Value-1)
			}
		}
		d := must[Drawdown](t)(s.Drawdown())
		near(t, "depth", d.Depth, worst)
		near(t, "trough over peak", d.Trough.Value/d.Peak.Value-1, worst)
		for _, p := range s {
			back := p.Date.Compare(d.Trough.Date) > 0 && p.Value >= d.Peak.Value
			if back && (d.Recovered.IsZero() || p.Date.Compare(d.Recovered) < 0) {
				t.Fatalf("recovered on %s, not %s", p.Date, d.Recovered)
			}
		}
	}
}

func TestExtremesRunsAndPeriodsAgainstDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 100 {
		s := walk(r, 3+r.IntN(400))
		high, low, err := s.Extremes()
		if err != nil {
			t.Fatal(err)
		}
		above, below := s.Above(s[0].Value)
		wantAbove, wantBelow := 0, 0
		for _, p := range s {
			if p.Value > high.Value || p.Value < low.Value {
				t.Fatalf("%v is outside of %v and %v", p, low, high)
			}
			if p.Value > s[0].Value {
				wantAbove++
			} else if p.Value < s[0].Value {
				wantBelow++
			}
		}
		if above != wantAbove || below != wantBelow {
			t.Fatalf("above %d below %d, want %d %d", above, below, wantAbove, wantBelow)
		}
		rise, fall, _, err := s.Runs()
		if err != nil {
			t.Fatal(err)
		}
		if longest(s, 1) != rise.Steps || longest(s, -1) != fall.Steps {
			t.Fatalf("runs of %d and %d, want %d and %d", rise.Steps, fall.Steps, longest(s, 1), longest(s, -1))
		}
		checkPeriods(t, s)
	}
}

// longest counts by looking at every start.
func longest(s Series, way float64) int {
	best := 0
	for i := range s {
		n := 0
		for j := i + 1; j < len(s) && (s[j].Value-s[j-1].Value)*way > 0; j++ {
			n++
		}
		best = max(best, n)
	}
	return best
}

func checkPeriods(t *testing.T, s Series) {
	t.Helper()
	count, product := 0, 1.0
	for _, p := range s.Periods(Monthly) {
		first := calendar.Date{Year: p.First.Date.Year, Month: p.First.Date.Month, Day: 1}
		month := s.Between(first, first.AddDays(31).AddDays(-first.AddDays(31).Day))
		high, low, err := month.Extremes()
		if err != nil || len(month) != p.Count || month[0] != p.First || month[len(month)-1] != p.Last || high != p.High || low != p.Low {
			t.Fatalf("%s: %+v does not hold %d points (%v)", p.Name, p, len(month), err)
		}
		count += p.Count
		product *= 1 + p.Change()
	}
	if count != len(s) {
		t.Fatalf("months hold %d of %d points", count, len(s))
	}
	near(t, "months compounded", product, s[len(s)-1].Value/s[0].Value)
}

func TestAlignKeepsCommonDays(t *testing.T) {
	day := func(n int) Point { return Point{calendar.Date{Year: 2024, Month: 1, Day: n}, float64(n)} }
	got := Align(Series{day(1), day(2), day(4)}, Series{day(2), day(3), day(4)}, Series{day(2), day(4), day(5)})
	for _, s := range got {
		if len(s) != 2 || s[0] != day(2) || s[1] != day(4) {
			t.Errorf("aligned %v", s)
		}
	}
}

func TestAlignAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 1))
	for range 100 {
		all := []Series{walk(r, 1+r.IntN(60)), walk(r, 1+r.IntN(60)), walk(r, 1+r.IntN(60))}
		all[0] = append(all[0], Point{all[0][len(all[0])-1].Date, 7}) // a day twice: the later point stays
		got := Align(all...)
		var want []Series
		for _, s := range all {
			var kept Series
			for i, p := range s {
				common := i+1 == len(s) || s[i+1].Date != p.Date
				for _, other := range all {
					common = common && slices.ContainsFunc(other, func(q Point) bool { return q.Date == p.Date })
				}
				if common {
					kept = append(kept, p)
				}
			}
			want = append(want, kept)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func TestLatestUptrend(t *testing.T) {
	var s Series
	for i, v := range []float64{10, 11, 12, 13, 12, 13, 14, 15, 14} { // months of 2024
		s = append(s, Point{calendar.Date{Year: 2024, Month: 1, Day: 15}.AddDays(31 * i), v})
	}
	run, ok := LatestUptrend(s.Periods(Monthly), 3)
	if !ok || run[0].Name != "2024-06" || run[2].Name != "2024-08" {
		t.Errorf("uptrend %v %v", run, ok)
	}
	if _, ok := LatestUptrend(s.Periods(Monthly), 4); ok {
		t.Error("an uptrend of four months that is not there")
	}
}

func TestTooShortOrUndefined(t *testing.T) {
	one := Series{{calendar.Date{Year: 2024, Month: 1, Day: 1}, 1}}
	flat := Series{one[0], {calendar.Date{Year: 2024, Month: 1, Day: 2}, 1}}
	_, variance := one.Variance()
	_, mean := Series{}.Mean()
	_, returns := one.Returns(Simple)
	_, drawdown := one.Drawdown()
	for what, err := range map[string]error{"variance": variance, "mean": mean, "returns": returns, "drawdown": drawdown} {
		if !errors.Is(err, ErrShort) {
			t.Errorf("%s of too few: %v", what, err)
		}
	}
	_, correlation := Correlation(flat, flat)
	_, beta := Beta(flat, flat)
	_, negative := Series{{one[0].Date, -1}, flat[1]}.Returns(Log)
	_, unaligned := Covariance(one, flat)
	later := Series{flat[1], {flat[1].Date.AddDays(1), 3}}
	_, beside := Covariance(flat, later)
	for what, err := range map[string]error{"correlation": correlation, "beta": beta, "negative": negative, "unaligned": unaligned, "other days": beside} {
		if !errors.Is(err, ErrUndefined) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
