package sim

import (
	"math"
	"strings"
)

func (s *summary) fundText() fields {
	return fields{
		"longBusinessSummary": s.in.longName + " is a simulated fund.",
		"companyOfficers":     []any{}, "executiveTeam": []any{}, "maxAge": 86400,
	}
}

func (s *summary) coinProfile() fields {
	name, _, _ := strings.Cut(s.in.longName, " ")
	return fields{
		"companyOfficers": []any{}, "name": name, "startDate": s.in.first.String(),
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
	b := s.in.fund
	fees := fields{"annualReportExpenseRatio": b.expenses, "projectionValues": fields{}}
	f := fields{
		"maxAge": 1, "styleBoxUrl": "https://images.example/3_0stylelargeeq2.gif", "family": b.family,
		"categoryName": orNull(b.category), "legalType": orNull(b.legalType), "feesExpensesInvestment": fees,
		"feesExpensesInvestmentCat": fields{"projectionValuesCat": fields{}}, "brokerages": []any{},
	}
	if s.in.kind == etf {
		fees["annualHoldingsTurnover"], fees["totalNetAssets"] = b.turnover, cents(s.in.assets(s.price)/1e6)
	}
	return f
}

func (s *summary) fundStatistics() fields {
	b, r := s.in.fund, s.in.returns(s.today)
	f := fields{
		"maxAge": 1, "priceHint": s.in.digits(), "category": orNull(b.category), "fundFamily": orNull(b.family), "legalType": orNull(b.legalType),
		"ytdReturn": single(r.ytd), "beta3Year": s.in.beta(), "fundInceptionDate": utc(s.in.first), "lastSplitFactor": nil,
		"latestShareClass": nil, "leadInvestor": nil,
	}
	if s.in.kind == etf {
		f["totalAssets"], f["yield"] = int64(s.in.assets(s.price)), s.in.yield
		f["threeYearAverageReturn"], f["fiveYearAverageReturn"] = single(r.three), single(r.five)
		return f
	}
	f["annualHoldingsTurnover"], f["annualReportExpenseRatio"] = b.turnover, b.expenses
	f["morningStarOverallRating"], f["morningStarRiskRating"] = 4, 3
	if s.exDay > 0 {
		f["lastDividendValue"] = s.dividend
	}
	return f
}

// topHoldings is the module of that name; a fund's sectors are those of its
// holdings, scaled to its shares.
func (s *summary) topHoldings() fields {
	b := s.in.fund
	list := []fields{}
	sectors := map[string]float64{}
	listed := 0.0
	for _, h := range b.holdings {
		list = append(list, fields{"symbol": h.in.symbol, "holdingName": h.in.longName, "holdingPercent": h.part})
		sectors[h.in.company.sector] += h.part
		listed += h.part
	}
	weights := []fields{}
	for _, w := range sectorKeys() {
		part := 0.0
		if listed > 0 {
			part = ratio(sectors[w.sector] / listed)
		}
		weights = append(weights, fields{w.key: part})
	}
	return fields{
		"maxAge": 1, "cashPosition": b.cash, "stockPosition": b.stocks, "bondPosition": b.bonds, "preferredPosition": 0, "convertiblePosition": 0,
		"otherPosition": ratio(max(1-b.cash-b.stocks-b.bonds, 0)), "holdings": list, "sectorWeightings": weights,
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
	r := s.in.returns(s.today)
	year, _, _ := r.asOf.time().Date()
	annual := []fields{}
	for y := year - 1; y > year-11; y-- {
		if civil(y, 1, 0) < s.in.first {
			break
		}
		annual = append(annual, fields{"year": civil(y, 1, 1).String()[:4], "annualValue": seven(s.in.returned(civil(y, 1, 0), civil(y+1, 1, 0)))})
	}
	return fields{
		"maxAge": 1,
		"performanceOverview": fields{
			"asOfDate": utc(r.asOf), "ytdReturnPct": seven(r.ytd), "fiveYrAvgReturnPct": seven(r.five), "oneYearTotalReturn": seven(r.year), "threeYearTotalReturn": seven(r.three),
		},
		"performanceOverviewCat": fields{},
		"trailingReturns": fields{
			"asOfDate": utc(r.asOf), "ytd": seven(r.ytd), "oneMonth": seven(r.month), "threeMonth": seven(r.threeMonths), "oneYear": seven(r.year),
			"threeYear": seven(r.three), "fiveYear": seven(r.five), "tenYear": seven(r.ten), "lastBullMkt": 0, "lastBearMkt": 0,
		},
		"annualTotalReturns":   fields{"returns": annual, "returnsCat": []any{}},
		"pastQuarterlyReturns": fields{"returns": []any{}},
	}
}

// seven rounds to the seven decimals that Yahoo gives returns with.
func seven(v float64) float64 { return math.Round(v*1e7) / 1e7 }
