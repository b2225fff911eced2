package tools

import (
	"math"
	"testing"
	"time"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

func TestFigures(t *testing.T) {
	price := func(v float64, kind market.Kind) string { return exhibit.Decimal(v, decimals(v, kind)) }
	for _, c := range []struct{ got, want string }{
		{price(301.4599914551, market.KindEquity), "301.46"},
		{price(43250.1, market.KindCrypto), "43,250.10"},
		{price(1234567.891, market.KindIndex), "1,234,567.89"},
		{price(5.25, market.KindEquity), "5.25"},
		{price(5.2574999, market.KindEquity), "5.2575"},
		{price(0.1234567, market.KindEquity), "0.1235"},
		{price(0.00123456, market.KindEquity), "0.001235"},
		{price(1.0873456, market.KindCurrency), "1.0873"},
		{price(149.123456, market.KindCurrency), "149.1235"},
		{price(0.0066543, market.KindCurrency), "0.0066543"},
		{price(0.00000823456, market.KindCrypto), "0.0000082346"},
		{price(0, market.KindEquity), "0.00"},
		{price(-37.63, market.KindFuture), "-37.63"},
		{percent(0.65213).String(), "+0.65 %"},
		{count(48_123_456).String(), "48.12 million (48,123,456)"},
		{money(72.34, 2, exhibit.In("GBp")).String(), "72.34 GBp (pence; 0.7234 GBP)"},
		{money(1234.5, 2, exhibit.In("EUR")).String(), "1,234.50 EUR"},
		{age(90 * time.Second), "90 seconds"},
		{age(72 * time.Hour), "3 days"},
		{age(30 * time.Hour), "30 hours"},
		{label("a|b\n\x1b[31mc"), "a b [31mc"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	for _, v := range []float64{1e-300, 1e300, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		if s := price(v, market.KindCrypto); len(s) > 450 {
			t.Errorf("%g takes %d bytes", v, len(s))
		}
	}
}
