package sources

import (
	"math"
	"net/http"
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
	rows := []object{}
	from := dayIn(v.Request.URL.Query().Get("startDate"), v.tiingoLast(in))
	for d := max(from, in.First); d <= min(v.tiingoLast(in), dayIn(v.Request.URL.Query().Get("endDate"), v.tiingoLast(in))); d++ {
		if in.Exchange.Prices(d) {
			rows = append(rows, v.tiingoDay(in, d))
		}
	}
	switch v.Fault.Kind {
	case wire.EmptyResult:
		rows = []object{}
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

// tiingoDay is a day in its own shares, with what it is in today's beside it.
func (v *visit) tiingoDay(in *facts.Instrument, d facts.Day) map[string]any {
	b := v.told(in, in.Bar(d))
	since, today := 1.0, 1.0
	for _, s := range in.Splits {
		ratio := float64(s.Numerator) / float64(s.Denominator)
		if s.Day == d {
			today = ratio
		}
		if s.Day > d && s.Day <= v.tiingoLast(in) {
			since *= ratio
		}
	}
	left, cash := 1.0, 0.0
	in.ExDays(d-1, v.tiingoLast(in), func(ex facts.Day) {
		if ex == d {
			cash = v.price(in, in.Dividend(ex))
			return
		}
		left *= in.Left(ex)
	})
	paid := func(p float64) float64 { return math.Round(p*since*1e6) / 1e6 }
	return map[string]any{
		"date": d.String() + "T00:00:00.000Z", "open": paid(b.Open), "high": paid(b.High), "low": paid(b.Low), "close": paid(b.Close), "volume": int64(math.Round(float64(b.Volume) / since)),
		"adjOpen": b.Open * left, "adjHigh": b.High * left, "adjLow": b.Low * left, "adjClose": b.Close * left, "adjVolume": b.Volume, "divCash": paid(cash), "splitFactor": today,
	}
}
