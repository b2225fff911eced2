package yahoo

import (
	"fmt"
	"math"

	"quotewire/internal/sim/facts"
)

// profile is the module assetProfile of a company, with invented officers.
func (s *summary) profile() fields {
	f := s.shortProfile()
	year, _, _ := s.today.Time().Date()
	titles := []string{"CEO & Director", "Chief Financial Officer", "Chief Operating Officer", "General Counsel"}
	officers := []fields{}
	for i, title := range titles {
		age := 50 + int(9*facts.Noise(s.in.Seed, 90, uint64(i)))
		officers = append(officers, fields{
			"maxAge": 1, "name": officer(s.in.Seed, i), "title": title, "age": age, "yearBorn": year - age, "fiscalYear": year - 1,
			"totalPay":       count(math.Round(float64(8-i)*1e6 + 5e5*facts.Noise(s.in.Seed, 91, uint64(i)))),
			"exercisedValue": count(0), "unexercisedValue": count(0),
		})
	}
	delete(officers[3], "totalPay") // who joined late has none yet
	f["companyOfficers"] = officers
	return f
}

func (s *summary) shortProfile() fields {
	c := s.in.Company
	return fields{
		"address1": "1 Market Street", "city": c.City, "country": c.Country, "website": "https://" + c.Site,
		"industry": c.Industry, "industryKey": keyOf(c.Industry), "industryDisp": c.Industry,
		"sector": c.Sector, "sectorKey": keyOf(c.Sector), "sectorDisp": c.Sector,
		"longBusinessSummary": fmt.Sprintf("%s works in %s. All figures about it here are simulated.", s.in.LongName, c.Industry),
		"fullTimeEmployees":   c.Staff, "companyOfficers": []fields{}, "executiveTeam": []any{}, "maxAge": 86400,
	}
}

// officer is an invented name.
func officer(seed uint64, i int) string {
	first := []string{"Ada", "Ben", "Clara", "David", "Edith", "Frank", "Grace", "Henry"}
	last := []string{"Archer", "Baker", "Carter", "Dyer", "Fisher", "Gardner", "Hunter", "Mason"}
	n := (seed >> (8 * uint(i))) % 64
	return first[n%8] + " " + last[n/8]
}

// keyStatistics is the module defaultKeyStatistics of a company.
func (s *summary) keyStatistics() fields {
	b := s.books
	twelve, stand := b.Flows(s.last, 4), b.Balance(s.last)
	last, next := yearEndsOf(b, s.today)
	shares := s.in.Shares
	f := fields{
		"maxAge": 1, "priceHint": s.in.Digits(), "profitMargins": facts.Ratio(twelve["NetIncome"] / twelve["TotalRevenue"]),
		"floatShares": int64(0.97 * shares), "sharesOutstanding": int64(shares), "impliedSharesOutstanding": int64(b.SharesAt(s.last)),
		"heldPercentInsiders": insidersHold(s.in), "heldPercentInstitutions": institutionsHold(s.in), "beta": betaOf(s.in),
		"category": nil, "fundFamily": nil, "legalType": nil, "latestShareClass": nil, "leadInvestor": nil,
		"bookValue": s.book, "lastFiscalYearEnd": utc(last.End()), "nextFiscalYearEnd": utc(next.End()),
		"mostRecentQuarter": utc(s.last.End()), "netIncomeToCommon": int64(twelve["NetIncome"]), "trailingEps": s.eps,
		"forwardEps": facts.Cents(s.forward), "lastSplitFactor": nil, "SandP52WeekChange": single(s.gained),
	}
	quotient(f, "priceToBook", s.price, s.book)
	quotient(f, "forwardPE", s.price, facts.Cents(s.forward))
	s.hundredth(f, "fiftyTwoWeekChangePercent", "52WeekChange")
	if before := b.NetIncome(s.last.Before(4)); before > 0 {
		f["earningsQuarterlyGrowth"] = math.Round((b.NetIncome(s.last)/before-1)*1000) / 1000
	}
	if worth, ok := s.quote["marketCap"].(int64); ok {
		value := float64(worth)*b.Rate + stand["TotalDebt"] - stand["CashCashEquivalentsAndShortTermInvestments"]
		f["enterpriseValue"] = int64(value)
		f["enterpriseToRevenue"] = math.Round(value/twelve["TotalRevenue"]*1000) / 1000
		if earned := twelve["EBITDA"]; earned != 0 {
			f["enterpriseToEbitda"] = math.Round(value/earned*1000) / 1000
		}
	} else {
		delete(f, "sharesOutstanding")
		delete(f, "impliedSharesOutstanding")
	}
	s.short(f)
	if s.exDay > 0 {
		f["lastDividendValue"], f["lastDividendDate"] = s.dividend, utc(s.exDay)
	}
	for _, split := range s.in.Splits {
		if split.Day <= s.today {
			f["lastSplitFactor"], f["lastSplitDate"] = split.Ratio(), utc(split.Day)
		}
	}
	return f
}

