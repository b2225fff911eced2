package yahoo

import (
	"cmp"

	"quotewire/internal/sim/facts"
)

// priceModule is the module price: the quote once more, with changes as
// fractions.
func (s *summary) priceModule() fields {
	x := s.in.Exchange
	source := "DELAYED"
	if x.Delay == 0 && s.in.Kind != facts.Currency {
		source = "FREE_REALTIME"
	}
	f := fields{
		"maxAge": 1, "priceHint": s.in.Digits(), "regularMarketSource": source, "exchange": x.Code, "exchangeName": x.Name,
		"exchangeDataDelayedBy": x.Delay, "symbol": s.in.Symbol, "underlyingSymbol": nil, "longName": nil,
		"currencySymbol": symbolOf(s.in.Currency), "fromCurrency": nil, "toCurrency": nil, "lastMarket": nil,
	}
	s.copied(f, "marketState", "quoteType", "shortName", "longName", "currency", "quoteSourceName", "marketCap",
		"regularMarketPrice", "regularMarketChange", "regularMarketTime", "regularMarketPreviousClose", "regularMarketOpen",
		"regularMarketDayHigh", "regularMarketDayLow", "regularMarketVolume", "averageDailyVolume10Day", "averageDailyVolume3Month",
		"fromCurrency", "toCurrency", "lastMarket", "volume24Hr", "volumeAllCurrencies", "circulatingSupply",
		"underlyingSymbol", "expireDate", "openInterest")
	s.hundredth(f, "regularMarketChangePercent", "regularMarketChangePercent")
	if s.in.Extended() {
		f["preMarketSource"], f["postMarketSource"] = "FREE_REALTIME", "FREE_REALTIME"
		for _, prefix := range []string{"preMarket", "postMarket"} {
			s.copied(f, prefix+"Price", prefix+"Change", prefix+"Time")
			s.hundredth(f, prefix+"ChangePercent", prefix+"ChangePercent")
		}
	}
	return f
}

func symbolOf(currency string) string {
	return cmp.Or(map[string]string{"EUR": "€", "GBP": "£", "GBp": "£", "JPY": "¥", "INR": "₹"}[currency], "$")
}

func (s *summary) quoteType() fields {
	f := fields{
		"symbol": s.in.Symbol, "underlyingSymbol": s.in.Symbol, "maxAge": 1, "uuid": uuid(s.in.Symbol),
		"firstTradeDateEpochUtc": s.in.Exchange.Opens(s.in.First).Unix(),
	}
	s.copied(f, "exchange", "quoteType", "shortName", "longName", "messageBoardId", "gmtOffSetMilliseconds",
		"exchangeTimezoneName>timeZoneFullName", "exchangeTimezoneShortName>timeZoneShortName")
	if s.in.Kind == facts.Future {
		s.copied(f, "underlyingSymbol>symbol")
	}
	if s.in.Kind == facts.Fund || s.in.Kind == facts.Future {
		delete(f, "messageBoardId")
	}
	return f
}

// detail is the module summaryDetail.
func (s *summary) detail() fields {
	f := fields{
		"maxAge": 1, "priceHint": s.in.Digits(), "currency": s.in.Currency, "fromCurrency": nil, "toCurrency": nil,
		"lastMarket": nil, "coinMarketCapLink": nil, "algorithm": nil, "tradeable": false,
	}
	s.copied(f, "regularMarketPreviousClose", "regularMarketPreviousClose>previousClose",
		"regularMarketOpen", "regularMarketOpen>open", "regularMarketDayLow", "regularMarketDayLow>dayLow",
		"regularMarketDayHigh", "regularMarketDayHigh>dayHigh", "regularMarketVolume", "regularMarketVolume>volume",
		"averageDailyVolume3Month>averageVolume", "averageDailyVolume10Day", "averageDailyVolume10Day>averageVolume10days",
		"bid", "ask", "bidSize", "askSize", "fiftyTwoWeekLow", "fiftyTwoWeekHigh", "fiftyDayAverage", "twoHundredDayAverage",
		"fromCurrency", "toCurrency", "lastMarket", "coinMarketCapLink", "volume24Hr", "volumeAllCurrencies",
		"circulatingSupply", "expireDate", "openInterest")
	switch s.in.Kind {
	case facts.Equity:
		s.shareDetail(f)
	case facts.ETF, facts.Fund:
		s.fundDetail(f)
	case facts.Crypto:
		s.copied(f, "marketCap", "startDate")
	}
	return f
}

func (s *summary) shareDetail(f fields) {
	s.copied(f, "marketCap", "trailingPE", "forwardPE", "dividendRate", "trailingAnnualDividendRate", "trailingAnnualDividendYield")
	s.hundredth(f, "dividendYield", "dividendYield")
	f["beta"], f["payoutRatio"] = betaOf(s.in), 0
	if s.eps > 0 {
		f["payoutRatio"] = facts.Ratio(s.in.Major(s.trailing) / s.eps)
	}
	if worth, ok := s.quote["marketCap"].(int64); ok {
		f["priceToSalesTrailing12Months"] = single(float64(worth) / s.books.YearlyRevenue(s.last))
	}
	if s.exDay > 0 {
		f["exDividendDate"] = utc(s.exDay)
		f["fiveYearAvgDividendYield"] = facts.Cents(s.in.Yield * 100)
	}
}

// betaOf is a figure of the size that the share's swings suggest. It is not what
// the prices say: those of different symbols move apart from one another.
func betaOf(in *facts.Instrument) float64 { return facts.Cents(in.Swing * 80) }

func (s *summary) fundDetail(f fields) {
	f["yield"] = s.in.Yield
	if s.in.Kind == facts.Fund {
		s.hundredth(f, "ytdReturn", "ytdReturn")
		return
	}
	s.copied(f, "trailingPE", "trailingAnnualDividendRate", "trailingAnnualDividendYield")
	f["totalAssets"], f["navPrice"] = int64(s.in.Assets(s.price)), single(s.price)
}
