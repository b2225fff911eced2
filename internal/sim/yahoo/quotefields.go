package yahoo

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
)

// book adds the best offers: one tick to each side of the price.
func (s *snapshot) book(q fields) {
	tick := 1.0
	for range s.in.Digits() {
		tick /= 10
	}
	q["bid"], q["ask"] = single(s.in.Round(s.bar.Close-tick)), single(s.in.Round(s.bar.Close+tick))
	q["bidSize"], q["askSize"] = 2, 1
}

// figures are the earnings a share and the like, as quote and summary give them.
type figures struct {
	books                    *facts.Accounts
	last                     facts.Quarter // whose accounts are the latest out
	eps, forward, year       float64       // in the major unit of the quote's currency
	book                     float64       // in the accounts' currency
	rate, trailing, dividend float64       // dividends of a year ahead, of the year before, the last one
	exDay                    facts.Day     // the last one; 0: none in a year
}

func figuresAt(in *facts.Instrument, today facts.Day) figures {
	f := figures{}
	if in.Company != nil {
		f.books = in.Accounts()
		f.last = f.books.Reported(today)
		f.eps, f.book = f.books.TrailingEPS(f.last), f.books.BookValue(f.last)
		f.forward, f.year = f.eps*1.1, f.eps*1.05
	}
	in.ExDays(today-366, today, func(d facts.Day) {
		f.exDay, f.dividend = d, in.Dividend(d)
		if d > today-365 {
			f.trailing += f.dividend
		}
	})
	f.rate = 4 * f.dividend
	return f
}

func (s *snapshot) fundamentals(q fields) {
	in, price := s.in, s.in.Major(s.bar.Close)
	f := figuresAt(in, s.clock.Today)
	if in.Symbol != uncapped {
		q["sharesOutstanding"], q["marketCap"] = int64(in.Shares), int64(price*in.Shares)
	}
	q["epsTrailingTwelveMonths"] = single(f.eps)
	q["epsCurrentYear"] = single(f.year)
	quotient(q, "priceEpsCurrentYear", price, f.year)
	q["bookValue"] = single(f.book)
	quotient(q, "priceToBook", s.bar.Close, f.book)
	q["averageAnalystRating"] = opinionsOf(in, s.clock.Today).words()
	q["financialCurrency"] = in.Company.Currency
	if f.eps > 0 { // Yahoo leaves these out for a company that makes a loss
		q["epsForward"], q["forwardPE"] = single(f.forward), single(price/f.forward)
		q["trailingPE"] = single(price / f.eps)
	}
	s.dividends(q, f)
	earnings := in.Earnings(s.clock.Today).At(16*60+30, in.Exchange.Zone).Unix()
	q["earningsTimestamp"], q["earningsTimestampStart"], q["earningsTimestampEnd"] = earnings, earnings, earnings+4*86400
	q["earningsCallTimestampStart"], q["earningsCallTimestampEnd"] = earnings+1800, earnings+1800
	q["isEarningsDateEstimate"] = true
	q["displayName"] = in.ShortName
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
		q["dividendRate"] = single(s.in.Major(f.rate))
		q["dividendYield"] = single(math.Round(f.rate/s.bar.Close*1e4) / 100)
		q["dividendDate"] = utc(f.exDay + 21)
	}
}

func (s *snapshot) fundHoldings(q fields) {
	in := s.in
	q["financialCurrency"] = in.Currency
	q["sharesOutstanding"] = int64(in.Shares)
	q["marketCap"], q["netAssets"] = int64(s.bar.Close*in.Shares), single(in.Assets(s.bar.Close))
	s.fundReturns(q)
	if in.Portfolio != nil {
		q["netExpenseRatio"] = single(in.Portfolio.Expenses * 100)
	}
	q["trailingThreeMonthNavReturns"] = q["trailingThreeMonthReturns"]
	if in.EPS > 0 {
		q["epsTrailingTwelveMonths"], q["trailingPE"] = single(in.EPS), single(s.bar.Close/in.EPS)
		q["bookValue"], q["priceToBook"] = single(in.EPS*15), single(s.bar.Close/(in.EPS*15))
	}
	if f := figuresAt(in, s.clock.Today); f.trailing > 0 {
		q["trailingAnnualDividendRate"] = single(f.trailing)
		q["trailingAnnualDividendYield"] = single(f.trailing / s.previous)
		q["dividendYield"] = single(math.Round(in.Yield*1e4) / 100)
	}
}

// fundReturns adds what the fund returned, dividends included, in percent: this
// year so far, and in three months, both until the end of the last month.
func (s *snapshot) fundReturns(q fields) {
	r := s.in.Returns(s.clock.Today)
	q["ytdReturn"], q["trailingThreeMonthReturns"] = single(r.YTD*100), single(r.ThreeMonths*100)
}

// extended adds the price before or after the session.
func (s *snapshot) extended(q fields) {
	p, at, before, ok := s.in.Outside(s.now)
	if !ok {
		return
	}
	prefix := "postMarket"
	if before {
		prefix = "preMarket"
	}
	q[prefix+"Price"], q[prefix+"Time"] = single(p), at.Unix()
	q[prefix+"Change"], q[prefix+"ChangePercent"] = single(p-s.bar.Close), single((p/s.bar.Close-1)*100)
}

func (s *snapshot) coin(q fields) {
	from, to, _ := strings.Cut(s.in.Symbol, "-")
	q["circulatingSupply"] = int64(s.in.Shares)
	q["marketCap"] = int64(s.bar.Close * s.in.Shares)
	q["volume24Hr"], q["volumeAllCurrencies"] = s.bar.Volume, s.bar.Volume
	q["fromCurrency"], q["toCurrency"] = from, to+"=X"
	q["lastMarket"], q["coinMarketCapLink"] = "Simulated Coin Market", "https://coins.example/sim"
	q["startDate"] = s.in.First.Time().Unix()
}

func (s *snapshot) contract(q fields, now time.Time) {
	y, m, _ := now.Date()
	expires := facts.Date(y, m+2, 26)
	root := s.in.Symbol[:len(s.in.Symbol)-2]
	underlying := fmt.Sprintf("%s%c%02d.%s", root, "FGHJKMNQUVXZ"[(int(m)+1)%12], expires.Time().Year()%100, s.in.Exchange.Code)
	q["headSymbolAsString"], q["contractSymbol"] = s.in.Symbol, false
	q["underlyingSymbol"], q["underlyingExchangeSymbol"] = underlying, underlying
	q["expireDate"], q["expireIsoDate"] = expires.Time().Unix(), expires.Time().Format(time.RFC3339)
	q["openInterest"] = 393731
}