// shortShare is how much of a company is sold short.
func shortShare(in *facts.Instrument) float64 { return 0.016 + 0.013*facts.Noise(in.Seed, 82, 0) }

// short adds what is sold short: known of American shares only, twice a month.
func (s *summary) short(f fields) {
	if !s.in.Exchange.Extended {
		return
	}
	y, m, _ := s.today.Time().Date()
	shares := s.in.Shares
	sold := func(back int) float64 {
		month := facts.Noise(s.in.Seed, 86, uint64(int(m)+12*y-back))
		return math.Round(shares * shortShare(s.in) * (1 + 0.1*month))
	}
	f["sharesShort"], f["sharesShortPriorMonth"] = int64(sold(1)), int64(sold(2))
	f["dateShortInterest"], f["sharesShortPreviousMonthDate"] = utc(facts.Date(y, m-1, 15)), utc(facts.Date(y, m-2, 15))
	f["sharesPercentSharesOut"], f["shortPercentOfFloat"] = facts.Ratio(sold(1)/shares), facts.Ratio(sold(1)/(0.97*shares))
	if volume, ok := s.quote["averageDailyVolume3Month"].(int64); ok && volume > 0 {
		f["shortRatio"] = facts.Cents(sold(1) / float64(volume))
	}
}

// financialData is the module of that name: twelve months and the last balance
// sheet, and what analysts expect of the price.
func (s *summary) financialData() fields {
	b := s.books
	t, stand := b.Flows(s.last, 4), b.Balance(s.last)
	o := opinionsOf(s.in, s.today)
	margin := func(item string) float64 { return math.Round(t[item]/t["TotalRevenue"]*1e5) / 1e5 }
	cash := stand["CashCashEquivalentsAndShortTermInvestments"]
	f := fields{
		"maxAge": 86400, "currentPrice": single(s.price), "financialCurrency": b.Currency,
		"targetLowPrice": facts.Cents(0.8 * s.price), "targetMeanPrice": facts.Cents(1.08 * s.price), "targetMedianPrice": facts.Cents(1.1 * s.price), "targetHighPrice": facts.Cents(1.3 * s.price),
		"recommendationMean": o.mean(), "recommendationKey": o.key(), "numberOfAnalystOpinions": o.all(),
		"totalCash": int64(cash), "totalCashPerShare": math.Round(cash/b.SharesAt(s.last)*1000) / 1000, "totalDebt": int64(stand["TotalDebt"]),
		"totalRevenue": int64(t["TotalRevenue"]), "revenuePerShare": math.Round(t["TotalRevenue"]/t["DilutedAverageShares"]*1000) / 1000,
		"debtToEquity":   math.Round(stand["TotalDebt"]/stand["StockholdersEquity"]*1e5) / 1e3,
		"currentRatio":   math.Round(stand["CurrentAssets"]/stand["CurrentLiabilities"]*1000) / 1000,
		"quickRatio":     math.Round((cash+stand["Receivables"])/stand["CurrentLiabilities"]*1000) / 1000,
		"returnOnAssets": math.Round(t["NetIncome"]/stand["TotalAssets"]*1e5) / 1e5, "returnOnEquity": math.Round(t["NetIncome"]/stand["StockholdersEquity"]*1e5) / 1e5,
		"operatingCashflow": int64(t["OperatingCashFlow"]), "freeCashflow": int64(t["FreeCashFlow"]), "profitMargins": margin("NetIncome"),
		"revenueGrowth": math.Round((b.Revenue(s.last)/b.Revenue(s.last.Before(4))-1)*1000) / 1000,
	}
	if before := b.DilutedEPS(s.last.Before(4), 1); before > 0 {
		f["earningsGrowth"] = math.Round((b.DilutedEPS(s.last, 1)/before-1)*1000) / 1000
	}
	if _, ok := t["GrossProfit"]; ok {
		f["grossProfits"], f["ebitda"] = int64(t["GrossProfit"]), int64(t["EBITDA"])
		f["grossMargins"], f["ebitdaMargins"], f["operatingMargins"] = margin("GrossProfit"), margin("EBITDA"), margin("OperatingIncome")
	}
	return f
}
