package yahoo

import (
	"cmp"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// statistics brings three modules together. Of what two of them have, the one is
// taken that is made with today's price.
func (w *summaryWire) statistics(f *market.Fundamentals, e *evidence) market.Statistics {
	var s market.Statistics
	w.addShares(&s)
	w.addAccounts(&s)
	w.addRatios(&s)
	w.addDividends(&s, f)
	statisticsShares(&s, e.price).findLosses()
	settleStatistics(&s, e)
	statisticsShares(&s, e.price).dropLosses()
	return s
}

func (w *summaryWire) addShares(s *market.Statistics) {
	k := w.KeyStatistics
	s.SharesOutstanding, s.ImpliedShares, s.FloatShares = k.SharesOutstanding.positive(), k.ImpliedShares.positive(), k.FloatShares.positive()
	s.SharesShort, s.SharesShortBefore, s.ShortDate = k.SharesShort.num(), k.SharesShortBefore.num(), k.ShortDate.day()
	s.ShortRatio, s.ShortOfFloat = k.ShortRatio.num(), k.ShortOfFloat.num()
	s.YearChange, s.YearChangeSP500 = k.YearChange.num(), k.YearChangeSP500.num()
	s.LastSplit, s.LastSplitDate = client.Line(k.LastSplit), k.LastSplitDate.day()
	s.LastFiscalYearEnd, s.NextFiscalYearEnd, s.MostRecentQuarter = k.LastFiscalYearEnd.day(), k.NextFiscalYearEnd.day(), k.MostRecentQuarter.day()
}

func (w *summaryWire) addAccounts(s *market.Statistics) {
	k, d := w.KeyStatistics, w.Financials
	s.EnterpriseValue = k.EnterpriseValue.nonZero()
	s.GrossMargin, s.EBITDAMargin, s.OperatingMargin = d.GrossMargin.num(), d.EBITDAMargin.num(), d.OperatingMargin.num()
	s.ProfitMargin = cmp.Or(d.ProfitMargin, k.ProfitMargin).num()
	s.ReturnOnAssets, s.ReturnOnEquity = d.ReturnOnAssets.num(), d.ReturnOnEquity.num()
	s.RevenueGrowth, s.EarningsGrowth, s.QuarterlyEarningsGrowth = d.RevenueGrowth.num(), d.EarningsGrowth.num(), k.QuarterlyGrowth.num()
	s.Revenue, s.RevenuePerShare, s.GrossProfit, s.EBITDA = d.Revenue.num(), d.RevenuePerShare.num(), d.GrossProfit.num(), d.EBITDA.num()
	s.NetIncome, s.OperatingCashFlow, s.FreeCashFlow = k.NetIncome.num(), d.OperatingCashFlow.num(), d.FreeCashFlow.num()
	s.Cash, s.CashPerShare, s.Debt = d.Cash.num(), d.CashPerShare.num(), d.Debt.num()
	s.DebtToEquity, s.CurrentRatio, s.QuickRatio = d.DebtToEquity.hundredth(), d.CurrentRatio.num(), d.QuickRatio.num()
}

func (w *summaryWire) addRatios(s *market.Statistics) {
	d, k := w.Detail, w.KeyStatistics
	s.MarketCap = cmp.Or(d.MarketCap, w.Price.MarketCap).positive()
	s.Beta = cmp.Or(d.Beta, k.Beta).num()
	s.EPS, s.ForwardEPS, s.BookValue = k.EPS.num(), k.ForwardEPS.num(), k.BookValue.num()
	// The forward P/E of key statistics is days old and mixes currencies.
	s.TrailingPE, s.ForwardPE, s.PEG = d.TrailingPE.nonZero(), d.ForwardPE.nonZero(), k.PEG.nonZero()
	s.EVToRevenue, s.EVToEBITDA = k.EVToRevenue.num(), k.EVToEBITDA.num()
	s.PriceToBook, s.PriceToSales = k.PriceToBook.nonZero(), d.PriceToSales.nonZero()
}

func (w *summaryWire) addDividends(s *market.Statistics, f *market.Fundamentals) {
	d, k := w.Detail, w.KeyStatistics
	s.DividendRate, s.DividendYield = d.DividendRate.num(), d.DividendYield.num()
	s.FiveYearDividendYield, s.PayoutRatio = d.FiveYearDividendYield.hundredth(), d.PayoutRatio.num()
	if oneCurrency(f.Currency, f.FinancialCurrency) {
		s.TrailingDividendRate, s.TrailingDividendYield = d.TrailingDividendRate.num(), d.TrailingDividendYield.num()
	}
	s.ExDividendDate = cmp.Or(d.ExDividend.day(), w.Calendar.ExDividend.day())
	s.DividendDate = w.Calendar.Dividend.day()
	s.LastDividend, s.LastDividendDate = k.LastDividend.positive(), k.LastDividendDate.day()
}
