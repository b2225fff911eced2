package yahoo

import (
	"fmt"
	"math"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

func near(n market.Number, want, within float64) bool {
	v, ok := n.Get()
	return ok && math.Abs(v/want-1) <= within
}

// A loss a share may come in pence beside a price in pence, and in pounds: what
// the company lost by its shares tells which.
func TestEarningsAShareInPence(t *testing.T) {
	const body = `"summaryDetail":{"trailingPE":%g},"defaultKeyStatistics":{"trailingEps":%g,"netIncomeToCommon":%g,"sharesOutstanding":749000000},"financialData":{"financialCurrency":"GBP"}`
	for _, c := range []struct{ pe, eps, net, want float64 }{
		{0, -17.2, -129e6, -0.172}, {0, -0.172, -129e6, -0.172},
		{151.2, 17.2, 129e6, 0.172}, {15116, 0.172, 129e6, 0.172},
	} {
		s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"GBp","regularMarketPrice":2600,"marketCap":19474000000`, fmt.Sprintf(body, c.pe, c.eps, c.net))).Statistics
		if !near(s.EPS, c.want, 1e-9) || s.Proof != nil {
			t.Errorf("%v of %v: %v, %+v, want %v", c.eps, c.net, s.EPS, s.Proof, c.want)
		}
		if pe, ok := s.TrailingPE.Get(); ok != (c.pe != 0) || ok && math.Abs(pe-26/0.172) > 0.1 {
			t.Errorf("P/E %v, want %v", s.TrailingPE, 26/0.172)
		}
	}
	// Without what it lost nothing tells.
	for accounts, reason := range map[string]string{"GBP": "it may be in GBP or GBp (pence)", "USD": "it may be in GBP, GBp (pence) or USD"} {
		s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"GBp","regularMarketPrice":2600`, fmt.Sprintf(`"defaultKeyStatistics":{"trailingEps":-17.2},"financialData":{"financialCurrency":%q}`, accounts))).Statistics
		if doubt := s.Doubt("eps_ttm"); !s.EPS.IsZero() || doubt == nil || doubt.Value != market.Num(-17.2) || doubt.Reason != reason {
			t.Errorf("EPS %v, %+v, want %s", s.EPS, doubt, reason)
		}
	}
}

