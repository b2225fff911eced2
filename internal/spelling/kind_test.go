package spelling

import (
	"strings"
	"testing"

	"quotewire/internal/symbol"
)

func TestKindOf(t *testing.T) {
	forms := 0
	for want, of := range words(kinds) {
		for _, s := range of {
			forms++
			if got := KindOf(s); string(got) != strings.TrimPrefix(want, "none") {
				t.Errorf("KindOf(%s) = %q, want %s", s, got, want)
			}
			// What has a kind is a symbol for the package that reads them.
			if read := symbol.Read(s); want != "none" && (len(read) != 1 || read[0] != s) {
				t.Errorf("%s is read as %q", s, read)
			}
		}
	}
	if forms < 200 {
		t.Errorf("%d forms are too few", forms)
	}
	for suffix, codes := range words(tickers) {
		want := Abroad
		if suffix == "none" {
			suffix, want = "", US
		}
		for _, code := range codes {
			if got := KindOf(code + suffix); got != want {
				t.Errorf("KindOf(%s) = %q, want %s", code+suffix, got, want)
			}
		}
	}
}

func TestPair(t *testing.T) {
	for s, want := range map[string]string{
		"EURUSD=X": "EUR USD", "JPY=X": "USD JPY", "USDJPY=X": "USD JPY", "EUR=X": "USD EUR", "EURGBP=X": "EUR GBP",
		"BTC-USD": "BTC USD", "BTC-EUR": "BTC EUR", "ETH-BTC": "ETH BTC", "UNI7083-USD": "UNI USD", "CBBTC32994-USD": "CBBTC32994 USD",
	} {
		base, quote, ok := Pair(s)
		if got := base + " " + quote; got != want || !ok {
			t.Errorf("Pair(%s) = %s, %v; want %s", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "AAPL", "BRK-B", "VOD.L", "^GSPC", "CL=F", "USD=X", "EUREUR=X", "XAUUSD=X", "ABC=X", "EURUSD", "=X", "BTC-BTC", "BTC-ABC", "-USD", "eurusd=X"} {
		if base, quote, ok := Pair(s); ok || base != "" || quote != "" {
			t.Errorf("Pair(%s) = %s, %s, %v", s, base, quote, ok)
		}
	}
	// Whatever pair people write is one here.
	for _, base := range strings.Fields("USD EUR GBP JPY CHF CNH TRY KWD UAH BTC ETH DOGE ATOM") {
		for _, quote := range strings.Fields("USD EUR GBP JPY CHF CNH TRY KWD UAH BTC") {
			for _, s := range symbol.Read(base + "/" + quote) {
				if b, q, ok := Pair(s); !ok || b != base || q != quote {
					t.Errorf("Pair(%s) = %s, %s, %v", s, b, q, ok)
				}
			}
		}
	}
}
