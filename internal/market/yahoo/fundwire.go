package yahoo

import (
	"cmp"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// maxHoldings bounds a fund's positions, and its sectors.
const maxHoldings = 25

type fundProfileWire struct {
	Family    string `json:"family"`
	Category  string `json:"categoryName"`
	LegalType string `json:"legalType"`
	Fees      struct {
		ExpenseRatio figure `json:"annualReportExpenseRatio"`
		Turnover     figure `json:"annualHoldingsTurnover"`
	} `json:"feesExpensesInvestment"`
}

type topHoldingsWire struct {
	Cash        figure `json:"cashPosition"`
	Stocks      figure `json:"stockPosition"`
	Bonds       figure `json:"bondPosition"`
	Preferred   figure `json:"preferredPosition"`
	Convertible figure `json:"convertiblePosition"`
	Other       figure `json:"otherPosition"`
	Holdings    []struct {
		Symbol string `json:"symbol"`
		Name   string `json:"holdingName"`
		Part   figure `json:"holdingPercent"`
	} `json:"holdings"`
	Sectors []map[string]figure `json:"sectorWeightings"`
}

type performanceWire struct {
	Trailing struct {
		AsOf       figure `json:"asOfDate"`
		YTD        figure `json:"ytd"`
		OneMonth   figure `json:"oneMonth"`
		ThreeMonth figure `json:"threeMonth"`
		OneYear    figure `json:"oneYear"`
		ThreeYear  figure `json:"threeYear"`
		FiveYear   figure `json:"fiveYear"`
		TenYear    figure `json:"tenYear"`
	} `json:"trailingReturns"`
}

func (w *summaryWire) fund() market.Fund {
	p, k, t := w.FundProfile, w.KeyStatistics, w.TopHoldings
	f := market.Fund{
		Category: firstText(p.Category, k.Category), Family: firstText(p.Family, k.Family),
		LegalType: firstText(p.LegalType, k.LegalType), Inception: k.Inception.day(),
		ExpenseRatio: p.Fees.ExpenseRatio.positive(), Turnover: p.Fees.Turnover.num(),
		Assets: w.Detail.Assets.positive(), NAV: w.Detail.NAV.positive(),
		Yield: w.Detail.Yield.num(), Beta: k.Beta3Year.num(),
		Returns:  w.Performance.returns(),
		Holdings: t.holdings(), Sectors: t.sectors(),
	}
	if f.Turnover.IsZero() {
		f.Turnover = k.Turnover.num()
	}
	if anySet(t.Cash, t.Stocks, t.Bonds, t.Preferred, t.Convertible, t.Other) {
		f.Cash, f.Stocks, f.Bonds = t.Cash.num(), t.Stocks.num(), t.Bonds.num()
		f.Preferred, f.Convertible, f.Other = t.Preferred.num(), t.Convertible.num(), t.Other.num()
	}
	return f
}

// anySet reports whether any of figures is not 0: where all are, Yahoo has no data.
func anySet(figures ...figure) bool {
	return slices.ContainsFunc(figures, func(f figure) bool { return f.v != 0 })
}

func (w performanceWire) returns() *market.FundReturns {
	t := w.Trailing
	if !anySet(t.YTD, t.OneMonth, t.ThreeMonth, t.OneYear, t.ThreeYear, t.FiveYear, t.TenYear) {
		return nil
	}
	return &market.FundReturns{
		AsOf: t.AsOf.day(), YTD: t.YTD.num(), OneMonth: t.OneMonth.num(), ThreeMonth: t.ThreeMonth.num(),
		// A fund younger than the span has 0 for it.
		OneYear: t.OneYear.nonZero(), ThreeYear: t.ThreeYear.nonZero(), FiveYear: t.FiveYear.nonZero(), TenYear: t.TenYear.nonZero(),
	}
}

func (w topHoldingsWire) holdings() []market.Holding {
	var holdings []market.Holding
	for _, h := range w.Holdings {
		if one := (market.Holding{Symbol: client.Line(h.Symbol), Name: client.Line(h.Name), Part: h.Part.num()}); one.Symbol+one.Name != "" && len(holdings) < maxHoldings {
			holdings = append(holdings, one)
		}
	}
	return holdings
}

func (w topHoldingsWire) sectors() []market.Sector {
	var sectors []market.Sector
	for _, one := range w.Sectors {
		for key, part := range one {
			if name := sectorName(key); part.ok && name != "" {
				sectors = append(sectors, market.Sector{Name: name, Part: part.num()})
			}
		}
	}
	slices.SortFunc(sectors, func(a, b market.Sector) int {
		return cmp.Or(cmp.Compare(valueOf(b.Part), valueOf(a.Part)), cmp.Compare(a.Name, b.Name))
	})
	return slices.Clone(sectors[:min(len(sectors), maxHoldings)])
}

// sectorName turns Yahoo's key, such as consumer_cyclical, into words.
func sectorName(key string) string {
	if key == "realestate" {
		return "Real estate"
	}
	words := client.Line(strings.ReplaceAll(key, "_", " "))
	if words == "" || words[0] >= 0x80 {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
