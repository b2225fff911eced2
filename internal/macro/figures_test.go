package macro

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// No figure shows the noise of binary arithmetic, and a half is rounded as people do.
func TestRounded(t *testing.T) {
	for _, c := range []struct {
		v      float64
		places int
		want   string
	}{
		{4.48 - 4.36, 2, "0.12"}, {0.1 + 0.2, 8, "0.3"}, {0.285, 2, "0.29"}, {1.005, 2, "1.01"}, {-0.285, 2, "-0.29"}, {2.5, 0, "3"}, {-0.0001, 2, "0"}, {159534000, 0, "159534000"}, {1e18 + 1, 2, "1000000000000000000"},
	} {
		if got := strconv.FormatFloat(rounded(c.v, c.places), 'f', -1, 64); got != c.want {
			t.Errorf("%v to %d places is %s; want %s", c.v, c.places, got, c.want)
		}
	}
}

func TestPercentChange(t *testing.T) {
	for _, c := range []struct {
		before, after float64
		want          market.Number
	}{
		{200, 206, market.Num(3)}, {3, 4, market.Num(33.3333)}, {314.069, 323.976, market.Num(3.1544)}, {0, 1, market.Number{}}, {-5, 5, market.Number{}}, {5, -5, market.Num(-200)},
	} {
		got, ok := percentChange(c.before, c.after)
		if want, has := c.want.Get(); got != want || ok != has {
			t.Errorf("%v to %v is %v %v; want %v", c.before, c.after, got, ok, c.want)
		}
	}
}

func FuzzChanges(f *testing.F) {
	f.Add(4.36, 4.48)
	f.Add(0.1, 0.3)
	f.Fuzz(func(t *testing.T, a, b float64) {
		if math.IsNaN(a) || math.IsNaN(b) || math.Abs(a) > 1e9 || math.Abs(b) > 1e9 {
			return
		}
		a, b = rounded(a, 4), rounded(b, 4)
		o, ok := changeOf(Observation{Value: a}, Observation{Value: b}, false, 4)
		text := strconv.FormatFloat(o.Value, 'f', -1, 64)
		if _, decimals, _ := strings.Cut(text, "."); !ok || len(decimals) > 4 || math.Abs(o.Value-(b-a)) > 1e-4 {
			t.Errorf("%v to %v changes by %s", a, b, text)
		}
	})
}

func TestFrequencies(t *testing.T) {
	for text, want := range map[string]Frequency{
		"2024-01-02 1": Daily, "2024-01-02 1, 2024-01-03 1, 2024-01-05 1": Daily, "2024-01-06 1, 2024-01-13 1, 2024-01-20 1": Weekly, "2024-01-01 1, 2024-02-01 1, 2024-04-01 1, 2024-05-01 1": Monthly,
		"2023-10-01 1, 2024-01-01 1, 2024-04-01 1": Quarterly, "2022-01-01 1, 2023-01-01 1": Annual,
	} {
		if got := frequencyOf(run(t, text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for _, c := range []struct {
		f                 Frequency
		day               string
		label, start, end string
	}{
		{Daily, "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"}, {Monthly, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"}, {Quarterly, "2024-12-31", "2024-Q4", "2024-10-01", "2024-12-31"},
		{Quarterly, "2024-01-01", "2024-Q1", "2024-01-01", "2024-03-31"}, {Annual, "2023-06-30", "2023", "2023-01-01", "2023-12-31"},
	} {
		d := day(t, c.day)
		if c.f.label(d) != c.label || c.f.start(d).String() != c.start || c.f.end(c.f.start(d)).String() != c.end {
			t.Errorf("%s of %s: %s, %s to %s", c.f, d, c.f.label(d), c.f.start(d), c.f.end(d))
		}
	}
	for _, c := range []struct {
		day    string
		months int
		want   string
	}{{"2024-03-31", -1, "2024-02-29"}, {"2024-02-29", -12, "2023-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2024-11-30", 3, "2025-02-28"}, {"2024-01-15", -13, "2022-12-15"}} {
		if got := addMonths(day(t, c.day), c.months); got.String() != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.day, c.months, got, c.want)
		}
	}
}

// Each range begins where market's does.
func TestRanges(t *testing.T) {
	last := day(t, "2024-07-31")
	want := map[string]string{
		"1d": "2024-07-31", "5d": "2024-07-25", "1mo": "2024-06-30", "3mo": "2024-04-30", "6mo": "2024-01-31", "ytd": "2024-01-01", "1y": "2023-07-31", "2y": "2022-07-31", "5y": "2019-07-31", "10y": "2014-07-31", "max": "",
	}
	for _, name := range market.Ranges() {
		if got, ok := want[name]; !ok || since(name, last).String() != got {
			t.Errorf("%s: %s, want %s", name, since(name, last), got)
		}
	}
}
