package symbol

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"quotewire/internal/calendar"
)

func TestWrittenSymbols(t *testing.T) {
	for text, want := range map[string]string{
		"$AAPL": "AAPL", "$brk.b": "BRK.B", "NASDAQ:AAPL": "AAPL", "nyse:brk.b": "BRK-B", "NYSE:BAC/PL": "BAC-PL", "NYSE:BAC.PRL": "BAC-PL",
		"XNAS:AAPL": "AAPL", "AAPL:US": "AAPL", "AAPL US": "AAPL", "AAPL US Equity": "AAPL", "BRK/B US Equity": "BRK-B",
		"VOD LN": "VOD.L", "VOD:LN": "VOD.L", "LON:VOD": "VOD.L", "LSE:VOD": "VOD.L", "LON:VOD.L": "VOD.L", "BP/ LN": "BP.L", "LON:RR.": "RR.L", "BT/A LN": "BT-A.L", "LON:BT.A": "BT-A.L",
		"7203 JP": "7203.T", "TYO:7203": "7203.T", "TSE:7203": "7203.T", "TSE:130A": "130A.T", "TSE:SHOP": "SHOP.TO", "TSX:SHOP": "SHOP.TO", "TSX:RCI.B": "RCI-B.TO", "SHOP CN": "SHOP.TO", "CVE:ABC": "ABC.V",
		"700 HK": "0700.HK", "HKG:0700": "0700.HK", "HKEX:700": "0700.HK", "700.hk": "0700.HK", "00700.HK": "0700.HK", "9988.HK": "9988.HK", "80700.HK": "80700.HK", "5 HK": "0005.HK",
		"ETR:VOW3": "VOW3.DE", "XETRA:VOW3": "VOW3.DE", "VOW3 GR": "VOW3.DE", "SAP GY": "SAP.DE", "FRA:SAP": "SAP.F", "EPA:MC": "MC.PA", "MC FP": "MC.PA", "AMS:ASML": "ASML.AS", "BIT:ENI": "ENI.MI", "ENI IM": "ENI.MI",
		"NSE:M&M": "M&M.NS", "NSE:INFY": "INFY.NS", "BOM:500325": "500325.BO", "ASX:BHP": "BHP.AX", "BHP AU": "BHP.AX", "SWX:NESN": "NESN.SW", "NESN SW Equity": "NESN.SW",
		"TPE:2330": "2330.TW", "2330 TT": "2330.TW", "KRX:005930": "005930.KS", "005930 KS": "005930.KS", "SHA:600519": "600519.SS", "600519 CH": "600519.SS", "SHE:000001": "000001.SZ", "000001 CH": "000001.SZ",
		"STO:ERIC-B": "ERIC-B.ST", "OMXSTO:ERIC_B": "ERIC-B.ST", "OMXCOP:NOVO_B": "NOVO-B.CO", "EDP PL Equity": "EDP.LS", "JSE:NPN": "NPN.JO", "BVMF:PETR4": "PETR4.SA",
		"BRK/B": "BRK-B", "brk b": "BRK-B", "BAC/PL": "BAC-PL", "BAC^L": "BAC-PL", "BAC PRL": "BAC-PL",
		"EUR/USD": "EURUSD=X", "usd/jpy": "USDJPY=X", "BTC/USD": "BTC-USD", "DOGE/EUR": "DOGE-EUR", "ETH/BTC": "ETH-BTC",
		"\u00a0AAPL\u200b": "AAPL", "\ufeffVOD\u00a0LN\u2060": "VOD.L", "\u200eNASDAQ:AAPL": "AAPL",
	} {
		if got := Read(text); !slices.Equal(got, []string{want}) {
			t.Errorf("Read(%q) = %q; want %q", text, got, want)
		}
	}
	for _, bad := range []string{
		"NOWHERE:AAPL", "AAPL XX", "AAPL EQUITY", "A US EQUITY NOW", "TYO:SHOP", "SHA:AAPL", "NESN CH", "HKG:123456", "LON:", ":VOD", "LON:VOD:X", "NYSE:^GSPC", "NYSE:A=B", "EUR/EUR", "ABC/XYZ", "EUR/USD/JPY",
		"$", "$$AAPL", "$^GSPC", "$AAPL US", "BTC/USDT", "НASDAQ:AAPL", "NYSE:А", "LON:../v7", "LON:V?D", "LON:V%2fD", "LON:A&b=c", strings.Repeat("A", 30) + " US", "AAPL" + strings.Repeat(" ", 60) + "US", "what is up",
	} {
		if got := Read(bad); len(got) != 0 {
			t.Errorf("Read(%q) = %q; want none", bad, got)
		}
	}
}

