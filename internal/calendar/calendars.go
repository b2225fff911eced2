package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calendars holds the exchanges this package knows. It is immutable.
type Calendars struct {
	byCode   map[string]*Exchange
	bySuffix map[string]*Exchange
	byIndex  map[string]*Exchange
}

// New loads the calendars. It fails only where the time zone database is
// missing or a list is damaged.
func New() (*Calendars, error) {
	c := &Calendars{byCode: map[string]*Exchange{}, bySuffix: map[string]*Exchange{}, byIndex: map[string]*Exchange{}}
	for _, v := range venues() {
		loc, err := time.LoadLocation(v.zone)
		if err != nil {
			return nil, fmt.Errorf("load time zone of %v: %w", v.codes, err)
		}
		e, err := v.build(loc)
		if err != nil {
			return nil, err
		}
		for _, code := range v.codes {
			c.byCode[code] = e
		}
		for _, suffix := range v.suffixes {
			c.bySuffix[suffix] = e
		}
		for _, index := range v.indices {
			c.byIndex[index] = e
		}
	}
	return c, nil
}

// Of is the calendar behind Yahoo's exchange code, such as NMS, LSE or CCC;
// false for one that is not known.
func (c *Calendars) Of(code string) (*Exchange, bool) {
	e, ok := c.byCode[code]
	return e, ok
}

// OfSymbol is the calendar that a Yahoo symbol names by its form: a suffix such as
// .L, an index such as ^FTSE or ^J203.JO, a currency pair, a coin. It is false where
// the form does not tell, as with a future, whose exchange only its quote names, and
// with a symbol without a suffix, which is American but not always a share.
func (c *Calendars) OfSymbol(symbol string) (*Exchange, bool) {
	var e *Exchange
	suffix := symbol[strings.LastIndexByte(symbol, '.')+1:]
	switch {
	case strings.HasPrefix(symbol, "^"):
		if e = c.byIndex[symbol]; e == nil {
			e = c.bySuffix[suffix] // ^SET.BK
		}
	case strings.HasSuffix(symbol, "=X"):
		e = c.byCode["CCY"]
	case suffix != symbol:
		e = c.bySuffix[suffix]
	case coin(symbol):
		e = c.byCode["CCC"]
	}
	return e, e != nil
}

// coin reports whether a symbol is a coin priced in a currency, such as BTC-USD:
// shares have one or two letters after their dash.
func coin(symbol string) bool {
	i := strings.LastIndexByte(symbol, '-')
	return i > 0 && len(symbol)-i > 3
}

// NewYork is the calendar of NYSE and Nasdaq.
func (c *Calendars) NewYork() *Exchange { return c.byCode["NYQ"] }

// venue is one calendar, with the codes under which Yahoo names its exchanges, the
// suffixes of its symbols and the indices that are computed in its hours.
type venue struct {
	codes    []string
	suffixes []string
	indices  []string
	zone     string
	build    func(*time.Location) (*Exchange, error)
}

// venues leaves out codes that say too little, such as YHD, under which Yahoo
// puts what was delisted.
func venues() []venue {
	return slices.Concat(america(), europe(), northEurope(), centralEurope(), middleEastAfrica(), pacific(), world())
}

func america() []venue {
	return []venue{
		{zone: "America/New_York", build: sure(newYork),
			codes: []string{"NYQ", "NYS", "NMS", "NGM", "NCM", "NAS", "ASE", "PCX", "BTS", "BATS", "PNK", "OQX", "OQB", "OEM",
				"SNP", "DJI", "NIM", "WCB", "CBOE", "CGI", "OPR"},
			indices: []string{"^GSPC", "^DJI", "^IXIC", "^NDX", "^RUT", "^VIX", "^NYA", "^SOX", "^IRX", "^FVX", "^TNX", "^TYX"}},
		{zone: "America/New_York", build: sure(futures), codes: []string{"CME", "CBT", "NYM", "CMX"}},
		{zone: "America/Toronto", build: sure(toronto), codes: []string{"TOR", "VAN", "NEO", "CNQ"},
			suffixes: []string{"TO", "V", "NE", "CN"}, indices: []string{"^GSPTSE"}},
		{zone: "America/Sao_Paulo", build: saoPaulo, codes: []string{"SAO"}, suffixes: []string{"SA"}, indices: []string{"^BVSP"}},
		{zone: "America/Mexico_City", build: mexico, codes: []string{"MEX"}, suffixes: []string{"MX"}, indices: []string{"^MXX"}},
		{zone: "America/Argentina/Buenos_Aires", build: weekOnly("Buenos Aires Stock Exchange"),
			codes: []string{"BUE"}, suffixes: []string{"BA"}, indices: []string{"^MERV"}},
		{zone: "America/Santiago", build: weekOnly("Santiago Stock Exchange"),
			codes: []string{"SGO"}, suffixes: []string{"SN"}, indices: []string{"^IPSA"}},
	}
}

