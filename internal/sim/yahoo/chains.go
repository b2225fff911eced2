package yahoo

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const (
	optionsPath = "/v7/finance/options/"

	optionRate = 0.04 // the interest that options are priced with
	yearOf     = 365 * 24 * time.Hour
	// wide has the most contracts: a strike for each dollar, and for each quarter of
	// one in the nearest monthly chain.
	wide = "SPY"
)

// options answers /v7/finance/options/{symbol}?date=&crumb=: the chain that
// expires on date, or the next one. What has no options has empty lists, an
// unknown symbol no result.
func (y *Server) options(v *wire.Visit, symbol string) wire.Reply {
	if !y.admitted(v) {
		return invalidCrumb()
	}
	in := y.catalog.Find(symbol)
	results := []fields{}
	if in != nil {
		expirations := expirationsOf(in, v.Now)
		dates, options, strikes := []int64{}, []fields{}, []float64{}
		for _, d := range expirations {
			dates = append(dates, utc(d))
		}
		if len(dates) > 0 {
			at := dates[0]
			if asked := v.Request.URL.Query().Get("date"); asked != "" {
				var err error
				if at, err = strconv.ParseInt(asked, 10, 64); err != nil {
					return yahooError("optionChain", http.StatusBadRequest, "Bad Request", "date must be a timestamp")
				}
			}
			ch := chain{in: in, now: v.Now, shot: snapshotOf(in, v.Now), expires: facts.Day(at / 86400)}
			if slices.Contains(dates, at) {
				strikes = ch.strikes()
			}
			options = append(options, ch.fields(at, strikes))
		}
		results = append(results, fields{
			"underlyingSymbol": symbol, "expirationDates": dates, "strikes": strikes, "hasMiniOptions": false,
			"quote": quoteFields(in, v.Now), "options": options,
		})
	}
	return wire.JSON(http.StatusOK, fields{"optionChain": fields{"result": results, "error": nil}})
}

