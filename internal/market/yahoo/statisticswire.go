package yahoo

type detailWire struct {
	Currency              string `json:"currency"`
	MarketCap             figure `json:"marketCap"`
	Beta                  figure `json:"beta"`
	TrailingPE            figure `json:"trailingPE"`
	ForwardPE             figure `json:"forwardPE"`
	PriceToSales          figure `json:"priceToSalesTrailing12Months"`
	DividendRate          figure `json:"dividendRate"`
	DividendYield         figure `json:"dividendYield"`
	TrailingDividendRate  figure `json:"trailingAnnualDividendRate"`
	TrailingDividendYield figure `json:"trailingAnnualDividendYield"`
	FiveYearDividendYield figure `json:"fiveYearAvgDividendYield"` // percent, unlike the others
	PayoutRatio           figure `json:"payoutRatio"`
	ExDividend            figure `json:"exDividendDate"`
	Assets                figure `json:"totalAssets"` // of a fund
	NAV                   figure `json:"navPrice"`
	Yield                 figure `json:"yield"`
}

type keyStatisticsWire struct {
	EnterpriseValue   figure `json:"enterpriseValue"`
	SharesOutstanding figure `json:"sharesOutstanding"`
	ImpliedShares     figure `json:"impliedSharesOutstanding"`
	FloatShares       figure `json:"floatShares"`
	SharesShort       figure `json:"sharesShort"`
	SharesShortBefore figure `json:"sharesShortPriorMonth"`
	ShortDate         figure `json:"dateShortInterest"`
	ShortRatio        figure `json:"shortRatio"`
	ShortOfFloat      figure `json:"shortPercentOfFloat"`
	Beta              figure `json:"beta"`
	YearChange        figure `json:"52WeekChange"`
	YearChangeSP500   figure `json:"SandP52WeekChange"`
	PEG               figure `json:"pegRatio"`
	PriceToBook       figure `json:"priceToBook"`
	EVToRevenue       figure `json:"enterpriseToRevenue"`
	EVToEBITDA        figure `json:"enterpriseToEbitda"`
	EPS               figure `json:"trailingEps"`
	ForwardEPS        figure `json:"forwardEps"`
	BookValue         figure `json:"bookValue"`
	QuarterlyGrowth   figure `json:"earningsQuarterlyGrowth"`
	NetIncome         figure `json:"netIncomeToCommon"`
	ProfitMargin      figure `json:"profitMargins"`
	LastDividend      figure `json:"lastDividendValue"`
	LastDividendDate  figure `json:"lastDividendDate"`
	LastSplit         string `json:"lastSplitFactor"`
	LastSplitDate     figure `json:"lastSplitDate"`
	LastFiscalYearEnd figure `json:"lastFiscalYearEnd"`
	NextFiscalYearEnd figure `json:"nextFiscalYearEnd"`
	MostRecentQuarter figure `json:"mostRecentQuarter"`

	// Of funds.
	Category  string `json:"category"`
	Family    string `json:"fundFamily"`
	LegalType string `json:"legalType"`
	Inception figure `json:"fundInceptionDate"`
	Beta3Year figure `json:"beta3Year"`
	Turnover  figure `json:"annualHoldingsTurnover"`
}

type financialsWire struct {
	Currency          string `json:"financialCurrency"`
	TargetLow         figure `json:"targetLowPrice"`
	TargetMean        figure `json:"targetMeanPrice"`
	TargetMedian      figure `json:"targetMedianPrice"`
	TargetHigh        figure `json:"targetHighPrice"`
	Opinions          figure `json:"numberOfAnalystOpinions"`
	RatingMean        figure `json:"recommendationMean"`
	Rating            string `json:"recommendationKey"`
	Revenue           figure `json:"totalRevenue"`
	RevenuePerShare   figure `json:"revenuePerShare"`
	GrossProfit       figure `json:"grossProfits"`
	EBITDA            figure `json:"ebitda"`
	OperatingCashFlow figure `json:"operatingCashflow"`
	FreeCashFlow      figure `json:"freeCashflow"`
	Cash              figure `json:"totalCash"`
	CashPerShare      figure `json:"totalCashPerShare"`
	Debt              figure `json:"totalDebt"`
	DebtToEquity      figure `json:"debtToEquity"` // percent
	CurrentRatio      figure `json:"currentRatio"`
	QuickRatio        figure `json:"quickRatio"`
	GrossMargin       figure `json:"grossMargins"`
	EBITDAMargin      figure `json:"ebitdaMargins"`
	OperatingMargin   figure `json:"operatingMargins"`
	ProfitMargin      figure `json:"profitMargins"`
	ReturnOnAssets    figure `json:"returnOnAssets"`
	ReturnOnEquity    figure `json:"returnOnEquity"`
	RevenueGrowth     figure `json:"revenueGrowth"`
	EarningsGrowth    figure `json:"earningsGrowth"`
}
