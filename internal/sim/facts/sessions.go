package facts

import (
	"fmt"
	"time"
)

// Exchange is a place of trading and its hours.
type Exchange struct {
	Code, Name, Display string
	Market              string // Yahoo's name of the market, such as us_market
	Zone                *time.Location
	Rules               Rules
	Pre, Open           int // minutes after midnight, local
	close, post         int
	Extended            bool // quotes outside the session
	nulls               bool // sends bars of nulls on quiet days
	Delay               int  // minutes
}

func newExchanges() (map[string]*Exchange, error) {
	const day = 24*60 - 1
	all := make(map[string]*Exchange)
	for _, e := range []struct {
		Exchange
		zone string
	}{
		{Exchange{Code: "NMS", Name: "NasdaqGS", Display: "NASDAQ", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200, Extended: true}, "America/New_York"},
		{Exchange{Code: "NGM", Name: "NasdaqGM", Display: "NASDAQ", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200, Extended: true}, "America/New_York"},
		{Exchange{Code: "NYQ", Name: "NYSE", Display: "NYSE", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200, Extended: true}, "America/New_York"},
		{Exchange{Code: "PCX", Name: "NYSEArca", Display: "NYSEArca", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200, Extended: true}, "America/New_York"},
		{Exchange{Code: "NAS", Name: "Nasdaq", Display: "NASDAQ", Market: "us_market", Rules: newYork, Pre: 480, Open: 570, close: 960, post: 1020}, "America/New_York"},
		{Exchange{Code: "SNP", Name: "SNP", Display: "SNP", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200}, "America/New_York"},
		{Exchange{Code: "CGI", Name: "CGI", Display: "Cboe Indices", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200}, "America/New_York"},
		{Exchange{Code: "DJI", Name: "DJI", Display: "Dow Jones", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200}, "America/New_York"},
		{Exchange{Code: "NIM", Name: "Nasdaq GIDS", Display: "NASDAQ GIDS", Market: "us_market", Rules: newYork, Pre: 240, Open: 570, close: 960, post: 1200}, "America/New_York"},
		{Exchange{Code: "FGI", Name: "FTSE Index", Display: "FTSE Index", Market: "gb_market", Rules: london, Pre: 435, Open: 480, close: 990, post: 1035, Delay: 15}, "Europe/London"},
		{Exchange{Code: "LSE", Name: "LSE", Display: "London", Market: "gb_market", Rules: london, Pre: 435, Open: 480, close: 990, post: 1035, nulls: true, Delay: 15}, "Europe/London"},
		{Exchange{Code: "GER", Name: "XETRA", Display: "XETRA", Market: "de_market", Rules: continent, Pre: 480, Open: 540, close: 1050, post: 1230, nulls: true, Delay: 15}, "Europe/Berlin"},
		{Exchange{Code: "PAR", Name: "Paris", Display: "Paris", Market: "fr_market", Rules: continent, Pre: 435, Open: 540, close: 1050, post: 1065, nulls: true, Delay: 15}, "Europe/Paris"},
		{Exchange{Code: "OSA", Name: "Osaka", Display: "Osaka", Market: "jp_market", Rules: tokyo, Pre: 540, Open: 540, close: 930, post: 930, Delay: 20}, "Asia/Tokyo"},
		{Exchange{Code: "JPX", Name: "Tokyo", Display: "Tokyo", Market: "jp_market", Rules: tokyo, Pre: 540, Open: 540, close: 930, post: 930, Delay: 20}, "Asia/Tokyo"},
		{Exchange{Code: "HKG", Name: "HKSE", Display: "Hong Kong", Market: "hk_market", Rules: others, Pre: 540, Open: 570, close: 960, post: 970, nulls: true, Delay: 15}, "Asia/Hong_Kong"},
		{Exchange{Code: "TOR", Name: "Toronto", Display: "Toronto", Market: "ca_market", Rules: others, Pre: 480, Open: 570, close: 960, post: 1020, nulls: true, Delay: 15}, "America/Toronto"},
		{Exchange{Code: "ASX", Name: "ASX", Display: "Australian", Market: "au_market", Rules: others, Pre: 420, Open: 600, close: 960, post: 1012, nulls: true, Delay: 20}, "Australia/Sydney"},
		{Exchange{Code: "NSI", Name: "NSE", Display: "NSE", Market: "in_market", Rules: others, Pre: 540, Open: 555, close: 930, post: 960, nulls: true, Delay: 15}, "Asia/Kolkata"},
		{Exchange{Code: "CCY", Name: "CCY", Display: "CCY", Market: "ccy_market", Rules: weekdays, close: day, post: day}, "Europe/London"},
		{Exchange{Code: "CCC", Name: "CCC", Display: "CCC", Market: "ccc_market", Rules: everyDay, close: day, post: day}, "UTC"},
		{Exchange{Code: "CMX", Name: "COMEX", Display: "New York Commodity Exchange", Market: "us24_market", Rules: futures, close: day, post: day, Delay: 10}, "America/New_York"},
		{Exchange{Code: "NYM", Name: "NY Mercantile", Display: "New York Mercantile", Market: "us24_market", Rules: futures, close: day, post: day, Delay: 10}, "America/New_York"},
		{Exchange{Code: "CME", Name: "CME", Display: "Chicago Mercantile Exchange", Market: "us24_market", Rules: futures, close: day, post: day, Delay: 10}, "America/New_York"},
	} {
		zone, err := time.LoadLocation(e.zone)
		if err != nil {
			return nil, fmt.Errorf("load time zone of %s: %w", e.Code, err)
		}
		x := e.Exchange
		x.Zone = zone
		all[x.Code] = &x
	}
	return all, nil
}