// The enterprise value of a company listed in dollars with accounts in yuan comes
// in dollars in some years and in yuan in others, and its estimates too.
func TestEnterpriseValueOfTwoCurrencies(t *testing.T) {
	const body = `"defaultKeyStatistics":{"enterpriseValue":%g,"netIncomeToCommon":120e9,"trailingEps":%g,"sharesOutstanding":2400000000},` +
		`"financialData":{"financialCurrency":"CNY","totalRevenue":620e9,"totalCash":460e9,"totalDebt":150e9},` +
		`"calendarEvents":{"earnings":{"revenueAverage":%g,"earningsAverage":2.1}}%s`
	for _, c := range []struct {
		what                  string
		value, eps, quarter   float64
		valueUnit, salesUnit  string
		estimate              string
		epsUnit, revenueGuess string
	}{
		{"value and estimates in dollars", 650e9, 7.5, 27.7e9, "USD", "CNY", "", "USD", "USD"},
		{"value in yuan", 4200e9, 7.5, 170e9, "CNY", "CNY", `,"earningsTrend":{"trend":[{"period":"0q","earningsEstimate":{"avg":13,"earningsCurrency":"CNY"}}]}`, "USD", "CNY"},
		{"value that is neither", 1700e9, 7.5, 170e9, "", "CNY", "", "", ""},
	} {
		f := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"USD","regularMarketPrice":280,"marketCap":674e9`, fmt.Sprintf(body, c.value, c.eps, c.quarter, c.estimate)))
		s := f.Statistics
		if got := !s.EnterpriseValue.IsZero(); got != (c.valueUnit != "") || got && s.UnitOf("enterprise_value", "CNY") != c.valueUnit {
			t.Errorf("%s: enterprise value %v in %s, %+v", c.what, s.EnterpriseValue, s.UnitOf("enterprise_value", "CNY"), s.Proof)
		}
		if got := !s.EPS.IsZero(); got != (c.epsUnit != "") || got && s.UnitOf("eps_ttm", "USD") != c.epsUnit {
			t.Errorf("%s: EPS %v, %+v", c.what, s.EPS, s.Proof)
		}
		if unit := f.Earnings.UnitOf("revenue_estimate", f.Earnings.Currency); !f.Earnings.Revenue.IsZero() != (c.revenueGuess != "") || !f.Earnings.Revenue.IsZero() && unit != c.revenueGuess {
			t.Errorf("%s: revenue expected %v in %q, %+v", c.what, f.Earnings.Revenue, unit, f.Earnings.Proof)
		}
	}
}

// Currencies near parity are told apart where the identity holds as it stands.
func TestEnterpriseValueNearParity(t *testing.T) {
	s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"USD","regularMarketPrice":240,"marketCap":45e9`,
		`"defaultKeyStatistics":{"enterpriseValue":44.1e9,"netIncomeToCommon":-580e6,"trailingEps":-3.1},"financialData":{"financialCurrency":"EUR","totalRevenue":8e9,"totalCash":1.8e9,"totalDebt":0.7e9},`+
			`"earningsTrend":{"trend":[{"period":"0y","revenueEstimate":{"avg":9.3e9,"revenueCurrency":"EUR"}}]}`)).Statistics
	if !near(s.EnterpriseValue, 44.1e9, 1e-9) || s.UnitOf("enterprise_value", "EUR") != "USD" || s.Revenue.IsZero() || s.UnitOf("revenue_ttm", "EUR") != "EUR" {
		t.Errorf("%v in %s, revenue %v, %+v", s.EnterpriseValue, s.UnitOf("enterprise_value", "EUR"), s.Revenue, s.Proof)
	}
}

// The source may name a currency of the accounts in which they are not, and it may
// add dollars to yuan: both look alike where the enterprise value is the sum as it
// stands, so that nothing is proven.
func TestSumOfTwoCurrencies(t *testing.T) {
	for what, c := range map[string]struct{ price, key, accounts string }{
		"accounts in the lira of the price": {`"currency":"TRY","regularMarketPrice":290,"marketCap":400e9`,
			`"enterpriseValue":702e9,"netIncomeToCommon":90e9,"trailingEps":65`, `"financialCurrency":"USD","totalRevenue":700e9,"totalCash":250e9,"totalDebt":550e9`},
		"dollars and yuan added": {`"currency":"USD","regularMarketPrice":16.5,"marketCap":150.4e9`,
			`"enterpriseValue":64.2e9,"netIncomeToCommon":40e9`, `"financialCurrency":"CNY","totalRevenue":777e9,"totalCash":117e9,"totalDebt":30.8e9`},
		"pounds and rand added": {`"currency":"GBp","regularMarketPrice":4487,"marketCap":3.1e9`,
			`"enterpriseValue":25.7e9,"netIncomeToCommon":3.46e9,"trailingEps":214.6`, `"financialCurrency":"ZAR","totalRevenue":40.1e9,"revenuePerShare":564.6,"totalCash":21.8e9,"totalDebt":44.4e9`},
	} {
		s := fundamentalsOf(t, modules(`"quoteType":"EQUITY",`+c.price, `"defaultKeyStatistics":{`+c.key+`},"financialData":{`+c.accounts+`}`)).Statistics
		if !s.Revenue.IsZero() || s.Doubt("revenue_ttm") == nil || !s.EnterpriseValue.IsZero() || s.Doubt("enterprise_value") == nil || !s.EPS.IsZero() || !s.RevenuePerShare.IsZero() {
			t.Errorf("%s: revenue %v, enterprise value %v, EPS %v, %+v", what, s.Revenue, s.EnterpriseValue, s.EPS, s.Proof)
		}
	}
}

