package sim

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// book adds the best offers: one tick to each side of the price.
func (s *snapshot) book(q fields) {
	tick := 1.0
	for range s.in.digits() {
		tick /= 10
	}
	q["bid"], q["ask"] = single(s.in.round(s.bar.Close-tick)), single(s.in.round(s.bar.Close+tick))
	q["bidSize"], q["askSize"] = 2, 1
}

// major is a price in the currency's major unit: pounds for pence.
func (in *instrument) major(price float64) float64 {
	if in.currency == "GBp" {
		return price / 100
	}
	return price
}

func (s *snapshot) fundamentals(q fields, now time.Time) {
	in, price := s.in, s.in.major(s.bar.Close)
	book := math.Round(max(in.eps*4, 1.5)*1000) / 1000
	q["sharesOutstanding"] = int64(in.shares)
	q["marketCap"] = int64(price * in.shares)
	q["epsTrailingTwelveMonths"] = single(in.eps)
	q["epsCurrentYear"], q["priceEpsCurrentYear"] = single(in.eps*1.05), single(price/(in.eps*1.05))
	q["bookValue"], q["priceToBook"] = single(book), single(price/book)
	q["averageAnalystRating"] = "2.1 - Buy"
	q["financialCurrency"] = in.currency
	if in.currency == "GBp" {
		q["financialCurrency"] = "GBP"
	}
	if in.eps > 0 { // Yahoo leaves these out for a company that makes a loss
		q["epsForward"], q["forwardPE"] = single(in.eps*1.1), single(price/(in.eps*1.1))
		q["trailingPE"] = single(price / in.eps)
	}
	q["trailingAnnualDividendRate"] = single(math.Round(s.bar.Close*in.yield*100) / 100)
	q["trailingAnnualDividendYield"] = single(in.yield)
	if in.yield > 0 {
		q["dividendRate"] = single(math.Round(s.bar.Close*in.yield*100) / 100)
		q["dividendYield"] = single(math.Round(in.yield*1e4) / 100)
		q["dividendDate"] = s.clock.today.monday().at(0, time.UTC).Unix()
	}
	earnings := in.earnings(dayOf(now)).at(16*60+30, in.exchange.zone).Unix()
	q["earningsTimestamp"], q["earningsTimestampStart"], q["earningsTimestampEnd"] = earnings, earnings, earnings+4*86400
	q["earningsCallTimestampStart"], q["earningsCallTimestampEnd"] = earnings+1800, earnings+1800
	q["isEarningsDateEstimate"] = true
	q["displayName"] = in.shortName
}

// earnings is the day of the next quarterly announcement: the last but three of
// January, April, July or October, from today on.
func (in *instrument) earnings(today day) day {
	y, m, _ := today.time().Date()
	for ; ; m++ {
		if d := civil(y, m, 28); m%3 == 1 && d >= today {
			return d
		}
	}
}

func (s *snapshot) fundHoldings(q fields) {
	in := s.in
	q["financialCurrency"] = in.currency
	q["sharesOutstanding"] = int64(in.shares)
	q["marketCap"], q["netAssets"] = int64(s.bar.Close*in.shares), single(s.bar.Close*in.shares)
	q["netExpenseRatio"], q["ytdReturn"] = single(0.09), single(2.23)
	q["trailingThreeMonthReturns"], q["trailingThreeMonthNavReturns"] = single(8.11), single(8.11)
	if in.eps > 0 {
		q["epsTrailingTwelveMonths"], q["trailingPE"] = single(in.eps), single(s.bar.Close/in.eps)
		q["bookValue"], q["priceToBook"] = single(in.eps*15), single(s.bar.Close/(in.eps*15))
	}
	if in.yield > 0 {
		q["trailingAnnualDividendRate"] = single(math.Round(s.bar.Close*in.yield*100) / 100)
		q["trailingAnnualDividendYield"] = single(in.yield)
		q["dividendYield"] = single(math.Round(in.yield*1e4) / 100)
	}
}

// extended adds the price before or after the session: a fixed part of the
// day's noise away from the close.
func (s *snapshot) extended(q fields) {
	if !s.in.extended() || s.clock.open {
		return
	}
	prefix, at := "postMarket", s.clock.last.at(s.in.exchange.post, s.in.exchange.zone)
	if s.clock.state == statePre {
		prefix, at = "preMarket", s.clock.today.at(s.in.exchange.open-5, s.in.exchange.zone)
	}
	p := s.in.round(s.bar.Close * (1 + 0.1*s.in.swing*noise(s.in.seed, 40, uint64(s.clock.last))))
	q[prefix+"Price"], q[prefix+"Time"] = single(p), at.Unix()-2
	q[prefix+"Change"], q[prefix+"ChangePercent"] = single(p-s.bar.Close), single((p/s.bar.Close-1)*100)
}

func (s *snapshot) coin(q fields) {
	from, to, _ := strings.Cut(s.in.symbol, "-")
	q["circulatingSupply"] = int64(s.in.shares)
	q["marketCap"] = int64(s.bar.Close * s.in.shares)
	q["volume24Hr"], q["volumeAllCurrencies"] = s.bar.Volume, s.bar.Volume
	q["fromCurrency"], q["toCurrency"] = from, to+"=X"
	q["lastMarket"], q["coinMarketCapLink"] = "CoinMarketCap", "https://coinmarketcap.com/currencies/sim"
	q["startDate"] = s.in.first.time().Unix()
}

func (s *snapshot) contract(q fields, now time.Time) {
	y, m, _ := now.Date()
	expires := civil(y, m+2, 26)
	root := s.in.symbol[:len(s.in.symbol)-2]
	underlying := fmt.Sprintf("%s%c%02d.%s", root, "FGHJKMNQUVXZ"[(int(m)+1)%12], expires.time().Year()%100, s.in.exchange.code)
	q["headSymbolAsString"], q["contractSymbol"] = s.in.symbol, false
	q["underlyingSymbol"], q["underlyingExchangeSymbol"] = underlying, underlying
	q["expireDate"], q["expireIsoDate"] = expires.time().Unix(), expires.time().Format(time.RFC3339)
	q["openInterest"] = 393731
}