// Opens is the moment at which d's regular session begins.
func (x *Exchange) Opens(d Day) time.Time { return d.At(x.Open, x.Zone) }

// Closes is the moment at which d's regular session ends.
func (x *Exchange) Closes(d Day) time.Time { return d.At(x.Closing(d), x.Zone) }

// half says whether d's session is a short one.
func (x *Exchange) half(d Day) bool { return x.Rules == newYork && halfDay(d) }

// Closing is the minute at which d's session ends.
func (x *Exchange) Closing(d Day) int {
	if x.half(d) {
		return 13 * 60
	}
	return x.close
}

// Late is the minute at which trading after d's session ends.
func (x *Exchange) Late(d Day) int {
	if x.half(d) {
		return min(17*60, x.post)
	}
	return x.post
}

// Minutes is how long d's regular session lasts.
func (x *Exchange) Minutes(d Day) int { return x.Closing(d) - x.Open }

// Prices says whether d has a session that makes prices: quiet days have a
// session but none.
func (x *Exchange) Prices(d Day) bool {
	return x.Rules.Trades(d) && !(x.nulls && quietDay(d))
}

// Before is the last day with prices before d.
func (x *Exchange) Before(d Day) Day {
	for d--; !x.Prices(d); d-- {
	}
	return d
}

// Market states, as Yahoo spells them.
const (
	stateOpen      = "REGULAR"
	StatePre       = "PRE"
	statePost      = "POST"
	statePrePre    = "PREPRE"
	statePostPost  = "POSTPOST"
	stateAllClosed = "CLOSED"
)

// Clock is where an exchange stands at one moment.
type Clock struct {
	State string
	Today Day  // by the exchange's calendar
	Last  Day  // the latest session that has begun
	Open  bool // last is still going on
	Done  int  // whole minutes of last gone by
}

// Clock is where the exchange stands at a moment.
func (x *Exchange) Clock(now time.Time) Clock {
	now = now.In(x.Zone)
	c := Clock{Today: DayOf(now), State: stateAllClosed}
	c.Last, c.Done = c.Today, x.Minutes(c.Today)
	if !x.Prices(c.Today) {
		c.Last = x.Before(c.Today)
		c.Done = x.Minutes(c.Last)
		return c
	}
	open, end := x.Opens(c.Today), x.Closes(c.Today)
	switch {
	case now.Before(open):
		c.Last = x.Before(c.Today)
		c.Done = x.Minutes(c.Last)
		c.State = statePrePre
		if !now.Before(c.Today.At(x.Pre, x.Zone)) {
			c.State = StatePre
		}
	case now.Before(end):
		c.State, c.Open = stateOpen, true
		c.Done = int(now.Sub(open) / time.Minute)
	case now.Before(c.Today.At(x.Late(c.Today), x.Zone)):
		c.State = statePost
	default:
		c.State = statePostPost
	}
	return c
}

// Period is the day whose sessions Yahoo calls current: today, or the last
// trading day when today is none.
func (c Clock) Period(x *Exchange) Day {
	if x.Rules.Trades(c.Today) {
		return c.Today
	}
	return c.Last
}
