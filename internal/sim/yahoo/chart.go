package yahoo

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// chart answers /v8/finance/chart/{symbol}. It takes period1 and period2 (Unix
// seconds; as in Yahoo's recorded answers a bar that starts at period2 itself
// is still sent) or range, and interval. It needs no crumb. The bar of a
// session still open carries the time of the last trade, not of the session's
// start.
func (y *Server) chart(v *wire.Visit, symbol string) wire.Reply {
	in := y.catalog.Find(symbol)
	if in == nil || in.Kind == facts.Delisted {
		return yahooError("chart", http.StatusNotFound, "Not Found", "No data found, symbol may be delisted")
	}
	a, bad := chartAsked(in, v)
	if bad != nil {
		return *bad
	}
	c := &chart{asked: a, in: in, now: v.Now, clock: in.Exchange.Clock(v.Now)}
	c.fill()
	return wire.JSON(http.StatusOK, fields{"chart": fields{"result": []fields{c.result()}, "error": nil}})
}

// asked is what a chart request wants.
type asked struct {
	from, to int64 // Unix seconds, both inclusive
	rng      string
	interval interval
	events   string
}

// interval is the time a bar covers.
type interval struct {
	name    string
	minutes int // of an intraday interval
	group   func(facts.Day) facts.Day
}

func intervals() []interval {
	month := func(d facts.Day) facts.Day { y, m, _ := d.Time().Date(); return facts.Date(y, m, 1) }
	quarter := func(d facts.Day) facts.Day { y, m, _ := d.Time().Date(); return facts.Date(y, (m-1)/3*3+1, 1) }
	return []interval{
		{name: "1m", minutes: 1}, {name: "2m", minutes: 2}, {name: "5m", minutes: 5}, {name: "15m", minutes: 15},
		{name: "30m", minutes: 30}, {name: "60m", minutes: 60}, {name: "90m", minutes: 90}, {name: "1h", minutes: 60},
		{name: "4h", minutes: 240}, {name: "1d"}, {name: "5d", group: facts.Day.Monday}, {name: "1wk", group: facts.Day.Monday},
		{name: "1mo", group: month}, {name: "3mo", group: quarter},
	}
}

func validRanges() []string {
	return []string{"1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"}
}

func chartAsked(in *facts.Instrument, v *wire.Visit) (asked, *wire.Reply) {
	q := v.Request.URL.Query()
	a := asked{rng: q.Get("range"), events: q.Get("events")}
	refuse := func(status int, code, format string, args ...any) (asked, *wire.Reply) {
		rep := yahooError("chart", status, code, fmt.Sprintf(format, args...))
		return a, &rep
	}
	name := cmp.Or(q.Get("interval"), "1d")
	var names []string
	for _, i := range intervals() {
		names = append(names, i.name)
		if i.name == name {
			a.interval = i
		}
	}
	if a.interval.name == "" {
		return refuse(http.StatusUnprocessableEntity, "Unprocessable Entity", "Invalid input - interval=%s is not supported. Valid intervals: [%s]", name, strings.Join(names, ", "))
	}
	if q.Has("period1") || q.Has("period2") {
		var err1, err2 error
		a.from, err1 = strconv.ParseInt(q.Get("period1"), 10, 64)
		a.to, err2 = strconv.ParseInt(q.Get("period2"), 10, 64)
		switch {
		case err1 != nil || err2 != nil:
			return refuse(http.StatusBadRequest, "Bad Request", "Invalid input - period1 and period2 must be integers")
		case a.from > a.to:
			return refuse(http.StatusBadRequest, "Bad Request", "Invalid input - start date cannot be after end date. startDate = %d, endDate = %d", a.from, a.to)
		}
		a.rng = ""
	} else if !rangeAsked(in, &a, v.Now) {
		return refuse(http.StatusUnprocessableEntity, "Unprocessable Entity", "Invalid input - range=%s is not supported. Valid ranges: [%s]", a.rng, strings.Join(validRanges(), ", "))
	}
	if a.rng == "" && a.to < in.Exchange.Opens(in.First).Unix() {
		return refuse(http.StatusBadRequest, "Bad Request", "Data doesn't exist for startDate = %d, endDate = %d", a.from, a.to)
	}
	if why := a.tooFine(v.Now); why != "" {
		return refuse(http.StatusUnprocessableEntity, "Unprocessable Entity", "%s data not available for startTime=%d and endTime=%d. %s", name, a.from, a.to, why)
	}
	return a, nil
}

// rangeAsked turns a range into from and to: 1d and 5d count sessions, the
// others the calendar.
func rangeAsked(in *facts.Instrument, a *asked, now time.Time) bool {
	a.rng = cmp.Or(a.rng, "1d")
	x := in.Exchange
	c := x.Clock(now)
	y, m, d := c.Today.Time().Date()
	from := c.Last
	switch a.rng {
	case "1d":
	case "5d":
		for range 4 {
			from = x.Before(from)
		}
	case "1mo", "3mo", "6mo":
		n, _ := strconv.Atoi(a.rng[:1]) // one of the three above
		from = facts.Date(y, m-time.Month(n), d)
	case "1y", "2y", "5y", "10y":
		n, _ := strconv.Atoi(strings.TrimSuffix(a.rng, "y")) // one of the four above
		from = facts.Date(y-n, m, d)
	case "ytd":
		from = facts.Date(y, time.January, 1)
	case "max":
		from = in.First
	default:
		return false
	}
	a.from, a.to = from.At(0, x.Zone).Unix(), now.Unix()
	return true
}

// tooFine says why Yahoo refuses an interval for a time that far back.
func (a asked) tooFine(now time.Time) string {
	const dayLong = 86400
	limit := 0
	switch m := a.interval.minutes; {
	case m == 0:
		return ""
	case m == 1:
		if a.to-a.from > 8*dayLong {
			return "Only 8 days worth of 1m granularity data are allowed to be fetched per request."
		}
		limit = 30
	case m < 60:
		limit = 60
	default:
		limit = 730
	}
	if a.from < now.Unix()-int64(limit+1)*dayLong {
		return fmt.Sprintf("The requested range must be within the last %d days.", limit)
	}
	return ""
}