// expirationsOf are the days on which options expire: the next eight Fridays, the
// third Fridays of the next twelve months, and of the two Januaries after them; a
// Thursday where Friday is a holiday.
func expirationsOf(in *facts.Instrument, now time.Time) []facts.Day {
	if in.Kind != facts.Equity && in.Kind != facts.ETF || !in.Exchange.Extended {
		return nil
	}
	c := in.Exchange.Clock(now)
	first := c.Today
	if !now.Before(in.Exchange.Closes(first)) {
		first++
	}
	y, m, _ := first.Time().Date()
	var all []facts.Day
	for d, n := first, 0; n < 8; d++ {
		if d.Weekday() == time.Friday {
			all, n = append(all, d), n+1
		}
	}
	for i := range 13 {
		all = append(all, thirdFriday(y, m+time.Month(i)))
	}
	all = append(all, thirdFriday(y+2, time.January), thirdFriday(y+3, time.January))
	for i, d := range all {
		if !in.Exchange.Rules.Trades(d) {
			all[i] = in.Exchange.Before(d)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(d facts.Day) bool { return d < first })
}

func thirdFriday(y int, m time.Month) facts.Day {
	d := facts.Date(y, m, 15)
	for d.Weekday() != time.Friday {
		d++
	}
	return d
}

// chain is the options that expire on one day.
type chain struct {
	in      *facts.Instrument
	now     time.Time
	shot    snapshot
	expires facts.Day
}

// years is the time until the close of the last day, by 365 days a year.
func (ch *chain) years() float64 {
	return max(float64(ch.in.Exchange.Closes(ch.expires).Sub(ch.now))/float64(yearOf), 0)
}

// strikes lie around the spot, on both sides of it, in steps that fit the price.
func (ch *chain) strikes() []float64 {
	spot := ch.shot.bar.Close
	step, low, high := 1.0, 0.6*spot, 1.5*spot
	switch {
	case ch.in.Symbol == wide && ch.monthly():
		step, low, high = 0.25, 0.4*spot, 1.6*spot
	case ch.in.Symbol == wide:
		low, high = 0.5*spot, 1.5*spot
	case spot > 400:
		step = 10
	case spot > 200:
		step = 5
	case spot > 50:
		step = 2.5
	}
	var all []float64
	for k := math.Ceil(low/step) * step; k <= high; k += step {
		all = append(all, k)
	}
	return all
}

// monthly says whether the chain is the nearest one of a third Friday.
func (ch *chain) monthly() bool {
	for _, d := range expirationsOf(ch.in, ch.now) {
		y, m, _ := d.Time().Date()
		if third := thirdFriday(y, m); d == third || d == ch.in.Exchange.Before(third+1) {
			return d == ch.expires
		}
	}
	return false
}

func (ch *chain) fields(at int64, strikes []float64) fields {
	calls, puts := []fields{}, []fields{}
	for _, k := range strikes {
		call, put := ch.contracts(k)
		calls, puts = append(calls, call), append(puts, put)
	}
	return fields{"expirationDate": at, "hasMiniOptions": false, "calls": calls, "puts": puts}
}

// contracts are the call and the put of a strike.
func (ch *chain) contracts(strike float64) (call, put fields) {
	spot, years := ch.shot.bar.Close, ch.years()
	o := option{spot: spot, strike: strike, years: years, rate: optionRate, yield: ch.in.Yield}
	o.volatility = smile(impliedBase(ch.in), strike, spot, years)
	c, p := o.values()
	return ch.contract('C', o, c), ch.contract('P', o, p)
}

// impliedBase is a year of the instrument's daily noise.
func impliedBase(in *facts.Instrument) float64 { return math.Round(in.Swing*15*1e4) / 1e4 }

// contract is one option. Bid and ask lie about 1 % around its worth. What is
// worth less than a cent nobody bids for; deep in the money nobody makes a price
// on some strikes, and then the volatility is where Yahoo's search for it began.
func (ch *chain) contract(kind byte, o option, worth float64) fields {
	n := uint64(ch.expires)<<24 ^ uint64(o.strike*100)<<1 ^ uint64(kind&1)
	moneyness := math.Abs(math.Log(o.strike / o.spot))
	busy := math.Exp(-40*moneyness*moneyness) * (1 + 0.5*facts.Noise(ch.in.Seed, 95, n))
	spread := max(math.Round(worth*0.5)/100, 0.01)
	bid, ask := max(facts.Cents(worth-spread), 0), facts.Cents(worth+spread)
	inside := kind == 'C' && o.strike < o.spot || kind == 'P' && o.strike > o.spot
	f := fields{
		"contractSymbol": ch.name(kind, o.strike), "strike": o.strike, "currency": "USD", "lastPrice": max(facts.Cents(worth), 0.01), "change": 0, "percentChange": 0,
		"openInterest": int64(4000 * busy), "bid": bid, "ask": ask, "contractSize": "REGULAR", "expiration": utc(ch.expires),
		"lastTradeDate": ch.shot.at.Unix() - int64(n%86400), "impliedVolatility": o.volatility, "inTheMoney": inside,
	}
	if volume := int64(1500 * busy * float64(ch.shot.clock.Done) / 390); volume > 0 {
		f["volume"] = volume
	}
	if inside && moneyness > 0.3 && n%3 == 0 {
		f["bid"], f["ask"], f["impliedVolatility"] = 0, 0, 1.0000000000000003e-05
	}
	return f
}

// name is a contract's symbol: AAPL250228C00110000.
func (ch *chain) name(kind byte, strike float64) string {
	root := strings.ReplaceAll(ch.in.Symbol, "-", "")
	thousandths := strconv.FormatInt(int64(math.Round(strike*1000)), 10)
	return root + ch.expires.Time().Format("060102") + string(kind) + strings.Repeat("0", max(8-len(thousandths), 0)) + thousandths
}
