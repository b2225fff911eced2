package yahoo

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// quote answers /v7/finance/quote?symbols=A,B&crumb=C. Symbols that do not
// exist are left out; delisted ones are of quoteType NONE.
func (y *Server) quote(v *wire.Visit) wire.Reply {
	if !y.admitted(v) {
		return invalidCrumb()
	}
	if len(v.Asked.Symbols) == 0 {
		return yahooError("quoteResponse", http.StatusBadRequest, "argument-error", "Missing value for the \"symbols\" argument")
	}
	results := []fields{}
	for _, s := range v.Asked.Symbols {
		if in := y.catalog.Find(s); in != nil {
			results = append(results, quoteFields(in, v.Now))
		}
	}
	return wire.JSON(http.StatusOK, fields{"quoteResponse": fields{"result": results, "error": nil}})
}

// snapshot is what a quote is computed from.
type snapshot struct {
	in       *facts.Instrument
	now      facts.Present
	clock    facts.Clock
	bar      facts.Bar
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

func snapshotOf(in *facts.Instrument, now time.Time) snapshot {
	p := in.Present(now)
	return snapshot{in: in, now: p, clock: p.Clock, bar: p.Bar, previous: p.Previous, at: p.At, year: windowOf(in, p.Clock, p.Bar)}
}

func windowOf(in *facts.Instrument, c facts.Clock, last facts.Bar) window {
	w := window{high: last.High, low: last.Low}
	var closes, volumes float64
	n := 0
	b, d := last, c.Last
	before := in.Exchange.Before(d)
	price := in.Close(before)
	for d > c.Last-365 {
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
		d, before = before, in.Exchange.Before(before)
		earlier := in.Close(before)
		b, price = in.BarBetween(d, earlier, price), earlier
	}
	return w
}

// single is a figure as Yahoo writes it in quotes: a float32.
func single(v float64) float32 { return float32(v) }

func quoteFields(in *facts.Instrument, now time.Time) fields {
	if in.Kind == facts.Delisted {
		return fields{
			"language": "en-US", "region": "US", "quoteType": "NONE", "triggerable": false,
			"customPriceAlertConfidence": "NONE", "corporateActions": []any{}, "esgPopulated": false,
			"messageBoardId": "finmb_sim", "hasPrePostMarketData": false, "tradeable": false,
			"cryptoTradeable": false, "symbol": in.Symbol,
		}
	}
	s := snapshotOf(in, now)
	q := s.identity(now)
	s.price(q)
	s.yearly(q)
	switch in.Kind {
	case facts.Equity:
		s.book(q)
		s.fundamentals(q)
		s.extended(q)
	case facts.ETF:
		s.book(q)
		s.fundHoldings(q)
		s.extended(q)
	case facts.Fund:
		f := figuresAt(in, s.clock.Today)
		q["dividendRate"], q["dividendYield"] = single(f.rate), single(math.Round(f.rate/s.bar.Close*1e4)/100)
		s.fundReturns(q)
	case facts.Crypto:
		s.coin(q)
	case facts.Future:
		s.book(q)
		s.contract(q, now)
	case facts.Currency, facts.Index:
		s.book(q)
	}
	return q
}

// namesOf the kinds: Yahoo's quoteType and what it displays.
func namesOf(in *facts.Instrument) (quoteType, display string) {
	names, ok := map[string][2]string{
		facts.ETF: {"ETF", "ETF"}, facts.Index: {"INDEX", "Index"}, facts.Fund: {"MUTUALFUND", "Fund"},
		facts.Currency: {"CURRENCY", "Currency"}, facts.Crypto: {"CRYPTOCURRENCY", "Cryptocurrency"}, facts.Future: {"FUTURE", "Futures"},
	}[in.Kind]
	if !ok {
		return "EQUITY", "Equity"
	}
	return names[0], names[1]
}

func (s *snapshot) identity(now time.Time) fields {
	in, x := s.in, s.in.Exchange
	quoteType, display := namesOf(in)
	abbreviation, offset := now.In(x.Zone).Zone()
	source := "Delayed Quote"
	if x.Extended {
		source = "Nasdaq Real Time Price"
	}
	q := fields{
		"language": "en-US", "region": "US", "quoteType": quoteType, "typeDisp": display,
		"quoteSourceName": source, "triggerable": true, "customPriceAlertConfidence": "HIGH",
		"currency": in.Currency, "shortName": in.ShortName, "longName": in.LongName,
		"exchange": x.Code, "fullExchangeName": x.Name, "market": x.Market,
		"exchangeTimezoneName": x.Zone.String(), "exchangeTimezoneShortName": abbreviation,
		"gmtOffSetMilliseconds": offset * 1000, "marketState": s.clock.State,
		"esgPopulated": false, "corporateActions": []any{}, "messageBoardId": "finmb_sim",
		"sourceInterval": 15, "exchangeDataDelayedBy": x.Delay, "tradeable": false,
		"cryptoTradeable": in.Kind == facts.Crypto, "hasPrePostMarketData": in.Extended(),
		"firstTradeDateMilliseconds": x.Opens(in.First).UnixMilli(), "priceHint": in.Digits(),
		"symbol": in.Symbol,
	}
	if in.Kind == facts.Future {
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
	if s.in.Kind == facts.Fund {
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
