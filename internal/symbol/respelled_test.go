package symbol

import "testing"

func TestRespelled(t *testing.T) {
	for symbol, want := range map[string]string{
		"BRK.B": "BRK-B", "VOD.L": "VOD-L", "RCI.B.TO": "RCI-B.TO", "BT.A.L": "BT-A.L", "BAC.PRL": "BAC-PL", "REI.UN": "REI-UN.TO", "ACHR.WS": "ACHR-WT",
		"ABCD.US": "ABCD", "MSFT.OQ": "MSFT", "035900.KS": "035900.KQ", "6488.TW": "6488.TWO", "EURUSD": "EURUSD=X", "DOGEEUR": "DOGE-EUR",
		"AAPL": "", "BRK-B": "", "7203.T": "", "SHOP.TO": "", "123.X": "", "ABCDEF": "", "EURUSD=X": "", "^GSPC": "",
	} {
		if got, ok := Respelled(symbol); got != want || ok != (want != "") {
			t.Errorf("Respelled(%q) = %q, %v; want %q", symbol, got, ok, want)
		}
	}
}
