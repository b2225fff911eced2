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

// figures are the earnings a share and the like, as quote and summary give them.
type figures struct {
	books                    *books
	last                     quarter // whose accounts are the latest out
	eps, forward, year       float64 // in the major unit of the quote's currency
	book                     float64 // in the accounts' currency
	rate, trailing, dividend float64 // dividends of a year ahead, of the year before, the last one
	exDay                    day     // the last one; 0: none in a year
}

func (in *instrument) figures(today day) figures {
	f := figures{}
	if in.company != nil {
		f.books = in.open()
		f.last = f.books.reported(today)
		f.eps, f.book = f.books.trailing(f.last), f.books.book(f.last)
		f.forward, f.year = f.eps*1.1, f.eps*1.05
	}
	in.exDays(today-366, today, func(d day) {
		f.exDay, f.dividend = d, in.dividend(d)
		if d > today-365 {
			f.trailing += f.dividend
		}
	})
	f.rate = 4 * f.dividend
	return f
}

func (s *snapshot) fundamentals(q fields) {
	in, price := s.in, s.in.major(s.bar.Close)
	f := in.figures(s.clock.today)
	if in.symbol != uncapped {
		q["sharesOutstanding"], q["marketCap"] = int64(in.shares), int64(price*in.shares)
	}
	q["epsTrailingTwelveMonths"] = single(f.eps)
	q["epsCurrentYear"] = single(f.year)
	quotient(q, "priceEpsCurrentYear", price, f.year)
	q["bookValue"] = single(f.book)
	quotient(q, "priceToBook", s.bar.Close, f.book)
	q["averageAnalystRating"] = in.opinions(s.clock.today).words()
	q["financialCurrency"] = in.company.currency
	if f.eps > 0 { // Yahoo leaves these out for a company that makes a loss
		q["epsForward"], q["forwardPE"] = single(f.forward), single(price/f.forward)
		q["trailingPE"] = single(price / f.eps)
	}
	s.dividends(q, f)
	earnings := in.earnings(s.clock.today).at(16*60+30, in.exchange.zone).Unix()
	q["earningsTimestamp"], q["earningsTimestampStart"], q["earningsTimestampEnd"] = earnings, earnings, earnings+4*86400
	q["earningsCallTimestampStart"], q["earningsCallTimestampEnd"] = earnings+1800, earnings+1800
	q["isEarningsDateEstimate"] = true
	q["displayName"] = in.shortName
}

// quotient writes a by b, or nothing where b is 0.
func quotient(into fields, name string, a, b float64) {
	if b != 0 {
		into[name] = single(a / b)
	}
}

// dividends adds what was paid in the last 365 days, and a year of the last one.
// The yields are of the previous close and, of the year ahead, of the price.
func (s *snapshot) dividends(q fields, f figures) {
	q["trailingAnnualDividendRate"] = single(f.trailing)
	q["trailingAnnualDividendYield"] = single(f.trailing / s.previous)
	if f.rate > 0 {
		q["dividendRate"] = single(s.in.major(f.rate))
		q["dividendYield"] = single(math.Round(f.rate/s.bar.Close*1e4) / 100)
		q["dividendDate"] = utc(f.exDay + 21)
	}
}

func (s *snapshot) fundHoldings(q fields) {
	in := s.in
	q["financialCurrency"] = in.currency
	q["sharesOutstanding"] = int64(in.shares)
	q["marketCap"], q["netAssets"] = int64(s.bar.Close*in.shares), single(in.assets(s.bar.Close))
	s.fundReturns(q)
	if in.fund != nil {
		q["netExpenseRatio"] = single(in.fund.expenses * 100)
	}
	q["trailingThreeMonthNavReturns"] = q["trailingThreeMonthReturns"]
	if in.eps > 0 {
		q["epsTrailingTwelveMonths"], q["trailingPE"] = single(in.eps), single(s.bar.Close/in.eps)
		q["bookValue"], q["priceToBook"] = single(in.eps*15), single(s.bar.Close/(in.eps*15))
	}
	if f := in.figures(s.clock.today); f.trailing > 0 {
		q["trailingAnnualDividendRate"] = single(f.trailing)
		q["trailingAnnualDividendYield"] = single(f.trailing / s.previous)
		q["dividendYield"] = single(math.Round(in.yield*1e4) / 100)
	}
}

// fundReturns adds what the fund returned, dividends included, in percent: this
// year so far, and in three months, both until the end of the last month.
func (s *snapshot) fundReturns(q fields) {
	r := s.in.returns(s.clock.today)
	q["ytdReturn"], q["trailingThreeMonthReturns"] = single(r.ytd*100), single(r.threeMonths*100)
}

// extended adds the price before or after the session: a fixed part of the
// day's noise away from the close.
func (s *snapshot) extended(q fields) {
	if !s.in.extended() || s.clock.open {
		return
	}
	prefix, at := "postMarket", s.clock.last.at(s.in.exchange.late(s.clock.last), s.in.exchange.zone)
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
	q["lastMarket"], q["coinMarketCapLink"] = "Simulated Coin Market", "https://coins.example/sim"
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
