package symbol

import (
	"slices"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"aapl": "AAPL", " BRK-B\n": "BRK-B", "7203.T": "7203.T", "0700.hk": "0700.HK", "^GSPC": "^GSPC", "EURUSD=X": "EURUSD=X",
		"BTC-USD": "BTC-USD", "ES=F": "ES=F", "0P000071W8.TO": "0P000071W8.TO", "AAPL220121C00025000": "AAPL220121C00025000",
		"^VXAPL": "^VXAPL", "CBBTC32994-USD": "CBBTC32994-USD", "DX-Y.NYB": "DX-Y.NYB", "m&m.ns": "M&M.NS", "M&MFIN.NS": "M&MFIN.NS", "J&KBANK.NS": "J&KBANK.NS", "ARE&M.BO": "ARE&M.BO",
	} {
		if got := Read(text); !slices.Equal(got, []string{want}) {
			t.Errorf("Read(%q) = %q; want %q", text, got, want)
		}
	}
	for _, bad := range []string{
		"", " ", "^", "^^GSPC", "A/B", "../v7", "A..B", "%2e%2e", "AAPL&crumb=x", "AAPL?x", "AAPL#x", "AA\r\nPL", "ÄÖ", "ＡＡＰＬ", "А", "ſ", "ıbm",
		"-A", "=X", ".T", strings.Repeat("A", 26), strings.Repeat("A", 10<<10), "A\x00", "A,B", "A&", "&A", "A&B&C", "A&B&C.NS", "A&.NS", "&A.NS", "AAPL&x", "AAPL&x=1.NS", "^M&M.NS", "M&M.NS&x", "A\u200bAPL", "VOD\nLN",
	} {
		if got := Read(bad); len(got) != 0 {
			t.Errorf("Read(%.40q) = %q; want none", bad, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"AAPL", "^GSPC", "BRK-B", "../x", "A..B", "EURUSD=X", "AAPL&crumb=", "%2e", "ſ", "M&M.NS", "NASDAQ:AAPL", "VOD LN", "$AAPL", "EUR/USD", "700.HK", "TSX:RCI.B", "NSE:M_M", "BAC^L", "ASX:AU", "RCI.B.TO", "EURUSD"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range Read(text) {
			if strings.ContainsAny(s, "/?#%\\, \r\n\x00") || strings.Contains(s, "..") || len(s) > 25 || len(s) == 0 {
				t.Errorf("Read(%q) = %q", text, s)
			}
			if again := Read(s); !slices.Equal(again, []string{s}) {
				t.Errorf("Read(%q) is not stable: %q", s, again)
			}
			if other, ok := Respelled(s); ok && (other == s || !slices.Equal(Read(other), []string{other})) {
				t.Errorf("Respelled(%q) = %q", s, other)
			}
		}
	})
}