func europe() []venue {
	return []venue{
		{zone: "Europe/London", build: sure(london), codes: []string{"LSE", "IOB", "AQS", "CXE", "FGI", "FTS"},
			suffixes: []string{"L", "IL", "AQ", "XC"}, indices: []string{"^FTSE", "^FTMC"}},
		{zone: "Europe/Berlin", build: sure(xetra), codes: []string{"GER"},
			suffixes: []string{"DE"}, indices: []string{"^GDAXI", "^MDAXI", "^STOXX50E", "^STOXX"}},
		{zone: "Europe/Berlin", build: sure(frankfurt), codes: []string{"FRA"}, suffixes: []string{"F"}},
		{zone: "Europe/Berlin", build: sure(floors), codes: []string{"STU", "MUN", "BER", "DUS", "HAM", "HAN"},
			suffixes: []string{"SG", "MU", "BE", "DU", "HM", "HA", "BM"}},
		{zone: "Europe/Paris", build: sure(euronext), codes: []string{"PAR", "ENX"}, suffixes: []string{"PA", "NX"}, indices: []string{"^FCHI"}},
		{zone: "Europe/Amsterdam", build: sure(euronext), codes: []string{"AMS"}, suffixes: []string{"AS"}, indices: []string{"^AEX"}},
		{zone: "Europe/Brussels", build: sure(euronext), codes: []string{"BRU"}, suffixes: []string{"BR"}, indices: []string{"^BFX"}},
		{zone: "Europe/Lisbon", build: sure(lisbon), codes: []string{"LIS"}, suffixes: []string{"LS"}},
		{zone: "Europe/Rome", build: sure(milan), codes: []string{"MIL", "MDD", "TLO"}, suffixes: []string{"MI", "TI"}},
		{zone: "Europe/Madrid", build: sure(madrid), codes: []string{"MCE", "MAD"}, suffixes: []string{"MC"}, indices: []string{"^IBEX"}},
		{zone: "Europe/Dublin", build: sure(dublin), codes: []string{"ISE"}, suffixes: []string{"IR"}, indices: []string{"^ISEQ"}},
	}
}

func northEurope() []venue {
	return []venue{
		{zone: "Europe/Stockholm", build: sure(stockholm), codes: []string{"STO"}, suffixes: []string{"ST"}, indices: []string{"^OMX", "^OMXSPI"}},
		{zone: "Europe/Copenhagen", build: sure(copenhagen), codes: []string{"CPH"},
			suffixes: []string{"CO"}, indices: []string{"^OMXC20", "^OMXC25"}},
		{zone: "Europe/Helsinki", build: sure(helsinki), codes: []string{"HEL"},
			suffixes: []string{"HE"}, indices: []string{"^OMXH25", "^OMXHPI"}},
		{zone: "Atlantic/Reykjavik", build: sure(iceland), codes: []string{"ICE"}, suffixes: []string{"IC"}},
		{zone: "Europe/Oslo", build: sure(oslo), codes: []string{"OSL"}, suffixes: []string{"OL"}, indices: []string{"^OSEAX"}},
	}
}

func centralEurope() []venue {
	return []venue{
		{zone: "Europe/Zurich", build: sure(zurich), codes: []string{"EBS"}, suffixes: []string{"SW"}, indices: []string{"^SSMI"}},
		{zone: "Europe/Vienna", build: sure(vienna), codes: []string{"VIE"}, suffixes: []string{"VI"}, indices: []string{"^ATX"}},
		{zone: "Europe/Warsaw", build: sure(warsaw), codes: []string{"WSE"}, suffixes: []string{"WA"}},
		{zone: "Europe/Prague", build: sure(prague), codes: []string{"PRA"}, suffixes: []string{"PR"}},
		{zone: "Europe/Budapest", build: sure(budapest), codes: []string{"BUD"}, suffixes: []string{"BD"}},
		{zone: "Europe/Athens", build: athens, codes: []string{"ATH"}, suffixes: []string{"AT"}},
	}
}

func middleEastAfrica() []venue {
	return []venue{
		{zone: "Europe/Istanbul", build: istanbul, codes: []string{"IST"}, suffixes: []string{"IS"}},
		{zone: "Asia/Jerusalem", build: telAviv, codes: []string{"TLV"}, suffixes: []string{"TA"}},
		{zone: "Asia/Riyadh", build: saudi, codes: []string{"SAU"}, suffixes: []string{"SR"}},
		{zone: "Asia/Kuwait", build: kuwait, codes: []string{"KUW"}, suffixes: []string{"KW"}},
		{zone: "Asia/Qatar", build: weekOnly("Qatar Stock Exchange", weekend{days: fridayAndSaturday()}),
			codes: []string{"DOH"}, suffixes: []string{"QA"}},
		{zone: "Asia/Dubai", build: weekOnly("exchanges of Dubai and Abu Dhabi", weekend{until: Date{2022, 1, 1}, days: fridayAndSaturday()}),
			codes: []string{"DFM"}, suffixes: []string{"AE"}},
		{zone: "Africa/Cairo", build: weekOnly("Egyptian Exchange", weekend{days: fridayAndSaturday()}),
			codes: []string{"CAI"}, suffixes: []string{"CA"}, indices: []string{"^CASE30"}},
		{zone: "Africa/Johannesburg", build: sure(johannesburg), codes: []string{"JNB"}, suffixes: []string{"JO"}},
	}
}

