package market

import (
	"errors"
	"strings"
	"testing"
)

func TestParseSymbol(t *testing.T) {
	for text, want := range map[string]string{
		"aapl": "AAPL", " BRK-B\n": "BRK-B", "7203.T": "7203.T", "0700.hk": "0700.HK", "^GSPC": "^GSPC", "EURUSD=X": "EURUSD=X",
		"BTC-USD": "BTC-USD", "ES=F": "ES=F", "0P000071W8.TO": "0P000071W8.TO", "AAPL220121C00025000": "AAPL220121C00025000",
		"^VXAPL": "^VXAPL", "CBBTC32994-USD": "CBBTC32994-USD", "DX-Y.NYB": "DX-Y.NYB", "m&m.ns": "M&M.NS", "M&MFIN.NS": "M&MFIN.NS", "J&KBANK.NS": "J&KBANK.NS", "ARE&M.BO": "ARE&M.BO",
	} {
		if got, err := ParseSymbol(text); err != nil || got.String() != want {
			t.Errorf("ParseSymbol(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, bad := range []string{
		"", " ", "^", "^^GSPC", "A/B", "../v7", "A..B", "%2e%2e", "AAPL&crumb=x", "AAPL?x", "AAPL#x", "AA\r\nPL", "AA PL", "ÄÖ", "ＡＡＰＬ", "А", "ſ", "ıbm",
		"-A", "=X", ".T", strings.Repeat("A", 26), strings.Repeat("A", 10<<10), "A\x00", "A,B", "A&", "&A", "A&B&C", "A&B&C.NS", "A&.NS", "&A.NS", "AAPL&x", "AAPL&x=1.NS", "^M&M.NS", "M&M.NS&x", "A\u200bAPL", "VOD\nLN",
	} {
		if got, err := ParseSymbol(bad); err == nil || !errors.Is(err, ErrSymbol) || len(err.Error()) > 400 {
			t.Errorf("ParseSymbol(%.40q) = %q, %v; want a short error that is ErrSymbol", bad, got, err)
		}
	}
}

func FuzzParseSymbol(f *testing.F) {
	for _, s := range []string{"AAPL", "^GSPC", "BRK-B", "../x", "A..B", "EURUSD=X", "AAPL&crumb=", "%2e", "ſ", "M&M.NS", "NASDAQ:AAPL", "VOD LN", "$AAPL", "EUR/USD", "700.HK", "TSX:RCI.B", "NSE:M_M", "BAC^L"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSymbol(text)
		if err != nil {
			return
		}
		if got := s.String(); strings.ContainsAny(got, "/?#%\\, \r\n\x00") || strings.Contains(got, "..") || len(got) > 25 || len(got) == 0 {
			t.Errorf("ParseSymbol(%q) = %q", text, got)
		}
		if again, err := ParseSymbol(s.String()); err != nil || again != s {
			t.Errorf("ParseSymbol(%q) is not stable: %q, %v", s, again, err)
		}
	})
}
