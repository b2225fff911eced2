package yahoo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"quotewire/internal/market"
	"quotewire/internal/units"
)

// firm is a company of which all is known, and in which unit the source sends what.
type firm struct {
	price, accounts   string // currencies, the price's maybe a minor one
	rate              float64
	worth, shares     float64 // in the whole currency of the price
	debt, cash        float64 // the rest in the currency of the accounts
	sales, net, fair  float64
	growth            float64
	eps, next, book   unit
	value             unit // of the enterprise value
	estimates         unit
	all               bool // the accounts are in the price's currency, whatever the source says
	named, loss, bare bool
}

// unit is what a source may send a figure in.
type unit int

const (
	ofPrice    unit = iota // the whole currency of the price
	ofMinor                // the minor unit that the price is quoted in
	ofAccounts             // the currency of the accounts
)

// in is an amount of the accounts in x.
func (f firm) in(v float64, x unit) float64 {
	u := units.CompanyOf(f.price, f.accounts)
	switch x {
	case ofPrice:
		return v / f.rate
	case ofMinor:
		return v / f.rate * u.Divisor
	}
	return v
}

// body is the summary of the firm, each figure off by a few per cent of noise.
func (f firm) body(noise func() float64) string {
	u := units.CompanyOf(f.price, f.accounts)
	x := ofAccounts
	if f.all {
		x = ofPrice
	}
	n := func(v float64, x unit) string { return fmt.Sprintf("%g", f.in(v, x)*noise()) }
	debt := func(v float64) string { return fmt.Sprintf("%g", f.in(v, x)) }
	named := ""
	if f.named {
		named = u.Major
		if f.estimates == ofAccounts {
			named = u.Accounts
		}
	}
	value := f.worth*f.rate + f.debt - f.cash
	price := f.worth / f.shares * u.Divisor
	key := fmt.Sprintf(`"enterpriseValue":%s,"trailingEps":%s,"forwardEps":%s,"bookValue":%s,"netIncomeToCommon":%s,"sharesOutstanding":%g`,
		n(value, f.value), n(f.net/f.shares, f.eps), n(f.net/f.shares*f.growth, f.next), n(f.fair/f.shares, f.book), n(f.net, x), f.shares*noise())
	financial := fmt.Sprintf(`"financialCurrency":%q,"totalRevenue":%s,"totalDebt":%s,"totalCash":%s,"debtToEquity":%g,"revenuePerShare":%s`,
		f.accounts, n(f.sales, x), debt(f.debt), debt(f.cash), f.debt/f.fair*100, n(f.sales/f.shares, x))
	trend := fmt.Sprintf(`{"period":"0y","earningsEstimate":{"avg":%s,"earningsCurrency":%q,"numberOfAnalysts":3},"revenueEstimate":{"avg":%s,"revenueCurrency":%q,"numberOfAnalysts":3}}`,
		n(f.net/f.shares*f.growth, f.estimates), named, n(f.sales*f.growth, f.estimates), named)
	if f.bare {
		key, trend = fmt.Sprintf(`"trailingEps":%s,"forwardEps":%s`, n(f.net/f.shares, f.eps), n(f.net/f.shares*f.growth, f.next)), ""
	}
	return modules(fmt.Sprintf(`"quoteType":"EQUITY","currency":%q,"regularMarketPrice":%g,"marketCap":%g`, f.price, price, f.worth*noise()),
		`"defaultKeyStatistics":{`+key+`},"financialData":{`+financial+`},"earningsTrend":{"trend":[`+trend+`]}`)
}

func randomFirm(r *rand.Rand) firm {
	pick := func(all ...unit) unit { return all[r.IntN(len(all))] }
	between := func(a, b float64) float64 { return a * math.Exp(r.Float64()*math.Log(b/a)) }
	f := firm{price: "USD", accounts: "USD", rate: 1, worth: between(1e8, 1e12), growth: between(0.8, 1.4), named: r.IntN(2) == 0, bare: r.IntN(8) == 0}
	minor := r.IntN(2) == 0
	if minor {
		all := units.Minors()
		u := all[r.IntN(len(all))]
		f.price, f.accounts = u.Code, u.Major
	}
	foreign := r.IntN(2) == 0
	if foreign {
		f.accounts, f.rate = "CNY", between(0.005, 1500)
		f.all = r.IntN(8) == 0
	}
	f.shares = f.worth / between(1, 500)
	f.sales = f.worth * f.rate * between(0.1, 5)
	f.net = f.worth * f.rate / between(5, 80)
	f.fair = f.worth * f.rate / between(0.5, 20)
	f.debt, f.cash = f.worth*f.rate*between(0.01, 2), f.worth*f.rate*between(0.01, 0.8)
	if f.loss = r.IntN(5) == 0; f.loss {
		f.net = -f.net
	}
	a := []unit{ofPrice}
	if minor {
		a = append(a, ofMinor)
	}
	f.value, f.estimates = ofPrice, ofPrice
	if foreign && !f.all {
		a = append(a, ofAccounts)
		f.value, f.estimates = pick(ofPrice, ofAccounts), pick(ofPrice, ofAccounts)
	}
	f.eps, f.next, f.book = pick(a...), pick(a...), pick(a...)
	return f
}

