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

// newExchanges reads their table.
func newExchanges() (map[string]*Exchange, error) {
	all := make(map[string]*Exchange)
	err := eachRow("exchanges.txt", exchangeTable, 12, func(cells []string) error {
		zone, err := time.LoadLocation(cells[4])
		if err != nil {
			return fmt.Errorf("load time zone of %s: %w", cells[0], err)
		}
		f, err := figuresOf(cells[6:11])
		if err != nil {
			return err
		}
		all[cells[0]] = &Exchange{
			Code: cells[0], Name: cells[1], Display: cells[2], Market: cells[3], Zone: zone, Rules: Rules(cells[5]),
			Pre: int(f[0]), Open: int(f[1]), close: int(f[2]), post: int(f[3]), Delay: int(f[4]),
			Extended: cells[11] == "extended", nulls: cells[11] == "nulls",
		}
		return nil
	})
	return all, err
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
