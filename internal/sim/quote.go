package sim

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"quotewire/internal/sim/wire"
)

// fields is a JSON object.
type fields = map[string]any

// quote answers /v7/finance/quote?symbols=A,B&crumb=C. Symbols that do not
// exist are left out; delisted ones are of quoteType NONE.
func (y *Yahoo) quote(v *wire.Visit) wire.Reply {
	if !y.admitted(v) {
		return invalidCrumb()
	}
	if len(v.Asked.Symbols) == 0 {
		return yahooError("quoteResponse", http.StatusBadRequest, "argument-error", "Missing value for the \"symbols\" argument")
	}
	results := []fields{}
	for _, s := range v.Asked.Symbols {
		if in := y.catalog.find(s); in != nil {
			results = append(results, in.quote(v.Now))
		}
	}
	return wire.JSON(http.StatusOK, fields{"quoteResponse": fields{"result": results, "error": nil}})
}

// snapshot is what a quote is computed from.
type snapshot struct {
	in       *instrument
	clock    clock
	bar      Bar
	previous float64 // close of the session before
	at       time.Time
	year     window
}

// window is the year of sessions up to and with the last one.
type window struct {
	high, low          float64
	average50, av200   float64
	volume10, volume90 float64
	yearAgo            float64
}

func (in *instrument) snapshot(now time.Time) snapshot {
	c := in.exchange.clock(now)
	if in.kind == fund && c.open { // its price comes when the session is over
		c.last, c.open = in.exchange.before(c.last), false
		c.done = in.exchange.minutes(c.last)
	}
	s := snapshot{in: in, clock: c, bar: in.sofar(c)}
	s.previous = in.close(in.exchange.before(c.last))
	s.at = in.exchange.closes(c.last)
	if c.open {
		s.at = now.Truncate(time.Second)
	}
	s.year = in.window(c, s.bar)
	return s
}

func (in *instrument) window(c clock, last Bar) window {
	w := window{high: last.High, low: last.Low}
	var closes, volumes float64
	n := 0
	b, d := last, c.last
	before := in.exchange.before(d)
	price := in.close(before)
	for d > c.last-365 {
		w.high, w.low = max(w.high, b.High), min(w.low, b.Low)
		closes += b.Close
		volumes += float64(b.Volume)
		n++
		switch n {
		case 10:
			w.volume10 = volumes / 10
		case 50:
			w.average50 = closes / 50
		case 63:
			w.volume90 = volumes / 63
		case 200:
			w.av200 = closes / 200
		}
		w.yearAgo = b.Close
		d, before = before, in.exchange.before(before)
		earlier := in.close(before)
		b, price = in.barBetween(d, earlier, price), earlier
	}
	return w
}

// single is a figure as Yahoo writes it in quotes: a float32.
func single(v float64) float32 { return float32(v) }

func (in *instrument) quote(now time.Time) fields {
	if in.kind == delisted {
		return fields{
			"language": "en-US", "region": "US", "quoteType": "NONE", "triggerable": false,
			"customPriceAlertConfidence": "NONE", "corporateActions": []any{}, "esgPopulated": false,
			"messageBoardId": "finmb_sim", "hasPrePostMarketData": false, "tradeable": false,
			"cryptoTradeable": false, "symbol": in.symbol,
		}
	}
	s := in.snapshot(now)
	q := s.identity(now)
	s.price(q)
	s.yearly(q)
	switch in.kind {
	case equity:
		s.book(q)
		s.fundamentals(q)
		s.extended(q)
	case etf:
		s.book(q)
		s.fundHoldings(q)
		s.extended(q)
	case fund:
		f := in.figures(s.clock.today)
		q["dividendRate"], q["dividendYield"] = single(f.rate), single(math.Round(f.rate/s.bar.Close*1e4)/100)
		s.fundReturns(q)
	case crypto:
		s.coin(q)
	case future:
		s.book(q)
		s.contract(q, now)
	case currency, index:
		s.book(q)
	}
	return q
}

