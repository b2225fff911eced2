package sources

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// tmxDelay is how far TMX Money lags the exchange.
const tmxDelay = 15 * time.Minute

// tmxQuestion is a request in GraphQL: of its text nothing is read but its name.
type tmxQuestion struct {
	Operation string `json:"operationName"`
	Variables struct {
		Symbol     string `json:"symbol"`
		Start      string `json:"start"`
		End        string `json:"end"`
		Adjustment string `json:"adjustmentType"`
	} `json:"variables"`
	Query string `json:"query"`
}

// tmx is app-money.tmx.com, asked by POST.
func tmx() source {
	return source{
		asked: func(r *http.Request) []string {
			var q tmxQuestion
			if json.NewDecoder(r.Body).Decode(&q) != nil {
				return nil
			}
			return []string{q.Variables.Symbol}
		},
		answer: func(v *visit) wire.Reply {
			var q tmxQuestion
			if v.Request.Method != http.MethodPost || json.Unmarshal(v.Body, &q) != nil || !strings.Contains(q.Query, q.Operation) {
				return tmxError(http.StatusBadRequest, q.Operation, "GRAPHQL_PARSE_FAILED", "Must provide query string.")
			}
			in := v.catalog.Find(strings.ReplaceAll(q.Variables.Symbol, ".", "-") + ".TO")
			p, ok := v.present(in, tmxDelay)
			switch {
			case v.Fault.Kind == wire.NullResult:
				return tmxData(q.Operation, nil)
			case v.Fault.Kind == wire.EmptyResult && q.Operation == "getCompanyPriceHistory":
				return tmxData(q.Operation, []fields{})
			case v.Fault.Kind == wire.EmptyResult:
				return tmxData(q.Operation, fields{})
			case q.Operation != "getQuoteBySymbol" && q.Operation != "getCompanyPriceHistory":
				return tmxError(http.StatusBadRequest, q.Operation, "GRAPHQL_VALIDATION_FAILED", "Cannot query field on type \"Query\".")
			case !ok:
				return tmxError(http.StatusOK, q.Operation, "INTERNAL_SERVER_ERROR", "Request failed with status code 404")
			case q.Operation == "getQuoteBySymbol":
				return tmxData(q.Operation, tmxQuote(in, q.Variables.Symbol, p))
			}
			return tmxData(q.Operation, v.tmxDays(in, p, q))
		},
	}
}

func tmxData(operation string, data any) wire.Reply {
	return wire.JSON(http.StatusOK, fields{"data": fields{operation: data}})
}

func tmxError(status int, operation, code, message string) wire.Reply {
	return wire.JSON(status, fields{
		"errors": []fields{{"message": message, "path": []string{operation}, "extensions": fields{"code": code}}}, "data": fields{operation: nil},
	})
}

func tmxQuote(in *facts.Instrument, symbol string, p facts.Present) fields {
	f := fields{
		"symbol": symbol, "name": in.LongName, "price": p.Bar.Close, "priceChange": facts.Cents(p.Bar.Close - p.Previous),
		"percentChange": math.Round((p.Bar.Close/p.Previous-1)*1e8) / 1e6, "exchangeName": "Toronto Stock Exchange", "exShortName": "TSX", "exchangeCode": "TSX",
		"volume": p.Bar.Volume, "openPrice": p.Bar.Open, "dayHigh": p.Bar.High, "dayLow": p.Bar.Low, "prevClose": p.Previous,
		"MarketCap": math.Round(in.Shares * p.Bar.Close), "MarketCapAllClasses": math.Round(in.Shares * p.Bar.Close),
		"shareOutStanding": in.Shares, "totalSharesOutStanding": in.Shares, "sharesESCROW": nil,
		"peRatio": "", "eps": nil, "dividendYield": nil, "dividendAmount": nil, "dividendCurrency": nil, "exDividendDate": "", "dividendPayDate": nil,
		"datatype": "equity", "issueType": "CS",
	}
	high, low := p.Bar.High, p.Bar.Low
	for d := p.Clock.Last - 365; d < p.Clock.Last; d++ {
		if in.Exchange.Prices(d) {
			b := in.Bar(d)
			high, low = max(high, b.High), min(low, b.Low)
		}
	}
	f["weeks52high"], f["weeks52low"] = high, low
	return f
}

// tmxDays are the days of a period, the newest first, that of a session under way among
// them.
func (v *visit) tmxDays(in *facts.Instrument, p facts.Present, q tmxQuestion) []fields {
	all := []fields{}
	start, err := facts.ParseDay(q.Variables.Start)
	end, wrong := facts.ParseDay(q.Variables.End)
	if err != nil || wrong != nil || q.Variables.Adjustment != "SO" {
		return all
	}
	for d := min(end, p.Clock.Last); d >= max(start, in.First); d-- {
		if !in.Exchange.Prices(d) {
			continue
		}
		b := p.Bar
		if d != p.Clock.Last {
			b = v.told(in, in.Bar(d))
		}
		all = append(all, fields{
			"datetime": d.String(), "openPrice": b.Open, "closePrice": b.Close, "high": b.High, "low": b.Low, "volume": b.Volume,
			"tradeValue": math.Round(b.Close * float64(b.Volume)), "numberOfTrade": b.Volume / 60,
		})
	}
	return all
}
