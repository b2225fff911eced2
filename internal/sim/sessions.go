package sim

import (
	"fmt"
	"time"
)

// exchange is a place of trading and its hours.
type exchange struct {
	code, name, display string
	market              string // Yahoo's name of the market, such as us_market
	zone                *time.Location
	rules               rules
	pre, open           int // minutes after midnight, local
	close, post         int
	extended            bool // quotes outside the session
	nulls               bool // sends bars of nulls on quiet days
	delay               int  // minutes
}

func newExchanges() (map[string]*exchange, error) {
	const day = 24*60 - 1
	all := make(map[string]*exchange)
	for _, e := range []struct {
		exchange
		zone string
	}{
		{exchange{code: "NMS", name: "NasdaqGS", display: "NASDAQ", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200, extended: true}, "America/New_York"},
		{exchange{code: "NGM", name: "NasdaqGM", display: "NASDAQ", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200, extended: true}, "America/New_York"},
		{exchange{code: "NYQ", name: "NYSE", display: "NYSE", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200, extended: true}, "America/New_York"},
		{exchange{code: "PCX", name: "NYSEArca", display: "NYSEArca", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200, extended: true}, "America/New_York"},
		{exchange{code: "NAS", name: "Nasdaq", display: "NASDAQ", market: "us_market", rules: newYork, pre: 480, open: 570, close: 960, post: 1020}, "America/New_York"},
		{exchange{code: "SNP", name: "SNP", display: "SNP", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200}, "America/New_York"},
		{exchange{code: "CGI", name: "CGI", display: "Cboe Indices", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200}, "America/New_York"},
		{exchange{code: "DJI", name: "DJI", display: "Dow Jones", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200}, "America/New_York"},
		{exchange{code: "NIM", name: "Nasdaq GIDS", display: "NASDAQ GIDS", market: "us_market", rules: newYork, pre: 240, open: 570, close: 960, post: 1200}, "America/New_York"},
		{exchange{code: "FGI", name: "FTSE Index", display: "FTSE Index", market: "gb_market", rules: london, pre: 435, open: 480, close: 990, post: 1035, delay: 15}, "Europe/London"},
		{exchange{code: "LSE", name: "LSE", display: "London", market: "gb_market", rules: london, pre: 435, open: 480, close: 990, post: 1035, nulls: true, delay: 15}, "Europe/London"},
		{exchange{code: "GER", name: "XETRA", display: "XETRA", market: "de_market", rules: continent, pre: 480, open: 540, close: 1050, post: 1230, nulls: true, delay: 15}, "Europe/Berlin"},
		{exchange{code: "PAR", name: "Paris", display: "Paris", market: "fr_market", rules: continent, pre: 435, open: 540, close: 1050, post: 1065, nulls: true, delay: 15}, "Europe/Paris"},
		{exchange{code: "OSA", name: "Osaka", display: "Osaka", market: "jp_market", rules: tokyo, pre: 540, open: 540, close: 930, post: 930, delay: 20}, "Asia/Tokyo"},
		{exchange{code: "JPX", name: "Tokyo", display: "Tokyo", market: "jp_market", rules: tokyo, pre: 540, open: 540, close: 930, post: 930, delay: 20}, "Asia/Tokyo"},
		{exchange{code: "HKG", name: "HKSE", display: "Hong Kong", market: "hk_market", rules: others, pre: 540, open: 570, close: 960, post: 970, nulls: true, delay: 15}, "Asia/Hong_Kong"},
		{exchange{code: "TOR", name: "Toronto", display: "Toronto", market: "ca_market", rules: others, pre: 480, open: 570, close: 960, post: 1020, nulls: true, delay: 15}, "America/Toronto"},
		{exchange{code: "ASX", name: "ASX", display: "Australian", market: "au_market", rules: others, pre: 420, open: 600, close: 960, post: 1012, nulls: true, delay: 20}, "Australia/Sydney"},
		{exchange{code: "NSI", name: "NSE", display: "NSE", market: "in_market", rules: others, pre: 540, open: 555, close: 930, post: 960, nulls: true, delay: 15}, "Asia/Kolkata"},
		{exchange{code: "CCY", name: "CCY", display: "CCY", market: "ccy_market", rules: weekdays, close: day, post: day}, "Europe/London"},
		{exchange{code: "CCC", name: "CCC", display: "CCC", market: "ccc_market", rules: everyDay, close: day, post: day}, "UTC"},
		{exchange{code: "CMX", name: "COMEX", display: "New York Commodity Exchange", market: "us24_market", rules: futures, close: day, post: day, delay: 10}, "America/New_York"},
		{exchange{code: "NYM", name: "NY Mercantile", display: "New York Mercantile", market: "us24_market", rules: futures, close: day, post: day, delay: 10}, "America/New_York"},
		{exchange{code: "CME", name: "CME", display: "Chicago Mercantile Exchange", market: "us24_market", rules: futures, close: day, post: day, delay: 10}, "America/New_York"},
	} {
		zone, err := time.LoadLocation(e.zone)
		if err != nil {
			return nil, fmt.Errorf("load time zone of %s: %w", e.code, err)
		}
		x := e.exchange
		x.zone = zone
		all[x.code] = &x
	}
	return all, nil
}