// names of the kinds: Yahoo's quoteType and what it displays.
func (in *instrument) names() (quoteType, display string) {
	switch in.kind {
	case etf:
		return "ETF", "ETF"
	case index:
		return "INDEX", "Index"
	case fund:
		return "MUTUALFUND", "Fund"
	case currency:
		return "CURRENCY", "Currency"
	case crypto:
		return "CRYPTOCURRENCY", "Cryptocurrency"
	case future:
		return "FUTURE", "Futures"
	}
	return "EQUITY", "Equity"
}

func (s *snapshot) identity(now time.Time) fields {
	in, x := s.in, s.in.exchange
	quoteType, display := in.names()
	abbreviation, offset := now.In(x.zone).Zone()
	source := "Delayed Quote"
	if x.extended {
		source = "Nasdaq Real Time Price"
	}
	q := fields{
		"language": "en-US", "region": "US", "quoteType": quoteType, "typeDisp": display,
		"quoteSourceName": source, "triggerable": true, "customPriceAlertConfidence": "HIGH",
		"currency": in.currency, "shortName": in.shortName, "longName": in.longName,
		"exchange": x.code, "fullExchangeName": x.name, "market": x.market,
		"exchangeTimezoneName": x.zone.String(), "exchangeTimezoneShortName": abbreviation,
		"gmtOffSetMilliseconds": offset * 1000, "marketState": s.clock.state,
		"esgPopulated": false, "corporateActions": []any{}, "messageBoardId": "finmb_sim",
		"sourceInterval": 15, "exchangeDataDelayedBy": x.delay, "tradeable": false,
		"cryptoTradeable": in.kind == crypto, "hasPrePostMarketData": in.extended(),
		"firstTradeDateMilliseconds": x.opens(in.first).UnixMilli(), "priceHint": in.digits(),
		"symbol": in.symbol,
	}
	if in.kind == future {
		delete(q, "longName")
	}
	return q
}

func (s *snapshot) price(q fields) {
	b := s.bar
	q["regularMarketPrice"] = single(b.Close)
	q["regularMarketChange"] = single(b.Close - s.previous)
	q["regularMarketChangePercent"] = single((b.Close/s.previous - 1) * 100)
	q["regularMarketPreviousClose"] = single(s.previous)
	q["regularMarketTime"] = s.at.Unix()
	if s.in.kind == fund {
		return
	}
	q["regularMarketOpen"] = single(b.Open)
	q["regularMarketDayHigh"], q["regularMarketDayLow"] = single(b.High), single(b.Low)
	q["regularMarketDayRange"] = span(b.Low, b.High)
	q["regularMarketVolume"] = b.Volume
}

// span is a range as Yahoo writes it: at least one decimal.
func span(low, high float64) string {
	return decimal(low) + " - " + decimal(high)
}

func decimal(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 32)
	if v == math.Trunc(v) {
		s += ".0"
	}
	return s
}

// against writes a figure and how far the price is from it.
func (s *snapshot) against(q fields, name string, v float64) {
	q[name] = single(v)
	q[name+"Change"] = single(s.bar.Close - v)
	q[name+"ChangePercent"] = single(s.bar.Close/v - 1)
}

func (s *snapshot) yearly(q fields) {
	w := s.year
	s.against(q, "fiftyTwoWeekLow", w.low)
	s.against(q, "fiftyTwoWeekHigh", w.high)
	q["fiftyTwoWeekRange"] = span(w.low, w.high)
	q["fiftyTwoWeekChangePercent"] = single((s.bar.Close/w.yearAgo - 1) * 100)
	s.against(q, "fiftyDayAverage", w.average50)
	s.against(q, "twoHundredDayAverage", w.av200)
	q["averageDailyVolume3Month"], q["averageDailyVolume10Day"] = int64(w.volume90), int64(w.volume10)
}