// A ratio to earnings in another currency is found where it would be absurd, or
// where the two earnings are too far apart to be in one.
func TestRatioToForeignEarnings(t *testing.T) {
	for _, c := range []struct {
		what, fields      string
		trailing, forward bool
	}{
		{"both in dollars", `"epsTrailingTwelveMonths":25,"trailingPE":8,"epsForward":22,"forwardPE":9.09`, true, true},
		{"forward in yen", `"epsTrailingTwelveMonths":25,"trailingPE":8,"epsForward":330,"forwardPE":0.606`, true, false},
		{"both in yen", `"epsTrailingTwelveMonths":3750,"trailingPE":0.0533,"epsForward":3300,"forwardPE":0.0606`, false, false},
		{"forward alone", `"epsForward":22,"forwardPE":9.09`, false, false},
		{"trailing alone", `"epsTrailingTwelveMonths":25,"trailingPE":8`, true, false},
	} {
		q, err := quote(t, "X", `"quoteType":"EQUITY","currency":"USD","financialCurrency":"JPY","regularMarketPrice":200,`+c.fields)
		if err != nil {
			t.Fatal(err)
		}
		if !q.TrailingPE.IsZero() != c.trailing || !q.ForwardPE.IsZero() != c.forward {
			t.Errorf("%s: P/E %v, %v", c.what, q.TrailingPE, q.ForwardPE)
		}
	}
}

