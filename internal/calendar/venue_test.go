package calendar

import (
	"testing"
	"time"
)

func TestOfSymbol(t *testing.T) {
	all := calendars(t)
	for symbol, want := range map[string]string{
		"VOD.L": "London Stock Exchange", "VODL.XC": "London Stock Exchange", "HYDP.AQ": "London Stock Exchange",
		"SAP.BM": "German regional exchanges", "SAP.SG": "German regional exchanges", "SAP.F": "Börse Frankfurt", "AALB.NX": "Euronext", "^FTSE": "London Stock Exchange", "BMW.DE": "Xetra", "7203.T": "Tokyo Stock Exchange",
		"M&M.NS": "NSE and BSE", "EURUSD=X": "currencies", "BTC-USD": "cryptocurrencies", "ETH-BRL": "cryptocurrencies", "BAC-PL": "", "REI-UN.TO": "Toronto Stock Exchange",
		"NESN.SW": "SIX Swiss Exchange", "^SSMI": "SIX Swiss Exchange", "VOLV-B.ST": "Nasdaq Stockholm", "^OMX": "Nasdaq Stockholm",
		"NOVO-B.CO": "Nasdaq Copenhagen", "NOKIA.HE": "Nasdaq Helsinki", "MAREL.IC": "Nasdaq Iceland", "EQNR.OL": "Oslo Børs",
		"ENI.MI": "Borsa Italiana", "FTSEMIB.MI": "Borsa Italiana", "SAN.MC": "Bolsa de Madrid", "^IBEX": "Bolsa de Madrid",
		"RYA.IR": "Euronext Dublin", "^ISEQ": "Euronext Dublin", "GALP.LS": "Euronext", "PKO.WA": "Warsaw Stock Exchange",
		"WIG20.WA": "Warsaw Stock Exchange", "OMV.VI": "Vienna Stock Exchange", "^ATX": "Vienna Stock Exchange",
		"CEZ.PR": "Prague Stock Exchange", "OTP.BD": "Budapest Stock Exchange", "OPAP.AT": "Athens Stock Exchange",
		"THYAO.IS": "Borsa İstanbul", "XU100.IS": "Borsa İstanbul", "TEVA.TA": "Tel Aviv Stock Exchange", "^TA125.TA": "Tel Aviv Stock Exchange",
		"2222.SR": "Saudi Exchange", "^TASI.SR": "Saudi Exchange", "NBK.KW": "Boursa Kuwait", "QNBK.QA": "Qatar Stock Exchange",
		"EMAAR.AE": "exchanges of Dubai and Abu Dhabi", "COMI.CA": "Egyptian Exchange", "NPN.JO": "Johannesburg Stock Exchange",
		"^J203.JO": "Johannesburg Stock Exchange", "PETR4.SA": "B3", "^BVSP": "B3", "AMXB.MX": "Bolsa Mexicana de Valores",
		"^MXX": "Bolsa Mexicana de Valores", "GGAL.BA": "Buenos Aires Stock Exchange", "SQM-B.SN": "Santiago Stock Exchange",
		"AAPL": "", "BRK-B": "", "CL=F": "", "^NOSUCH": "", "X.NOSUCH": "", "": "",
	} {
		e, ok := all.OfSymbol(symbol)
		name := ""
		if ok {
			name = e.Name
		}
		if name != want {
			t.Errorf("OfSymbol(%q) = %q, want %q", symbol, name, want)
		}
	}
}

// A venue may trade on Sundays and not on Fridays, and change its weekend.
func TestWeekendOfAVenue(t *testing.T) {
	e := &Exchange{Location: time.UTC, weekends: []someDays{{days: []time.Weekday{time.Friday, time.Saturday}, until: Date{2026, 1, 3}}}}
	for day, want := range map[Date]bool{
		{2025, 12, 26}: false, {2025, 12, 27}: false, {2025, 12, 28}: true, {2026, 1, 2}: false,
		{2026, 1, 4}: false, {2026, 1, 9}: true, {2026, 1, 10}: false,
	} {
		if got := e.IsSession(day); got != want {
			t.Errorf("IsSession(%s) = %t on a %s", day, got, day.Weekday())
		}
	}
}

func TestListedHours(t *testing.T) {
	e := &Exchange{Location: time.UTC, hours: []regular{{hours: hours{open: at(9, 15), close: at(15, 30)}}},
		once: map[Date]string{}, extra: map[Date]bool{}, special: map[Date]hours{}}
	for _, field := range []string{"10-21@13:45-14:45", "+11-01@18:00-19:00", "+03-02", "05-18@09:15-10:00,11:30-12:30", "12-24@12:30", "12-25"} {
		if err := e.list(2026, field); err != nil {
			t.Fatal(err)
		}
	}
	for day, want := range map[Date]string{
		{2026, 10, 21}: "13:45-14:45 early special", {2026, 11, 1}: "18:00-19:00 special", {2026, 3, 2}: "09:15-15:30", {2026, 5, 18}: "09:15-10:00,11:30-12:30 early special",
		{2026, 12, 24}: "09:15-12:30 early", {2026, 12, 25}: "",
	} {
		got := ""
		if s, ok := e.Session(day); ok {
			got = told(s)
		}
		if got != want {
			t.Errorf("session of %s is %q, want %q", day, got, want)
		}
	}
	for _, field := range []string{"13-01", "10-21@25:00", "10-21@09:00-", "10-21@9-10", "10-21@09:00-10:00,11:00"} {
		if err := e.list(2026, field); err == nil {
			t.Errorf("list takes %q", field)
		}
	}
}

// What is not known is not told: no holidays, no hours.
func TestWeekdays(t *testing.T) {
	e := Weekdays(time.UTC)
	if e.HasHours() || e.Known(Date{2026, 1, 1}) || !e.IsSession(Date{2026, 1, 1}) || e.IsSession(Date{2026, 1, 3}) {
		t.Errorf("an exchange of weekdays: hours %t, known %t", e.HasHours(), e.Known(Date{2026, 1, 1}))
	}
}
