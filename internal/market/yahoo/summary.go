package yahoo

import (
	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// summaryAnswer is the envelope of a summary.
type summaryAnswer struct {
	Summary struct {
		Result []*summaryWire `json:"result"`
	} `json:"quoteSummary"`
}

// summaryWire is a summary as it came. A module that Yahoo has nothing for is
// missing or an empty object; decode leaves out what has another type.
type summaryWire struct {
	Price struct {
		Symbol       string `json:"symbol"`
		Currency     string `json:"currency"`
		Exchange     string `json:"exchange"`
		ExchangeName string `json:"exchangeName"`
		LongName     string `json:"longName"`
		ShortName    string `json:"shortName"`
		QuoteType    string `json:"quoteType"`
		Price        figure `json:"regularMarketPrice"`
		MarketCap    figure `json:"marketCap"`
	} `json:"price"`
	Profile       profileWire       `json:"assetProfile"`
	Detail        detailWire        `json:"summaryDetail"`
	KeyStatistics keyStatisticsWire `json:"defaultKeyStatistics"`
	Financials    financialsWire    `json:"financialData"`

	Calendar        calendarWire        `json:"calendarEvents"`
	EarningsHistory earningsHistoryWire `json:"earningsHistory"`
	EarningsTrend   earningsTrendWire   `json:"earningsTrend"`

	Recommendations recommendationsWire `json:"recommendationTrend"`
	Upgrades        upgradesWire        `json:"upgradeDowngradeHistory"`

	Breakdown    breakdownWire `json:"majorHoldersBreakdown"`
	Institutions ownershipWire `json:"institutionOwnership"`
	Funds        ownershipWire `json:"fundOwnership"`
	Insiders     insidersWire  `json:"insiderTransactions"`
	Purchases    purchasesWire `json:"netSharePurchaseActivity"`

	FundProfile fundProfileWire `json:"fundProfile"`
	TopHoldings topHoldingsWire `json:"topHoldings"`
	Performance performanceWire `json:"fundPerformance"`
}

// readFundamentals takes a summary apart.
func readFundamentals(answer summaryAnswer, symbol market.Symbol) (*market.Fundamentals, error) {
	w, err := only("quoteSummary", answer.Summary.Result)
	if err != nil {
		return nil, err
	}
	if err := about(w.Price.Symbol, symbol); err != nil {
		return nil, err
	}
	return w.fundamentals(symbol), nil
}

// about refuses an answer that says it is of another symbol than want.
func about(said string, want market.Symbol) error {
	if said == "" {
		return nil
	}
	if got, err := market.ParseSymbol(said); err != nil || got != want {
		return &market.Error{Kind: market.ErrMalformed, Message: "the answer is about another symbol", Said: client.Line(said)}
	}
	return nil
}

func (w *summaryWire) fundamentals(symbol market.Symbol) *market.Fundamentals {
	f := &market.Fundamentals{
		Symbol:            symbol,
		Name:              firstText(w.Price.LongName, w.Price.ShortName),
		Kind:              kindOf(w.Price.QuoteType),
		Exchange:          client.Line(w.Price.Exchange),
		ExchangeName:      client.Line(w.Price.ExchangeName),
		Currency:          firstText(w.Price.Currency, w.Detail.Currency),
		FinancialCurrency: client.Line(w.Financials.Currency),
	}
	f.Profile = unlessEmpty(w.Profile.profile())
	e := w.evidence(f)
	f.Statistics = unlessEmpty(w.statistics(f, e))
	f.Earnings = unlessEmpty(w.earnings(e))
	f.Trend = w.EarningsTrend.estimates(e)
	f.Analysts = unlessEmpty(w.analysts())
	f.Holders = unlessEmpty(w.holders())
	if f.Kind == market.KindETF || f.Kind == market.KindFund {
		f.Fund = unlessEmpty(w.fund())
	}
	return f
}