// What a receipt's share has of the revenue is in the currency of the revenue, and
// in none that is known where that is not.
func TestFiguresOfAReceipt(t *testing.T) {
	for value, want := range map[string]bool{`"enterpriseValue":2304e9,`: true, `"enterpriseValue":152.6e9,`: false, "": false} {
		s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"USD","regularMarketPrice":143.75,"marketCap":342e9`,
			`"defaultKeyStatistics":{`+value+`"floatShares":16.9e9,"trailingEps":6.87,"netIncomeToCommon":120e9,"bookValue":432},`+
				`"financialData":{"financialCurrency":"CNY","totalRevenue":982e9,"revenuePerShare":412,"totalCash":453.7e9,"totalCashPerShare":24.5,"totalDebt":264.3e9,"debtToEquity":25}`)).Statistics
		if !s.Revenue.IsZero() != want || !s.RevenuePerShare.IsZero() != want || !s.BookValue.IsZero() != want || !s.CashPerShare.IsZero() || s.UnitOf("revenue_per_share", "CNY") != "CNY" {
			t.Errorf("%s revenue %v, a share %v, book value %v, cash %v, %+v", value, s.Revenue, s.RevenuePerShare, s.BookValue, s.CashPerShare, s.Proof)
		}
	}
}

// Of a company with two classes the source mixes the figures of a share of one and
// of the other.
func TestFiguresOfAnotherClass(t *testing.T) {
	for _, c := range []struct {
		what, quote, detail, key string
		price, eps, next, book   float64 // 0: absent
	}{
		{"the dear one, expected earnings of the cheap one", `"trailingPE":9.74,"epsTrailingTwelveMonths":73900,"epsForward":21.5,"forwardPE":33488,"bookValue":430000,"priceToBook":1.674`,
			`"trailingPE":9.74,"forwardPE":33488`, `"trailingEps":73900,"forwardEps":21.5,"bookValue":430000,"priceToBook":1.674`, 720000, 73900, 0, 430000},
		{"the cheap one, book value of the dear one", `"trailingPE":9.76,"epsTrailingTwelveMonths":49.2,"epsForward":21.5,"forwardPE":22.3,"bookValue":430000,"priceToBook":0.00112`,
			`"trailingPE":9.76,"forwardPE":22.3`, `"trailingEps":49.2,"forwardEps":21.5,"bookValue":430000,"priceToBook":0.00112`, 480, 49.2, 21.5, 0},
		{"one class", `"trailingPE":9.76,"epsTrailingTwelveMonths":49.2,"epsForward":21.5,"forwardPE":22.3,"bookValue":287,"priceToBook":1.67`,
			`"trailingPE":9.76,"forwardPE":22.3`, `"trailingEps":49.2,"forwardEps":21.5,"bookValue":287,"priceToBook":1.67`, 480, 49.2, 21.5, 287},
	} {
		q, err := quote(t, "X", fmt.Sprintf(`"quoteType":"EQUITY","currency":"USD","financialCurrency":"USD","regularMarketPrice":%g,`, c.price)+c.quote)
		if err != nil {
			t.Fatal(err)
		}
		s := fundamentalsOf(t, modules(fmt.Sprintf(`"quoteType":"EQUITY","currency":"USD","regularMarketPrice":%g`, c.price),
			`"summaryDetail":{`+c.detail+`},"defaultKeyStatistics":{`+c.key+`},"financialData":{"financialCurrency":"USD"}`)).Statistics
		for what, got := range map[string][6]market.Number{
			"quote":   {q.EPS, q.TrailingPE, q.ForwardEPS, q.ForwardPE, q.BookValue, q.PriceToBook},
			"summary": {s.EPS, s.TrailingPE, s.ForwardEPS, s.ForwardPE, s.BookValue, s.PriceToBook},
		} {
			for i, want := range []float64{c.eps, c.next, c.book} {
				if valueOf(got[2*i]) != want || !got[2*i].IsZero() != (want > 0) || !got[2*i+1].IsZero() != (want > 0) {
					t.Errorf("%s, %s: %v a share, ratio %v, want %v", c.what, what, got[2*i], got[2*i+1], want)
				}
			}
		}
	}
}

// The source may name pence as the currency of the accounts, as of a trust: what is
// turned into pounds says so, and dividends that were paid are turned too.
func TestAccountsInPence(t *testing.T) {
	s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"GBp","regularMarketPrice":500,"marketCap":2.5e9`,
		`"summaryDetail":{"dividendRate":12,"dividendYield":0.024,"trailingAnnualDividendRate":11.5,"trailingAnnualDividendYield":0.023},`+
			`"defaultKeyStatistics":{"trailingEps":62.5,"bookValue":540,"priceToBook":0.926,"netIncomeToCommon":3.1e8},"financialData":{"financialCurrency":"GBp","totalRevenue":4e8,"revenuePerShare":0.8}`)).Statistics
	if s.TrailingDividendRate != market.Num(0.115) || s.UnitOf("trailing_dividend_rate", "GBP") != "GBP" {
		t.Errorf("paid %v, %+v", s.TrailingDividendRate, s.Proof)
	}
	if s.BookValue != market.Num(5.4) || s.UnitOf("book_value", "GBp") != "GBP" || s.RevenuePerShare != market.Num(0.8) || s.UnitOf("revenue_per_share", "GBp") != "GBP" {
		t.Errorf("book value %v, revenue a share %v, %+v", s.BookValue, s.RevenuePerShare, s.Proof)
	}
	q, err := quote(t, "X", `"quoteType":"EQUITY","currency":"GBp","financialCurrency":"GBp","regularMarketPrice":500,"bookValue":5.4,"priceToBook":0.926`)
	if err != nil || q.BookValue != market.Num(5.4) || q.UnitOf("book_value", "GBp") != "GBP" {
		t.Errorf("book value %v, %+v, %v", q.BookValue, q.Proof, err)
	}
}

// In one whole currency nothing is to be proven, but a hundredfold is a fault.
func TestHundredfoldIsFound(t *testing.T) {
	for eps, want := range map[float64]bool{4: true, 6: true, 2.5: true, 400: false, 0.04: false, 4000: false} {
		s := fundamentalsOf(t, modules(`"quoteType":"EQUITY","currency":"USD","regularMarketPrice":100,"marketCap":100e9`,
			fmt.Sprintf(`"defaultKeyStatistics":{"trailingEps":%g,"netIncomeToCommon":4e9},"financialData":{"financialCurrency":"USD"}`, eps))).Statistics
		if !s.EPS.IsZero() != want || !want && s.Doubt("eps_ttm") == nil {
			t.Errorf("EPS of %v: %v, %+v", eps, s.EPS, s.Proof)
		}
	}
}

