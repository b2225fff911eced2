package exhibit

import (
	"math"
	"testing"
	"time"
)

func TestForms(t *testing.T) {
	eastern := time.FixedZone("EST", -5*3600)
	at := time.Date(2025, 11, 21, 21, 0, 5, 0, time.UTC)
	for _, c := range []struct {
		got  Value
		want string
	}{
		{Number(1234.5, Fixed(2), In("EUR")), "1,234.50 EUR"},
		{Number(5.2574999, Fixed(4), Unit{}), "5.2575"},
		{Number(-37.63, Fixed(2), Unit{}), "-37.63"},
		{Number(-0.001, Fixed(2), Unit{}), "0.00"},
		{Number(1.5, Fixed(6), Unit{}), "1.50"},
		{Number(0.004, Signed(2), Unit{}), "0.00"},
		{Number(-0.004, Signed(2), Unit{}), "0.00"},
		{Number(1.23, Signed(2), Unit{}), "+1.23"},
		{Number(-12.345, Signed(2), In(Percent)), "-12.35 %"},
		{Number(999, Words(), In(Count)), "999"},
		{Number(53_000.4, Words(), In(Shares)), "53,000"},
		{Number(48_123_456, Words(), In("USD")), "48.12 million (48,123,456) USD"},
		{Number(3_450_123_456_789, Words(), Unit{}), "3.45 trillion (3,450,123,456,789)"},
		{Number(999_999_999, Words(), Unit{}), "1.00 billion (999,999,999)"},
		{Number(72.34, Fixed(2).Explained(), In("GBp")), "72.34 GBp (pence; 0.7234 GBP)"},
		{Number(72.34, Fixed(2), AShare("GBp")), "72.34 GBp"},
		{Number(72.34, Fixed(2).Plain(), In("GBp")), "72.34"},
		{Number(1234567.25, Grouped(), Unit{}), "1,234,567.25"},
		{Number(2025, Digits(), In(Years)), "2025"},
		{Number(0.1+0.2, Shortest(), Unit{}), "0.3"},
		{Number(7, Form{}, Unit{}), "7"},
		{Number(4, Shortest(), Unit{}).Between("", ":").Then(Number(1, Shortest(), Unit{})), "4:1"},
		{Number(math.NaN(), Fixed(2), Unit{}).Between("a", "b"), ""},
		{Number(math.Inf(1), Fixed(2), Unit{}), ""},
		{Number(math.Copysign(0, -1), Shortest(), Unit{}), "0"},
		{Missing("not reported").Between("a", "b"), "not reported"},
		{Moment(at, Form{}), "2025-11-21 21:00:05 UTC"},
		{Moment(at.In(eastern), Instant()), "2025-11-21 16:00:05 EST (2025-11-21 21:00:05 UTC)"},
		{Moment(at.In(eastern), Clock()), "2025-11-21 16:00"},
		{Moment(at.In(eastern), UTC()), "2025-11-21 21:00 UTC"},
		{Moment(time.Time{}, UTC()), ""},
	} {
		if got := c.got.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	for _, v := range []float64{1e-300, 1e300, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		if s := Decimal(v, 12); len(s) > 450 {
			t.Errorf("%g takes %d bytes", v, len(s))
		}
		if b, err := Number(v, Form{}, Unit{}).MarshalJSON(); err != nil {
			t.Errorf("%g: %s (%v)", v, b, err)
		}
	}
}
