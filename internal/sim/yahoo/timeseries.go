package yahoo

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const seriesPath = "/ws/fundamentals-timeseries/v1/finance/timeseries/"

// Oddities of the accounts that clients must read.
const (
	// restates is a company that restated a year: Yahoo sends it twice, the old
	// figures, here 1 % more, ahead of the new ones.
	restates = "BA"
	// omits is a company that no longer reports its interest: Yahoo sends null in
	// the place of the newest period.
	omits = "AAPL"
	// uncapped is a company of whose shares Yahoo does not know the number.
	uncapped = "RELIANCE.NS"
)

// frequency is a kind of period that a type of the time series begins with.
type frequency struct {
	prefix, period string
	quarters, step int // that a period is made of; between two periods
	count          int // periods that Yahoo keeps
}

func frequencies() []frequency {
	return []frequency{
		{"annual", "12M", 4, 4, 4},
		{"quarterly", "3M", 1, 1, 5},
		{"trailing", "TTM", 4, 1, 5},
	}
}

// timeseries answers the fundamentals of a symbol: one result for each type
// asked for, empty where there is nothing, whatever the symbol. It needs no
// crumb.
func (y *Server) timeseries(v *wire.Visit, symbol string) wire.Reply {
	q := v.Request.URL.Query()
	from, err1 := strconv.ParseInt(q.Get("period1"), 10, 64)
	to, err2 := strconv.ParseInt(q.Get("period2"), 10, 64)
	if err1 != nil || err2 != nil || q.Get("type") == "" {
		return yahooError("finance", http.StatusBadRequest, "Bad Request", "Missing required query parameter=type, period1 or period2")
	}
	in := y.catalog.Find(symbol)
	var a accounts
	if in != nil && in.Company != nil {
		a = accountsOf(in, facts.DayOf(v.Now), from, to)
	}
	results := []fields{}
	for kind := range strings.SplitSeq(q.Get("type"), ",") {
		results = append(results, a.series(symbol, kind))
	}
	return wire.JSON(http.StatusOK, fields{"timeseries": fields{"result": results, "error": nil}})
}

// statement is one period of accounts.
type statement struct {
	end    facts.Day
	period string
	values facts.Entries
	old    bool // restated later
	latest bool
}

// accounts are the statements of each frequency, oldest first.
type accounts struct {
	currency string
	in       *facts.Instrument
	of       map[string][]statement
}

// accountsOf makes those that were out today and end between two times.
func accountsOf(in *facts.Instrument, today facts.Day, from, to int64) accounts {
	b := in.Accounts()
	a := accounts{currency: b.Currency, in: in, of: make(map[string][]statement)}
	last := b.Reported(today)
	for _, f := range frequencies() {
		newest := last
		if f.prefix == "annual" && !b.EndsYear(last) {
			newest = b.Year(last).Before(4)
		}
		for i := f.count - 1; i >= 0; i-- {
			q := newest.Before(i * f.step)
			if at := q.End().Time().Unix(); at < from || at > to {
				continue
			}
			s := statement{end: q.End(), period: f.period, values: b.Flows(q, f.quarters), latest: i == 0}
			if f.prefix != "trailing" {
				maps.Copy(s.values, b.Balance(q))
			}
			if in.Symbol == restates && f.prefix == "annual" && i == 1 {
				before := s
				before.old = true
				a.of[f.prefix] = append(a.of[f.prefix], before)
			}
			a.of[f.prefix] = append(a.of[f.prefix], s)
		}
	}
	return a
}

// series is the result of one type, such as annualTotalRevenue.
func (a accounts) series(symbol, kind string) fields {
	result := fields{"meta": fields{"symbol": []string{symbol}, "type": []string{kind}}}
	for _, f := range frequencies() {
		item, ok := strings.CutPrefix(kind, f.prefix)
		if !ok {
			continue
		}
		var stamps []int64
		var points []any
		for _, s := range a.of[f.prefix] {
			v, reported := s.values[item]
			if !reported {
				continue
			}
			stamps = append(stamps, s.end.Time().Unix())
			points = append(points, a.point(s, item, v))
		}
		if len(points) > 0 {
			result["timestamp"], result[kind] = stamps, points
		}
	}
	return result
}

func (a accounts) point(s statement, item string, v float64) any {
	if a.in.Symbol == omits && s.latest && s.period == "12M" && strings.HasPrefix(item, "Interest") {
		return nil
	}
	if s.old {
		v = facts.Cents(v * 1.01)
	}
	return fields{
		"dataId": 20000 + facts.SeedOf(item)%4000, "asOfDate": s.end.String(), "periodType": s.period,
		"currencyCode": a.currency, "reportedValue": fields{"raw": v, "fmt": abbreviated(v)},
	}
}

// yearEndsOf are the ends of the fiscal years around today: the last reported and
// the next.
func yearEndsOf(b *facts.Accounts, today facts.Day) (last, next facts.Quarter) {
	q := b.Reported(today)
	if next = b.Year(q); next == q {
		next = q.Before(-4)
	}
	return next.Before(4), next
}

// utc is the moment at which a date begins in UTC, as Yahoo writes dates.
func utc(d facts.Day) int64 { return d.At(0, time.UTC).Unix() }
