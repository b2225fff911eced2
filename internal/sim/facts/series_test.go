package facts

import (
	"math"
	"testing"
	"time"
)

// What is made of other series is so to the cent, what is released is out, and what is
// not is not.
func TestSeries(t *testing.T) {
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	zone := c.Synthetic.Zone
	now := time.Date(2025, 11, 19, 14, 30, 0, 0, zone)
	value := func(id string, d Day) float64 { return c.Series(id).Value(d) }
	for d := Date(2024, 1, 2); d < Date(2025, 11, 1); d++ {
		if !c.Series("DGS10").on(d) {
			continue
		}
		if got, want := value("T10Y2Y", d), value("DGS10", d)-value("DGS2", d); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%s: spread %v, want %v", d, got, want)
		}
		if tenYears, bill := c.Find("^TNX").Close(d), c.Find("^IRX").Close(d); math.Abs(value("DGS10", d)-tenYears) > 0.0051 || math.Abs(value("DTB3", d)-bill) > 0.0051 {
			t.Fatalf("%s: yields of 10 years %v and 3 months %v, on the exchange %v and %v", d, value("DGS10", d), value("DTB3", d), tenYears, bill)
		}
		low, high, effective := value("DFEDTARL", d), value("DFEDTARU", d), value("EFFR", d)
		if high-low != 0.25 || math.Mod(low, 0.25) != 0 || effective < low || effective > high {
			t.Fatalf("%s: %v in %v to %v", d, effective, low, high)
		}
	}
	for id, want := range map[string]string{
		"DGS10": "2025-11-18", "DFF": "2025-11-17", "ECBDFR": "2025-11-18", "CPIAUCSL": "2025-10-01", "GDPC1": "2025-07-01", "FYFSD": "2024-01-01", "ICSA": "2025-11-08", "MORTGAGE30US": "2025-11-13",
	} {
		days := c.Series(id).Days(Date(2024, 1, 1), now, zone)
		if len(days) == 0 || days[len(days)-1].String() != want {
			t.Errorf("%s ends on %v, want %s", id, days[max(0, len(days)-1):], want)
		}
	}
	later := c.Series("DGS10").Days(Date(2025, 11, 18), now.Add(time.Hour), zone)
	if len(later) != 2 || later[1] != Date(2025, 11, 19) {
		t.Errorf("after the release: %v", later)
	}
	if mean, dff := value("FEDFUNDS", Date(2025, 10, 1)), value("DFF", Date(2025, 10, 15)); math.Abs(mean-dff) > 0.3 {
		t.Errorf("mean of the month %v, in its middle %v", mean, dff)
	}
	if c.Series("NOSUCH") != nil {
		t.Error("a series that there is not")
	}
}
