package calendar

import (
	"fmt"
	"time"
)

// Calendars holds the exchanges this package knows. It is immutable.
type Calendars struct {
	byCode map[string]*Exchange
}

// New loads the calendars. It fails only where the time zone database is
// missing or a list is damaged.
func New() (*Calendars, error) {
	c := &Calendars{byCode: map[string]*Exchange{}}
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
	}
	return c, nil
}

// Of is the calendar behind Yahoo's exchange code, such as NMS, LSE or CCC;
// false for one that is not known.
func (c *Calendars) Of(code string) (*Exchange, bool) {
	e, ok := c.byCode[code]
	return e, ok
}

// NewYork is the calendar of NYSE and Nasdaq.
func (c *Calendars) NewYork() *Exchange { return c.byCode["NYQ"] }

// venue is one calendar, with the codes under which Yahoo names its exchanges.
type venue struct {
	codes []string
	zone  string
	build func(*time.Location) (*Exchange, error)
}

// venues leaves out codes that say too little, such as YHD, under which Yahoo
// puts what was delisted, and Euronext's Dublin, Milan and Oslo, which have
// holidays of their own.
func venues() []venue {
	return []venue{
		{[]string{"NYQ", "NYS", "NMS", "NGM", "NCM", "NAS", "ASE", "PCX", "BTS", "BATS", "PNK", "OQX", "OQB", "OEM",
			"SNP", "DJI", "NIM", "WCB", "CBOE", "CGI", "OPR"}, "America/New_York", sure(newYork)},
		{[]string{"CME", "CBT", "NYM", "CMX"}, "America/New_York", sure(futures)},
		{[]string{"TOR", "VAN", "NEO", "CNQ"}, "America/Toronto", sure(toronto)},
		{[]string{"LSE", "IOB", "AQS", "CXE", "FGI", "FTS"}, "Europe/London", sure(london)},
		{[]string{"GER"}, "Europe/Berlin", sure(xetra)},
		{[]string{"FRA", "STU", "MUN", "BER", "DUS", "HAM", "HAN"}, "Europe/Berlin", sure(floors)},
		{[]string{"PAR", "ENX"}, "Europe/Paris", sure(euronext)},
		{[]string{"AMS"}, "Europe/Amsterdam", sure(euronext)},
		{[]string{"BRU"}, "Europe/Brussels", sure(euronext)},
		{[]string{"LIS"}, "Europe/Lisbon", sure(lisbon)},
		{[]string{"JPX", "TYO", "OSA"}, "Asia/Tokyo", tokyo},
		{[]string{"HKG", "HKSE"}, "Asia/Hong_Kong", hongKong},
		{[]string{"SHH", "SHZ", "SS", "SZ"}, "Asia/Shanghai", shanghai},
		{[]string{"NSI", "BSE"}, "Asia/Kolkata", india},
		{[]string{"ASX", "CXA"}, "Australia/Sydney", sure(sydney)},
		{[]string{"CCC"}, "UTC", sure(crypto)},
		{[]string{"CCY"}, "Europe/London", sure(currencies)},
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