// clean says that the firm's figures tell their units: two currencies far from
// parity, nothing missing, of plain sizes.
func (f firm) clean() bool {
	apart := math.Abs(math.Log(f.rate))
	debt := math.Abs(f.debt-f.cash) / (f.worth * f.rate)
	return !f.bare && (f.rate == 1 || apart > math.Log(4) && !f.all && debt > 0.1 && debt < 3 && f.named)
}

// Whatever a source sends in whichever unit: a unit that is named is the true one,
// and in all but a few plain cases there is one.
func TestNoUnitIsEverWrong(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	asked, found := map[string]int{}, map[string]int{}
	for range 3000 {
		f := randomFirm(r)
		s := fundamentalsOf(t, f.body(func() float64 { return 1 + 0.02*(2*r.Float64()-1) }))
		u := units.CompanyOf(f.price, f.accounts)
		check := func(field string, n market.Number, usual string, want float64) {
			t.Helper()
			v, ok := n.Get()
			if f.clean() {
				asked[field]++
			}
			if !ok {
				return
			}
			if f.clean() {
				found[field]++
			}
			switch currency := s.Statistics.UnitOf(field, usual); currency {
			case u.Accounts:
			case u.Major:
				want /= f.rate
			default:
				t.Errorf("%s in %q", field, currency)
			}
			if math.Abs(v/want-1) > 0.12 { // the parity that nothing tells apart, and noise
				t.Errorf("%s = %v %s, is %v: %+v", field, v, s.Statistics.UnitOf(field, usual), want, f)
			}
		}
		st := s.Statistics
		check("eps_ttm", st.EPS, u.Major, f.net/f.shares)
		check("eps_forward", st.ForwardEPS, u.Major, f.net/f.shares*f.growth)
		check("book_value", st.BookValue, u.Accounts, f.fair/f.shares)
		check("enterprise_value", st.EnterpriseValue, u.Accounts, f.worth*f.rate+f.debt-f.cash)
		check("revenue_ttm", st.Revenue, u.Accounts, f.sales)
		check("market_cap", st.MarketCap, u.Major, f.worth*f.rate)
		for _, e := range s.Trend {
			for what, one := range map[string]market.Forecast{"eps": e.EPS, "revenue": e.Revenue} {
				want, v := f.sales*f.growth, valueOf(one.Average)
				if what == "eps" {
					want = f.net / f.shares * f.growth
				}
				if one.Currency == u.Major {
					want /= f.rate
				}
				if one.Currency != "" && math.Abs(v/want-1) > 0.12 {
					t.Errorf("%s estimate = %v %s, is %v: %+v", what, v, one.Currency, want, f)
				}
			}
		}
		if pe, ok := st.TrailingPE.Get(); ok && math.Abs(pe/(f.worth*f.rate/f.net)-1) > 0.15 {
			t.Errorf("P/E %v, is %v", pe, f.worth*f.rate/f.net)
		}
	}
	for field, n := range asked {
		if part := float64(found[field]) / float64(n); part < 0.95 {
			t.Errorf("%s: found in %.3f of %d plain cases", field, part, n)
		} else {
			t.Logf("%s: found in %.3f of %d plain cases", field, part, n)
		}
	}
}

// In Tel Aviv prices are in agorot and earnings in shekels: where the source divides
// the one by the other, and nothing says that it did, there is no ratio.
func TestRatioOfAgorotToShekels(t *testing.T) {
	for _, tt := range []struct {
		figures string
		pe      market.Number
	}{
		{`"epsTrailingTwelveMonths":5,"trailingPE":1000`, market.Number{}},
		{`"epsTrailingTwelveMonths":500,"trailingPE":10`, market.Num(10)},
		{`"epsTrailingTwelveMonths":5,"trailingPE":10`, market.Num(10)},
	} {
		q, err := quote(t, "TEVA.TA", `"quoteType":"EQUITY","currency":"ILA","financialCurrency":"ILS","regularMarketPrice":5000,`+tt.figures)
		if err != nil || q.TrailingPE != tt.pe {
			t.Errorf("%s: P/E %v (%v), want %v", tt.figures, q.TrailingPE, err, tt.pe)
		}
	}
}
