package facts

import (
	"math"
	"testing"
	"time"
)

func prices(t *testing.T) figured {
	t.Helper()
	c, err := NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return figured{c}
}

func TestPricesStayAsTheyAre(t *testing.T) {
	// Other tests, and people, rely on these: a change of the generator is a
	// change of every golden file.
	p := prices(t)
	for _, c := range []struct {
		symbol, date string
		want         float64
	}{
		{"AAPL", "2025-01-02", 243.85}, {"AAPL", "2005-03-01", 2.89}, {"AAPL", "2025-11-20", 303.04},
		{"BTC-USD", "2024-03-04", 107008.43}, {"EURUSD=X", "2025-11-20", 0.9908}, {"VOD.L", "2025-01-02", 68.5},
	} {
		if got, ok := p.Close(c.symbol, c.date); !ok || got != c.want {
			t.Errorf("%s on %s: %v %v, want %v", c.symbol, c.date, got, ok, c.want)
		}
	}
}

func TestNoPricesWithoutASession(t *testing.T) {
	p := prices(t)
	for _, c := range []struct{ symbol, date string }{
		{"AAPL", "2025-11-22"}, {"AAPL", "2025-11-27"}, {"AAPL", "2025-12-25"}, {"AAPL", "2024-03-29"}, {"AAPL", "2026-07-03"},
		{"AAPL", "2025-06-19"}, {"AAPL", "2025-02-17"}, {"AAPL", "1980-01-02"}, {"META", "2010-01-04"}, {"SAP.DE", "2025-05-01"},
		{"SAP.DE", "2025-12-24"}, {"7203.T", "2025-01-02"}, {"TWTR", "2020-01-02"}, {"NOPE", "2020-01-02"}, {"AAPL", "yesterday"},
	} {
		if got, ok := p.Day(c.symbol, c.date); ok {
			t.Errorf("%s on %s: %v", c.symbol, c.date, got)
		}
	}
	for _, c := range []struct{ symbol, date string }{
		{"BTC-USD", "2025-11-22"}, {"AAPL", "2025-05-01"}, {"AAPL", "2021-06-18"}, {"AAPL", "2021-12-31"}, {"7203.T", "2025-12-25"}, {"ZZ00001", "2025-11-20"},
	} {
		if _, ok := p.Day(c.symbol, c.date); !ok {
			t.Errorf("%s on %s: no prices", c.symbol, c.date)
		}
	}
}

func TestEveryDayAndMinuteHoldsTogether(t *testing.T) {
	p := prices(t)
	for _, in := range append(p.catalog.Listed(), p.catalog.Find("ZZ00007")) {
		for d := Date(2025, 10, 1); d < Date(2025, 11, 15); d++ {
			if !in.Exchange.Prices(d) {
				continue
			}
			b := in.Bar(d)
			if !(b.Low > 0 && b.Low <= min(b.Open, b.Close) && b.High >= max(b.Open, b.Close)) {
				t.Fatalf("%s %v: %+v", in.Symbol, d, b)
			}
			s := in.Session(d)
			whole := s.Span(0, s.Minutes)
			if whole != b {
				t.Fatalf("%s %v: minutes make %+v, the day is %+v", in.Symbol, d, whole, b)
			}
			if step := math.Abs(math.Log(b.Close / in.Close(in.Exchange.Before(d)))); step > 8*in.Swing+0.01 {
				t.Errorf("%s %v: a step of %.3f", in.Symbol, d, step)
			}
		}
	}
}

func TestSyntheticTickersDiffer(t *testing.T) {
	p := prices(t)
	seen := make(map[float64]int)
	for _, s := range []string{"ZZ00001", "ZZ00002", "ZZ00003", "ZZ99999", "ZZ50000"} {
		c, ok := p.Close(s, "2025-11-20")
		if !ok || c < 5 || c > 2000 {
			t.Errorf("%s: %v %v", s, c, ok)
		}
		seen[c]++
	}
	if len(seen) != 5 {
		t.Errorf("%v", seen)
	}
}

func TestClock(t *testing.T) {
	p := prices(t)
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		symbol, now, state, last string
		open                     bool
		done                     int
	}{
		{"AAPL", "2025-11-19T08:00:00Z", "PREPRE", "2025-11-18", false, 390},
		{"AAPL", "2025-11-19T14:00:00Z", "PRE", "2025-11-18", false, 390},
		{"AAPL", "2025-11-19T14:30:00Z", "REGULAR", "2025-11-19", true, 0},
		{"AAPL", "2025-11-19T16:30:59Z", "REGULAR", "2025-11-19", true, 120},
		{"AAPL", "2025-11-19T21:00:00Z", "POST", "2025-11-19", false, 390},
		{"AAPL", "2025-11-20T02:00:00Z", "POSTPOST", "2025-11-19", false, 390},
		{"AAPL", "2025-11-22T16:00:00Z", "CLOSED", "2025-11-21", false, 390},
		{"AAPL", "2025-07-01T13:30:00Z", "REGULAR", "2025-07-01", true, 0}, // summer time
		{"AAPL", "2025-07-01T13:29:59Z", "PRE", "2025-06-30", false, 390},
		{"SHEL.L", "2025-07-01T07:00:00Z", "REGULAR", "2025-07-01", true, 0},
		{"7203.T", "2025-11-19T00:00:00Z", "REGULAR", "2025-11-19", true, 0},
		{"BTC-USD", "2025-11-22T16:00:00Z", "REGULAR", "2025-11-22", true, 960},
	} {
		got := p.catalog.Find(c.symbol).Exchange.Clock(at(c.now))
		if got.State != c.state || got.Last.String() != c.last || got.Open != c.open || got.Done != c.done {
			t.Errorf("%s at %s: %s %v %v %d", c.symbol, c.now, got.State, got.Last, got.Open, got.Done)
		}
	}
}

// figured answers what the figures of a catalog are.
type figured struct{ catalog *Catalog }

// Symbols is every symbol that trades, but the synthetic ones.
func (p figured) Symbols() []string {
	var all []string
	for _, in := range p.catalog.Listed() {
		all = append(all, in.Symbol)
	}
	return all
}

// Day is the whole session of a symbol on a date (2006-01-02) of its exchange's
// calendar; ok is false when it made no prices that day.
func (p figured) Day(symbol, date string) (b Bar, ok bool) {
	in := p.catalog.Find(symbol)
	d, err := ParseDay(date)
	if in == nil || in.Kind == Delisted || err != nil || d < in.First || !in.Exchange.Prices(d) {
		return Bar{}, false
	}
	return in.Bar(d), true
}

// Close is the closing price of a symbol on a date (2006-01-02), adjusted for
// splits and not for dividends.
func (p figured) Close(symbol, date string) (price float64, ok bool) {
	b, ok := p.Day(symbol, date)
	return b.Close, ok
}

// At is the price, and the session so far, that a quote shows at a time.
func (p figured) At(symbol string, now time.Time) (b Bar, ok bool) {
	in := p.catalog.Find(symbol)
	if in == nil || in.Kind == Delisted {
		return Bar{}, false
	}
	return in.SoFar(in.Exchange.Clock(now)), true
}
