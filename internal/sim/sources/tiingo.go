package sources

import (
	"math"
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// tiingoOut is the minute in New York at which a day's prices are there.
const tiingoOut = 17*60 + 30

// tiingoSource is Tiingo's end-of-day interface, of what is listed in the United States.
func tiingoSource() source {
	return source{
		asked: func(r *http.Request) []string {
			symbol, _ := tiingoPath(r.URL.Path)
			return []string{symbol}
		},
		answer: func(v *visit) wire.Reply { return v.tiingo() },
	}
}

// tiingoPath is the symbol of a path, and whether it asks for prices.
func tiingoPath(path string) (symbol string, prices bool) {
	symbol, ok := strings.CutPrefix(path, "/tiingo/daily/")
	if !ok {
		return "", false
	}
	symbol, prices = strings.CutSuffix(symbol, "/prices")
	return strings.ToUpper(symbol), prices
}

// american is an instrument that is listed in the United States; nil where it is none.
func (v *visit) american(symbol string) *facts.Instrument {
	in := v.catalog.Find(symbol)
	if in == nil || in.Currency != "USD" || in.Kind != facts.Equity && in.Kind != facts.ETF && in.Kind != facts.Fund {
		return nil
	}
	return in
}

func (v *visit) tiingo() wire.Reply {
	type object = map[string]any
	switch {
	case v.Fault.Kind == wire.RateLimited:
		return v.Fault.Over(wire.JSON(http.StatusTooManyRequests, object{"detail": "Error: You have run over your hourly request allocation. Please upgrade at https://api.tiingo.com/pricing to have your limits increased."}))
	case !strings.HasPrefix(v.Request.Header.Get("Authorization"), "Token "):
		return wire.JSON(http.StatusUnauthorized, object{"detail": "Please supply a token"})
	}
	symbol, prices := tiingoPath(v.Request.URL.Path)
	in := v.american(symbol)
	if in == nil {
		return wire.JSON(http.StatusNotFound, object{"detail": "Error: Ticker '" + symbol + "' not found"})
	}
	if !prices {
		places := map[string]string{"NMS": "NASDAQ", "NGM": "NASDAQ", "NAS": "NMFQS", "NYQ": "NYSE", "PCX": "NYSE ARCA"}
		return wire.JSON(http.StatusOK, object{
			"ticker": symbol, "name": in.LongName, "exchangeCode": places[in.Exchange.Code], "description": "A simulated instrument.",
			"startDate": in.First.String(), "endDate": v.tiingoLast(in).String(),
		})
	}
	rows := v.tiingoDays(in)
	switch v.Fault.Kind {
	case wire.EmptyResult:
		rows = []map[string]any{}
	case wire.NullResult:
		rows = nil
	}
	return wire.JSON(http.StatusOK, rows)
}

// tiingoLast is the last day whose prices are there.
func (v *visit) tiingoLast(in *facts.Instrument) facts.Day {
	now := v.Now.In(in.Exchange.Zone)
	d := facts.DayOf(now)
	if in.Exchange.Prices(d) && !now.Before(d.At(tiingoOut, in.Exchange.Zone)) {
		return d
	}
	return in.Exchange.Before(d)
}

// tiingoDays are the days that are asked for, oldest first.
func (v *visit) tiingoDays(in *facts.Instrument) []map[string]any {
	q, last := v.Request.URL.Query(), v.tiingoLast(in)
	from, to := max(in.First, dayIn(q.Get("startDate"), last)), min(last, dayIn(q.Get("endDate"), last))
	paid := map[facts.Day]bool{}
	in.ExDays(from-1, last, func(ex facts.Day) { paid[ex] = true })
	rows := []map[string]any{}
	day := tiingoDay{since: 1, left: 1}
	for d := last; d >= from; d-- {
		if !in.Exchange.Prices(d) {
			continue
		}
		day.cash, day.split = 0, 1
		if paid[d] {
			day.cash = v.price(in, in.Dividend(d))
		}
		for _, s := range in.Splits {
			if s.Day == d {
				day.split = float64(s.Numerator) / float64(s.Denominator)
			}
		}
		if d <= to {
			rows = append(rows, day.row(d, v.told(in, in.Bar(d))))
		}
		day.since *= day.split
		if paid[d] {
			day.left *= in.Left(d)
		}
	}
	slices.Reverse(rows)
	return rows
}

// tiingoDay is what happened on a day, and after it: the shares of today that one has
// become, and what the dividends have left of its price.
type tiingoDay struct{ cash, split, since, left float64 }

// row is a bar in the shares of its day, with what it is in today's beside it.
func (t tiingoDay) row(d facts.Day, b facts.Bar) map[string]any {
	paid := func(p float64) float64 { return decimals(p*t.since, 6) }
	return map[string]any{
		"date": d.String() + "T00:00:00.000Z", "open": paid(b.Open), "high": paid(b.High), "low": paid(b.Low), "close": paid(b.Close), "volume": int64(math.Round(float64(b.Volume) / t.since)),
		"adjOpen": b.Open * t.left, "adjHigh": b.High * t.left, "adjLow": b.Low * t.left, "adjClose": b.Close * t.left, "adjVolume": b.Volume, "divCash": paid(t.cash), "splitFactor": t.split,
	}
}
