package yahoo

import (
	"math"
	"strings"

	"quotewire/internal/sim/facts"
)

func (s *summary) fundText() fields {
	return fields{
		"longBusinessSummary": s.in.LongName + " is a simulated fund.",
		"companyOfficers":     []any{}, "executiveTeam": []any{}, "maxAge": 86400,
	}
}

func (s *summary) coinProfile() fields {
	name, _, _ := strings.Cut(s.in.LongName, " ")
	return fields{
		"companyOfficers": []any{}, "name": name, "startDate": s.in.First.String(),
		"description":   name + " is a cryptocurrency. All figures about it here are simulated.",
		"executiveTeam": []any{}, "maxAge": 86400,
	}
}

// orNull is null for an empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func (s *summary) fundProfile() fields {
	b := s.in.Portfolio
	fees := fields{"annualReportExpenseRatio": b.Expenses, "projectionValues": fields{}}
	f := fields{
		"maxAge": 1, "styleBoxUrl": "https://images.example/3_0stylelargeeq2.gif", "family": b.Family,
		"categoryName": orNull(b.Category), "legalType": orNull(b.LegalType), "feesExpensesInvestment": fees,
		"feesExpensesInvestmentCat": fields{"projectionValuesCat": fields{}}, "brokerages": []any{},
	}
	if s.in.Kind == facts.ETF {
		fees["annualHoldingsTurnover"], fees["totalNetAssets"] = b.Turnover, facts.Cents(s.in.Assets(s.price)/1e6)
	}
	return f
}

func (s *summary) fundStatistics() fields {
	b, r := s.in.Portfolio, s.in.Returns(s.today)
	f := fields{
		"maxAge": 1, "priceHint": s.in.Digits(), "category": orNull(b.Category), "fundFamily": orNull(b.Family), "legalType": orNull(b.LegalType),
		"ytdReturn": single(r.YTD), "beta3Year": betaOf(s.in), "fundInceptionDate": utc(s.in.First), "lastSplitFactor": nil,
		"latestShareClass": nil, "leadInvestor": nil,
	}
	if s.in.Kind == facts.ETF {
		f["totalAssets"], f["yield"] = int64(s.in.Assets(s.price)), s.in.Yield
		f["threeYearAverageReturn"], f["fiveYearAverageReturn"] = single(r.Three), single(r.Five)
		return f
	}
	f["annualHoldingsTurnover"], f["annualReportExpenseRatio"] = b.Turnover, b.Expenses
	f["morningStarOverallRating"], f["morningStarRiskRating"] = 4, 3
	if s.exDay > 0 {
		f["lastDividendValue"] = s.dividend
	}
	return f
}

// topHoldings is the module of that name; a fund's sectors are those of its
// holdings, scaled to its shares.
func (s *summary) topHoldings() fields {
	b := s.in.Portfolio
	list := []fields{}
	sectors := map[string]float64{}
	listed := 0.0
	for _, h := range b.Holdings {
		list = append(list, fields{"symbol": h.Instrument.Symbol, "holdingName": h.Instrument.LongName, "holdingPercent": h.Part})
		sectors[h.Instrument.Company.Sector] += h.Part
		listed += h.Part
	}
	weights := []fields{}
	for _, w := range sectorKeys() {
		part := 0.0
		if listed > 0 {
			part = facts.Ratio(sectors[w.sector] / listed)
		}
		weights = append(weights, fields{w.key: part})
	}
	return fields{
		"maxAge": 1, "cashPosition": b.Cash, "stockPosition": b.Stocks, "bondPosition": b.Bonds, "preferredPosition": 0, "convertiblePosition": 0,
		"otherPosition": facts.Ratio(max(1-b.Cash-b.Stocks-b.Bonds, 0)), "holdings": list, "sectorWeightings": weights,
		"bondHoldings": fields{}, "bondRatings": []fields{{"us_government": 0}},
	}
}

// sectorKeys are Yahoo's keys of the sectors of companies.
func sectorKeys() []struct{ key, sector string } {
	return []struct{ key, sector string }{
		{"realestate", "Real Estate"}, {"consumer_cyclical", "Consumer Cyclical"}, {"basic_materials", "Basic Materials"},
		{"consumer_defensive", "Consumer Defensive"}, {"technology", "Technology"}, {"communication_services", "Communication Services"},
		{"financial_services", "Financial Services"}, {"utilities", "Utilities"}, {"industrials", "Industrials"}, {"energy", "Energy"}, {"healthcare", "Healthcare"},
	}
}

// fundPerformance is the module of that name, from the simulated prices.
func (s *summary) fundPerformance() fields {
	r := s.in.Returns(s.today)
	year, _, _ := r.AsOf.Time().Date()
	annual := []fields{}
	for y := year - 1; y > year-11; y-- {
		if facts.Date(y, 1, 0) < s.in.First {
			break
		}
		annual = append(annual, fields{"year": facts.Date(y, 1, 1).String()[:4], "annualValue": seven(s.in.Returned(facts.Date(y, 1, 0), facts.Date(y+1, 1, 0)))})
	}
	return fields{
		"maxAge": 1,
		"performanceOverview": fields{
			"asOfDate": utc(r.AsOf), "ytdReturnPct": seven(r.YTD), "fiveYrAvgReturnPct": seven(r.Five), "oneYearTotalReturn": seven(r.Year), "threeYearTotalReturn": seven(r.Three),
		},
		"performanceOverviewCat": fields{},
		"trailingReturns": fields{
			"asOfDate": utc(r.AsOf), "ytd": seven(r.YTD), "oneMonth": seven(r.Month), "threeMonth": seven(r.ThreeMonths), "oneYear": seven(r.Year),
			"threeYear": seven(r.Three), "fiveYear": seven(r.Five), "tenYear": seven(r.Ten), "lastBullMkt": 0, "lastBearMkt": 0,
		},
		"annualTotalReturns":   fields{"returns": annual, "returnsCat": []any{}},
		"pastQuarterlyReturns": fields{"returns": []any{}},
	}
}

// seven rounds to the seven decimals that Yahoo gives returns with.
func seven(v float64) float64 { return math.Round(v*1e7) / 1e7 }
