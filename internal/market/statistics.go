package market

// Statistics are a company's key figures. Amounts of the accounts (Revenue, Cash,
// EnterpriseValue, ...) and of them a share (BookValue, ...) are in
// Fundamentals.FinancialCurrency. MarketCap, the dividend rates and the earnings a
// share are in the major unit of Fundamentals.Currency: pounds where prices are in
// pence. Proof names those that are in another currency and those that are left
// out because their unit is not certain. Ratios that Yahoo makes of two different
// units are mended where both are proven, else absent.
type Statistics struct {
	*Proof
	MarketCap         Number `json:"market_cap,omitzero"`
	EnterpriseValue   Number `json:"enterprise_value,omitzero"`
	SharesOutstanding Number `json:"shares_outstanding,omitzero"` // of this class
	ImpliedShares     Number `json:"implied_shares_outstanding,omitzero"`
	FloatShares       Number `json:"float_shares,omitzero"`

	SharesShort       Number `json:"shares_short,omitzero"`
	SharesShortBefore Number `json:"shares_short_prior_month,omitzero"`
	ShortDate         Date   `json:"short_date,omitzero"`
	ShortRatio        Number `json:"short_ratio_days,omitzero"` // days of average volume
	ShortOfFloat      Number `json:"short_of_float,omitzero"`

	Beta            Number `json:"beta,omitzero"`       // five years, monthly
	YearChange      Number `json:"change_52w,omitzero"` // of the price over 52 weeks
	YearChangeSP500 Number `json:"change_52w_sp500,omitzero"`
	TrailingPE      Number `json:"trailing_pe,omitzero"`
	ForwardPE       Number `json:"forward_pe,omitzero"`
	// As in a Ticker.
	TrailingLoss, ForwardLoss, NegativeBook bool `json:"-"`

	PEG             Number `json:"peg_ratio,omitzero"`
	PriceToBook     Number `json:"price_to_book,omitzero"`
	PriceToSales    Number `json:"price_to_sales,omitzero"` // of twelve months
	EVToRevenue     Number `json:"ev_to_revenue,omitzero"`
	EVToEBITDA      Number `json:"ev_to_ebitda,omitzero"`
	EPS             Number `json:"eps_ttm,omitzero"`
	ForwardEPS      Number `json:"eps_forward,omitzero"`
	BookValue       Number `json:"book_value,omitzero"` // a share
	RevenuePerShare Number `json:"revenue_per_share,omitzero"`

	GrossMargin     Number `json:"gross_margin,omitzero"`
	EBITDAMargin    Number `json:"ebitda_margin,omitzero"`
	OperatingMargin Number `json:"operating_margin,omitzero"`
	ProfitMargin    Number `json:"profit_margin,omitzero"`
	ReturnOnAssets  Number `json:"return_on_assets,omitzero"`
	ReturnOnEquity  Number `json:"return_on_equity,omitzero"`
	// RevenueGrowth and EarningsGrowth are of the most recent quarter over that of
	// the year before.
	RevenueGrowth           Number `json:"revenue_growth,omitzero"`
	EarningsGrowth          Number `json:"earnings_growth,omitzero"`
	QuarterlyEarningsGrowth Number `json:"earnings_growth_quarterly,omitzero"`

	// Twelve months, or the most recent quarter's balance sheet.
	Revenue           Number `json:"revenue_ttm,omitzero"`
	GrossProfit       Number `json:"gross_profit_ttm,omitzero"`
	EBITDA            Number `json:"ebitda_ttm,omitzero"`
	NetIncome         Number `json:"net_income_ttm,omitzero"` // to common
	OperatingCashFlow Number `json:"operating_cash_flow_ttm,omitzero"`
	FreeCashFlow      Number `json:"free_cash_flow_ttm,omitzero"` // levered
	Cash              Number `json:"cash,omitzero"`
	CashPerShare      Number `json:"cash_per_share,omitzero"`
	Debt              Number `json:"debt,omitzero"`
	DebtToEquity      Number `json:"debt_to_equity,omitzero"` // 1.5 is 150 %
	CurrentRatio      Number `json:"current_ratio,omitzero"`
	QuickRatio        Number `json:"quick_ratio,omitzero"`

	// DividendRate is a share's dividends of a year as announced; the trailing ones
	// were paid, and are absent where they are paid in another currency.
	DividendRate          Number `json:"dividend_rate,omitzero"`
	DividendYield         Number `json:"dividend_yield,omitzero"`
	TrailingDividendRate  Number `json:"trailing_dividend_rate,omitzero"`
	TrailingDividendYield Number `json:"trailing_dividend_yield,omitzero"`
	FiveYearDividendYield Number `json:"five_year_dividend_yield,omitzero"` // average
	PayoutRatio           Number `json:"payout_ratio,omitzero"`
	ExDividendDate        Date   `json:"ex_dividend_date,omitzero"` // next or latest
	DividendDate          Date   `json:"dividend_date,omitzero"`    // paid on, next or latest
	LastDividend          Number `json:"last_dividend,omitzero"`
	LastDividendDate      Date   `json:"last_dividend_date,omitzero"` // its ex-date

	LastSplit     string `json:"last_split,omitempty"` // such as 4:1
	LastSplitDate Date   `json:"last_split_date,omitzero"`

	LastFiscalYearEnd Date `json:"last_fiscal_year_end,omitzero"`
	NextFiscalYearEnd Date `json:"next_fiscal_year_end,omitzero"`
	MostRecentQuarter Date `json:"most_recent_quarter,omitzero"` // its last day
}