func pacific() []venue {
	return []venue{
		{zone: "Asia/Tokyo", build: tokyo, codes: []string{"JPX", "TYO", "OSA", "FKA", "SAP"}, suffixes: []string{"T"}, indices: []string{"^N225"}},
		{zone: "Asia/Hong_Kong", build: hongKong, codes: []string{"HKG", "HKSE"},
			suffixes: []string{"HK"}, indices: []string{"^HSI", "^HSCE", "^HSCC"}},
		{zone: "Asia/Shanghai", build: shanghai, codes: []string{"SHH", "SHZ", "SS", "SZ"}, suffixes: []string{"SS", "SZ"}},
		{zone: "Asia/Kolkata", build: india, codes: []string{"NSI", "BSE"}, suffixes: []string{"NS", "BO"},
			indices: []string{"^NSEI", "^BSESN", "^NSEBANK", "^CNX100", "^CNXIT", "^CNXAUTO", "^CNXPHARMA", "^CNXFMCG", "^CNXMETAL",
				"^CNXENERGY", "^CNXREALTY", "^CRSLDX", "^NSEMDCP50", "^NSMIDCP", "^INDIAVIX"}},
		{zone: "Asia/Taipei", build: taiwan, codes: []string{"TAI", "TWO"}, suffixes: []string{"TW", "TWO"}, indices: []string{"^TWII", "^TWOII"}},
		{zone: "Asia/Seoul", build: korea, codes: []string{"KSC", "KOE"}, suffixes: []string{"KS", "KQ"}, indices: []string{"^KS11", "^KS200", "^KQ11"}},
		{zone: "Asia/Singapore", build: singapore, codes: []string{"SES"}, suffixes: []string{"SI"}, indices: []string{"^STI"}},
		{zone: "Asia/Bangkok", build: thailand, codes: []string{"SET"}, suffixes: []string{"BK"}},
		{zone: "Asia/Jakarta", build: indonesia, codes: []string{"JKT"}, suffixes: []string{"JK"}, indices: []string{"^JKSE", "^JKLQ45"}},
		{zone: "Asia/Kuala_Lumpur", build: malaysia, codes: []string{"KLS"}, suffixes: []string{"KL"}, indices: []string{"^KLSE"}},
		{zone: "Asia/Ho_Chi_Minh", build: vietnam, codes: []string{"VSE"}, suffixes: []string{"VN"}},
		{zone: "Asia/Manila", build: philippines, codes: []string{"PHS", "PHP"}, suffixes: []string{"PS"}},
		{zone: "Australia/Sydney", build: sure(sydney), codes: []string{"ASX", "CXA"},
			suffixes: []string{"AX", "XA"}, indices: []string{"^AXJO", "^AORD", "^AXKO", "^ATLI"}},
		{zone: "Pacific/Auckland", build: sure(newZealand), codes: []string{"NZE"}, suffixes: []string{"NZ"}, indices: []string{"^NZ50"}},
	}
}

// world are the markets without a place.
func world() []venue {
	return []venue{
		{zone: "UTC", build: sure(crypto), codes: []string{"CCC"}},
		{zone: "Europe/London", build: sure(currencies), codes: []string{"CCY"}},
	}
}

// sure adapts a calendar of rules, which cannot fail.
func sure(build func(*time.Location) *Exchange) func(*time.Location) (*Exchange, error) {
	return func(loc *time.Location) (*Exchange, error) { return build(loc), nil }
}

// crypto trades every day around the clock; its day is that of UTC.
func crypto(loc *time.Location) *Exchange {
	return &Exchange{Name: "cryptocurrencies", Location: loc, From: 2009, Through: 9999,
		hours: hours{open: at(0, 0), close: at(24, 0)}, daily: true}
}

// currencies trade around the clock on weekdays, holidays included; their day
// is London's, from midnight to midnight, as Yahoo counts it. The hours of
// Sunday night and after New York's close on Friday are left to the weekdays.
func currencies(loc *time.Location) *Exchange {
	return &Exchange{Name: "currencies", Location: loc, From: 1990, Through: 9999,
		hours: hours{open: at(0, 0), close: at(24, 0)}, never: true}
}
