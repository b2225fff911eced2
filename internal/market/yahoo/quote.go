package yahoo

import (
	"cmp"
	"math"
	"strings"
	"time"

	finance "github.com/piquette/finance-go"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// newTicker takes the values from the library and their presence from the row.
func newTicker(symbol market.Symbol, q *finance.Equity, r *row) *market.Ticker {
	t := &market.Ticker{
		Symbol:            symbol,
		Name:              firstText(q.LongName, q.ShortName, r.texts["displayName"]),
		Kind:              kindOf(string(q.QuoteType)),
		Currency:          q.CurrencyID,
		FinancialCurrency: r.texts["financialCurrency"],
		Exchange:          q.ExchangeID,
		ExchangeName:      q.FullExchangeName,
		TimeZone:          q.ExchangeTimezoneName,
		State:             stateOf(q.MarketState),
		AsOf:              r.time("regularMarketTime"),
		DelayMinutes:      r.num("exchangeDataDelayedBy", float64(q.QuoteDelay)),

		Price:         r.price("regularMarketPrice", q.RegularMarketPrice),
		Change:        r.num("regularMarketChange", q.RegularMarketChange),
		ChangePercent: r.num("regularMarketChangePercent", q.RegularMarketChangePercent),
		PreviousClose: r.price("regularMarketPreviousClose", q.RegularMarketPreviousClose),
		Open:          r.price("regularMarketOpen", q.RegularMarketOpen),
		DayHigh:       r.price("regularMarketDayHigh", q.RegularMarketDayHigh),
		DayLow:        r.price("regularMarketDayLow", q.RegularMarketDayLow),
		Bid:           r.price("bid", q.Bid),
		Ask:           r.price("ask", q.Ask),

		PreMarket:  r.extended("preMarket"),
		PostMarket: r.extended("postMarket"),

		YearHigh:    r.price("fiftyTwoWeekHigh", q.FiftyTwoWeekHigh),
		YearLow:     r.price("fiftyTwoWeekLow", q.FiftyTwoWeekLow),
		Average50D:  r.price("fiftyDayAverage", q.FiftyDayAverage),
		Average200D: r.price("twoHundredDayAverage", q.TwoHundredDayAverage),
	}
	addVolumes(t, q, r)
	addValuation(t, q, r)
	addDividends(t, q, r)
	tickerShares(t).findLosses()
	settleTicker(t)
	tickerShares(t).dropLosses()
	addEarnings(t, r)
	return t
}

// addVolumes leaves out the zeros that Yahoo writes for kinds without a volume.
func addVolumes(t *market.Ticker, q *finance.Equity, r *row) {
	volume := r.num
	switch t.Kind {
	case market.KindIndex, market.KindCurrency, market.KindFund:
		volume = r.price
	}
	t.Volume = volume("regularMarketVolume", float64(q.RegularMarketVolume))
	t.AverageVolume3M = volume("averageDailyVolume3Month", float64(q.AverageDailyVolume3Month))
	t.AverageVolume10D = volume("averageDailyVolume10Day", float64(q.AverageDailyVolume10Day))
}

func addValuation(t *market.Ticker, q *finance.Equity, r *row) {
	t.MarketCap = r.num("marketCap", float64(q.MarketCap))
	t.SharesOutstanding = r.num("sharesOutstanding", float64(q.SharesOutstanding))
	t.EPS = r.num("epsTrailingTwelveMonths", q.EpsTrailingTwelveMonths)
	t.ForwardEPS = r.num("epsForward", q.EpsForward)
	t.BookValue = r.num("bookValue", q.BookValue)
	t.TrailingPE = r.num("trailingPE", q.TrailingPE)
	t.ForwardPE = r.num("forwardPE", q.ForwardPE)
	t.PriceToBook = r.num("priceToBook", q.PriceToBook)
}

// addDividends turns the trailing yield, a fraction on the wire, into percent;
// the other yield is percent already.
func addDividends(t *market.Ticker, q *finance.Equity, r *row) {
	if oneCurrency(t.Currency, t.FinancialCurrency) {
		t.DividendRate = r.num("trailingAnnualDividendRate", q.TrailingAnnualDividendRate)
		t.DividendYield = r.num("trailingAnnualDividendYield", percent(q.TrailingAnnualDividendYield))
	}
	t.ForwardDividendRate = r.num("dividendRate", r.figures["dividendRate"].v)
	t.ForwardDividendYield = r.num("dividendYield", r.figures["dividendYield"].v)
}

// percent is a fraction in percent, without the tail that binary multiplication
// leaves on a short decimal.
func percent(fraction float64) float64 { return math.Round(fraction*1e10) / 1e8 }

// oneCurrency reports whether figures of the accounts and prices are in one unit, by
// the currencies that Yahoo names of both.
func oneCurrency(price, accounts string) bool {
	return accounts == "" && !isMinor(price) || accounts == price
}

// isMinor reports whether currency is a part of one, such as GBp.
func isMinor(currency string) bool {
	_, ok := units.MinorOf(currency)
	return ok
}

// num is v when Yahoo sent a figure under name.
func (r *row) num(name string, v float64) market.Number {
	if !r.figures[name].ok {
		return market.Number{}
	}
	return market.Num(v)
}

// price is num without the zeros that Yahoo fills in where there was no trade or
// no offer: no price of an instrument is exactly 0.
func (r *row) price(name string, v float64) market.Number {
	if v == 0 {
		return market.Number{}
	}
	return r.num(name, v)
}

// lastSecond is the end of the year 9999: later times have no place in JSON.
const lastSecond = 253402300799

// time is the moment that Yahoo sent under name, in UTC, or none.
func (r *row) time(name string) time.Time {
	f := r.figures[name]
	if !f.ok || f.v <= 0 || f.v > lastSecond {
		return time.Time{}
	}
	return time.Unix(int64(f.v), 0).UTC()
}

// extended is the price of a session outside hours, nil when Yahoo sent none.
func (r *row) extended(session string) *market.Extended {
	sent := func(name string) market.Number { return r.num(session+name, r.figures[session+name].v) }
	price := r.price(session+"Price", r.figures[session+"Price"].v)
	if price.IsZero() {
		return nil
	}
	return &market.Extended{
		Price:         price,
		Change:        sent("Change"),
		ChangePercent: sent("ChangePercent"),
		AsOf:          r.time(session + "Time"),
	}
}

// kindOf reads Yahoo's quoteType or instrumentType.
func kindOf(quoteType string) market.Kind {
	kinds := map[string]market.Kind{
		"EQUITY": market.KindEquity, "ETF": market.KindETF, "INDEX": market.KindIndex, "MUTUALFUND": market.KindFund, "MONEYMARKET": market.KindFund,
		"CURRENCY": market.KindCurrency, "CRYPTOCURRENCY": market.KindCrypto, "FUTURE": market.KindFuture, "OPTION": market.KindOption,
	}
	return cmp.Or(kinds[strings.ToUpper(quoteType)], market.KindOther)
}

func stateOf(state finance.MarketState) market.State {
	switch state {
	case finance.MarketStateRegular:
		return market.StateOpen
	case finance.MarketStatePre:
		return market.StatePre
	case finance.MarketStatePost:
		return market.StatePost
	case finance.MarketStatePrePre, finance.MarketStatePostPost, finance.MarketStateClosed:
		return market.StateClosed
	}
	return market.StateUnknown
}

// addEarnings prefers the announcement ahead to the last one. Yahoo gives it as a
// window, whose ends are one where the day is known.
func addEarnings(t *market.Ticker, r *row) {
	last, start, end := r.time("earningsTimestamp"), r.time("earningsTimestampStart"), r.time("earningsTimestampEnd")
	if end.Before(start) && !end.IsZero() {
		start, end = end, start
	}
	t.EarningsAt = last
	if start.After(last) {
		t.EarningsAt = start
		t.EarningsEstimated = r.marks["isEarningsDateEstimate"]
	}
	// A last one within the window is a point in it, not the day.
	if !start.IsZero() && end.After(start) && !end.Before(last) {
		t.EarningsAt, t.EarningsUntil = start, end
		t.EarningsEstimated = r.marks["isEarningsDateEstimate"]
	}
}