// In every minor unit a ratio of a minor price and a major amount is mended where
// another figure proves the amount's unit, and absent where none does.
func TestRatiosInMinorUnits(t *testing.T) {
	for _, u := range units.Minors() {
		price := 62 * u.Divisor
		fields := func(rest string) string {
			return fmt.Sprintf(`"quoteType":"EQUITY","currency":%q,"financialCurrency":%q,"regularMarketPrice":%g,"epsTrailingTwelveMonths":6.5,"trailingPE":%g,`, u.Code, u.Major, price, price/6.5) + rest
		}
		q, err := quote(t, "X", fields(fmt.Sprintf(`"epsForward":7,"forwardPE":%g,"bookValue":44,"priceToBook":%g,"marketCap":92e9,"sharesOutstanding":1484e6,"dividendRate":2.6,"dividendYield":4.19`, price/7, price/44)))
		if err != nil {
			t.Fatal(err)
		}
		if !q.TrailingPE.IsZero() || !q.ForwardPE.IsZero() || !q.PriceToBook.IsZero() || !q.EPS.IsZero() || q.Doubt("eps_ttm") == nil || q.MarketCap != market.Num(92e9) || q.ForwardDividendRate != market.Num(2.6) {
			t.Errorf("%s, unproven: %+v, %+v", u.Code, q, q.Proof)
		}
		// The forward ratio was made in the major unit, so its earnings are in that.
		q, err = quote(t, "X", fields(fmt.Sprintf(`"epsForward":7,"forwardPE":%g,"marketCap":%g,"sharesOutstanding":1484e6`, 62.0/7, 92e9*u.Divisor)))
		if err != nil {
			t.Fatal(err)
		}
		if !near(q.TrailingPE, 62/6.5, 1e-9) || !near(q.ForwardPE, 62.0/7, 1e-9) || q.EPS != market.Num(6.5) || q.Proof != nil || !near(q.MarketCap, 92e9, 1e-9) {
			t.Errorf("%s, proven: P/E %v, %v, EPS %v, cap %v, %+v", u.Code, q.TrailingPE, q.ForwardPE, q.EPS, q.MarketCap, q.Proof)
		}
		// Earnings in the minor unit: the ratio is one, and would be absurd else.
		q, err = quote(t, "X", fmt.Sprintf(`"quoteType":"EQUITY","currency":%q,"financialCurrency":%q,"regularMarketPrice":%g,"epsTrailingTwelveMonths":%g,"trailingPE":9.54`, u.Code, u.Major, price, 6.5*u.Divisor))
		if err != nil {
			t.Fatal(err)
		}
		if q.TrailingPE != market.Num(9.54) || !near(q.EPS, 6.5, 1e-9) {
			t.Errorf("%s, in the minor unit: P/E %v, EPS %v, %+v", u.Code, q.TrailingPE, q.EPS, q.Proof)
		}
		// A summary has the income to prove it by.
		s := fundamentalsOf(t, modules(fmt.Sprintf(`"quoteType":"EQUITY","currency":%q,"regularMarketPrice":%g,"marketCap":92e9`, u.Code, price), fmt.Sprintf(
			`"summaryDetail":{"trailingPE":%g,"priceToSalesTrailing12Months":%g},"defaultKeyStatistics":{"trailingEps":6.5,"netIncomeToCommon":9.6e9,"bookValue":44,"priceToBook":%g},"financialData":{"financialCurrency":%q,"totalRevenue":20e9,"totalDebt":65e9,"debtToEquity":100}`,
			price/6.5, 4.6*u.Divisor, price/44, u.Major))).Statistics
		if !near(s.TrailingPE, 62/6.5, 1e-9) || !near(s.PriceToBook, 62.0/44, 1e-9) || !near(s.PriceToSales, 4.6, 1e-9) || s.EPS != market.Num(6.5) || s.BookValue != market.Num(44) || s.Proof != nil {
			t.Errorf("%s: P/E %v, P/B %v, P/S %v, EPS %v, %+v", u.Code, s.TrailingPE, s.PriceToBook, s.PriceToSales, s.EPS, s.Proof)
		}
	}
}