// What two instruments could be meant by is read as both.
func TestAmbiguousSymbols(t *testing.T) {
	for text, want := range map[string]string{
		"EURONEXT:MC": "MC.PA MC.AS MC.BR MC.LS", "NSE:M_M": "M&M.NS M-M.NS", "PKN PL": "PKN.LS PKN.WA", "ENI IT": "ENI.TA ENI.MI",
		"ASX:AU": "AU.AX ASX.AX", "$BTC": "BTC-USD BTC", "RYA:ID": "RYA.IR RYA.JK", "AA PL": "AA.LS AA.WA",
	} {
		got := Read(text)
		if strings.Join(got, " ") != want {
			t.Errorf("Read(%q) = %q; want %s", text, got, want)
		}
		for _, reading := range got {
			if again := Read(reading); !slices.Equal(again, []string{reading}) {
				t.Errorf("%q can be %q, which reads as %q", text, reading, again)
			}
		}
	}
}

// Each way to write a symbol gives that symbol, none or a choice: never another one alone.
func TestSpellingsOfRealSymbols(t *testing.T) {
	symbols := []string{
		"AAPL", "F", "T", "IT", "BRK-B", "BF-A", "BAC-PL", "SHOP.TO", "RCI-B.TO", "BIP-UN.TO", "VOD.L", "BT-A.L", "BP.L", "VOW3.DE", "SAP.F", "MC.PA", "ASML.AS", "ABI.BR", "EDP.LS", "NESN.SW", "ENI.MI",
		"SAN.MC", "OMV.VI", "ERIC-B.ST", "NOVO-B.CO", "NOKIA.HE", "EQNR.OL", "PKO.WA", "TEVA.TA", "NPN.JO", "7203.T", "130A.T", "0700.HK", "9988.HK", "600519.SS", "000001.SZ", "2330.TW", "005930.KS",
		"M&M.NS", "BAJAJ-AUTO.NS", "500325.BO", "BHP.AX", "FPH.NZ", "D05.SI", "1155.KL", "PTT.BK", "BBCA.JK", "PETR4.SA", "^GSPC", "EURUSD=X", "BTC-USD", "ES=F",
	}
	read := 0
	for _, want := range symbols {
		forms := []string{want, strings.ToLower(want), "\u00a0" + want + "\u200b", "$" + want}
		for _, v := range venues() {
			code, ok := strings.CutSuffix(want, v.suffix)
			if !ok || v.suffix == "" && strings.ContainsAny(want, ".^=") || want == "BTC-USD" {
				continue
			}
			dotted := strings.ReplaceAll(code, "-", ".")
			for _, name := range strings.Fields(v.names) {
				forms = append(forms, name+":"+code, strings.ToLower(name)+":"+code, name+":"+dotted, name+":"+strings.ReplaceAll(code, "-", "_"))
			}
			for _, country := range strings.Fields(v.countries) {
				forms = append(forms, code+" "+country, code+":"+country, code+" "+country+" Equity", strings.ReplaceAll(code, "-", "/")+"\u00a0"+country)
			}
		}
		for _, form := range forms {
			got := Read(form)
			switch {
			case len(got) == 1 && got[0] != want:
				t.Errorf("%q, which is %s, is read as %s", form, want, got[0])
			case len(got) == 1:
				read++
			}
			if strings.ContainsFunc(strings.Join(got, ""), unicode.IsSpace) {
				t.Errorf("%q is read as %q", form, got)
			}
		}
	}
	if read < 600 {
		t.Errorf("only %d spellings are read", read)
	}
}

// Each exchange that a symbol can be written for has hours in package calendar.
func TestVenuesHaveHours(t *testing.T) {
	calendars, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range venues() {
		if _, ok := calendars.OfSymbol("A" + v.suffix); !ok && v.suffix != "" {
			t.Errorf("%s has none", v.suffix)
		}
	}
}
