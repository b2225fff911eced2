package market

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSymbol(t *testing.T) {
	for text, want := range map[string]string{"aapl": "AAPL", "\u00a0VOD LN\n": "VOD.L", "NASDAQ:AAPL": "AAPL", "M&M.NS": "M&M.NS"} {
		var s Symbol
		if err := s.UnmarshalText([]byte(text)); err != nil || s.String() != want {
			t.Errorf("%q is read as %q, %v; want %q", text, s, err, want)
		}
	}
	for _, bad := range []string{"", "A/B", "AAPL&crumb=x", "ſ", "A\x00", strings.Repeat("A", 10<<10)} {
		if got, err := ParseSymbol(bad); !errors.Is(err, ErrSymbol) || len(err.Error()) > 400 || !strings.Contains(err.Error(), ": want 1 to 25 of ") || got != (Symbol{}) {
			t.Errorf("ParseSymbol(%.40q) = %q, %v; want a short error that is ErrSymbol and says what is valid", bad, got, err)
		}
	}
}

// What two instruments could be meant by is refused, and both are named.
func TestAmbiguousSymbolIsRefused(t *testing.T) {
	got, err := ParseSymbol("PKN PL")
	e, ok := errors.AsType[*AmbiguousError](err)
	if !ok || !errors.Is(err, ErrSymbol) || strings.Join(e.Readings, " ") != "PKN.LS PKN.WA" || got != (Symbol{}) {
		t.Fatalf("ParseSymbol = %q, %v; want it to name two", got, err)
	}
	if want := "not a symbol: it can be read as PKN.LS or as PKN.WA: want one of them"; e.Error() != want {
		t.Errorf("the error is %q, want %q", e, want)
	}
}