// opens and closes are the moments of d's regular session.
func (x *exchange) opens(d day) time.Time  { return d.at(x.open, x.zone) }
func (x *exchange) closes(d day) time.Time { return d.at(x.closing(d), x.zone) }

// half says whether d's session is a short one.
func (x *exchange) half(d day) bool { return x.rules == newYork && halfDay(d) }

// closing is the minute at which d's session ends.
func (x *exchange) closing(d day) int {
	if x.half(d) {
		return 13 * 60
	}
	return x.close
}

// late is the minute at which trading after d's session ends.
func (x *exchange) late(d day) int {
	if x.half(d) {
		return min(17*60, x.post)
	}
	return x.post
}

// minutes is how long d's regular session lasts.
func (x *exchange) minutes(d day) int { return x.closing(d) - x.open }

// prices says whether d has a session that makes prices: quiet days have a
// session but none.
func (x *exchange) prices(d day) bool {
	return x.rules.trades(d) && !(x.nulls && quietDay(d))
}

// before is the last day with prices before d.
func (x *exchange) before(d day) day {
	for d--; !x.prices(d); d-- {
	}
	return d
}

// Market states, as Yahoo spells them.
const (
	stateOpen      = "REGULAR"
	statePre       = "PRE"
	statePost      = "POST"
	statePrePre    = "PREPRE"
	statePostPost  = "POSTPOST"
	stateAllClosed = "CLOSED"
)

// clock is where an exchange stands at one moment.
type clock struct {
	state string
	today day  // by the exchange's calendar
	last  day  // the latest session that has begun
	open  bool // last is still going on
	done  int  // whole minutes of last gone by
}

func (x *exchange) clock(now time.Time) clock {
	now = now.In(x.zone)
	c := clock{today: dayOf(now), state: stateAllClosed}
	c.last, c.done = c.today, x.minutes(c.today)
	if !x.prices(c.today) {
		c.last = x.before(c.today)
		c.done = x.minutes(c.last)
		return c
	}
	open, end := x.opens(c.today), x.closes(c.today)
	switch {
	case now.Before(open):
		c.last = x.before(c.today)
		c.done = x.minutes(c.last)
		c.state = statePrePre
		if !now.Before(c.today.at(x.pre, x.zone)) {
			c.state = statePre
		}
	case now.Before(end):
		c.state, c.open = stateOpen, true
		c.done = int(now.Sub(open) / time.Minute)
	case now.Before(c.today.at(x.late(c.today), x.zone)):
		c.state = statePost
	default:
		c.state = statePostPost
	}
	return c
}

// period is the day whose sessions Yahoo calls current: today, or the last
// trading day when today is none.
func (c clock) period(x *exchange) day {
	if x.rules.trades(c.today) {
		return c.today
	}
	return c.last
}
