package yahoo

import (
	"net/http"
	"slices"
	"strconv"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

const optionsPath = "/v7/finance/options/"

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
		expirations := in.Expirations(v.Now)
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
			ch := in.Chain(v.Now, facts.Day(at/86400))
			if slices.Contains(dates, at) {
				strikes = ch.Strikes()
			}
			options = append(options, chainFields(&ch, at, strikes))
		}
		results = append(results, fields{
			"underlyingSymbol": symbol, "expirationDates": dates, "strikes": strikes, "hasMiniOptions": false,
			"quote": quoteFields(in, v.Now), "options": options,
		})
	}
	return wire.JSON(http.StatusOK, fields{"optionChain": fields{"result": results, "error": nil}})
}

func chainFields(ch *facts.Chain, at int64, strikes []float64) fields {
	calls, puts := []fields{}, []fields{}
	for _, k := range strikes {
		call, put := ch.Contracts(k)
		calls, puts = append(calls, contractFields(call, at)), append(puts, contractFields(put, at))
	}
	return fields{"expirationDate": at, "hasMiniOptions": false, "calls": calls, "puts": puts}
}

// contractFields are one option. Where nobody makes a price the volatility is where
// Yahoo's search for it began.
func contractFields(c facts.Contract, expires int64) fields {
	f := fields{
		"contractSymbol": c.Name, "strike": c.Strike, "currency": "USD", "lastPrice": c.Last, "change": 0, "percentChange": 0,
		"openInterest": c.OpenInterest, "bid": c.Bid, "ask": c.Ask, "contractSize": "REGULAR", "expiration": expires,
		"lastTradeDate": c.At.Unix(), "impliedVolatility": c.Volatility, "inTheMoney": c.Inside,
	}
	if c.Volume > 0 {
		f["volume"] = c.Volume
	}
	if c.Bid == 0 && c.Ask == 0 {
		f["bid"], f["ask"], f["impliedVolatility"] = 0, 0, 1.0000000000000003e-05
	}
	return f
}
