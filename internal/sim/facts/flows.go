package facts

import "math"

// Flows is the income and cash flow of the n quarters that end with q: one, or
// the four of twelve months.
func (b *Accounts) Flows(q Quarter, n int) Entries {
	sum := Entries{}
	for i := range n {
		one := Entries{}
		b.income(q.Before(i), one)
		b.cash(q.Before(i), one)
		for item, v := range one {
			sum[item] += v
		}
	}
	// What does not add up from quarter to quarter.
	sum["BasicAverageShares"], sum["DilutedAverageShares"] = b.averageShares(q, n), b.dilutedShares(q, n)
	sum["BasicEPS"] = Cents(sum["NetIncome"] / sum["BasicAverageShares"])
	sum["DilutedEPS"] = b.DilutedEPS(q, n)
	if sum["PretaxIncome"] > 0 {
		sum["TaxRateForCalcs"] = math.Round(sum["TaxProvision"]/sum["PretaxIncome"]*1000) / 1000
	}
	sum["BeginningCashPosition"], sum["EndCashPosition"] = b.cashAt(q.Before(n)), b.cashAt(q)
	return sum
}

// income adds the income statement of a quarter. It is built from its end: the
// net income is given, a fifth of the profit goes to tax, interest is of what is
// owed and owned, and what remains to revenue are the costs.
func (b *Accounts) income(q Quarter, s Entries) {
	revenue, net := b.Revenue(q), b.NetIncome(q)
	tax := b.Round(max(net, 0) / 4)
	pretax := net + tax
	paid, got := b.Round(0.01*b.debt(q)), b.Round(0.008*b.cashAt(q))
	other := b.Round(0.002 * revenue * Noise(b.Instrument.Seed, 63, uint64(q)))
	wear := b.Round(0.04 * revenue)
	operating := pretax - (got - paid) - other

	s["TotalRevenue"], s["OperatingRevenue"] = revenue, revenue
	s["InterestExpense"], s["InterestIncome"], s["NetInterestIncome"] = paid, got, got-paid
	s["InterestExpenseNonOperating"], s["InterestIncomeNonOperating"] = paid, got
	s["NetNonOperatingInterestIncomeExpense"] = got - paid
	s["OtherIncomeExpense"], s["OtherNonOperatingIncomeExpenses"] = other, other
	s["PretaxIncome"], s["TaxProvision"] = pretax, tax
	for _, same := range []string{"NetIncome", "NetIncomeCommonStockholders", "NetIncomeContinuousOperations",
		"NetIncomeIncludingNoncontrollingInterests", "DilutedNIAvailtoComStockholders", "NormalizedIncome",
		"NetIncomeFromContinuingAndDiscontinuedOperation", "NetIncomeFromContinuingOperationNetMinorityInterest"} {
		s[same] = net
	}
	s["ReconciledDepreciation"] = wear
	if b.gross == 0 { // a bank has no cost of goods, and Yahoo gives it no operating income
		s["NonInterestExpense"] = revenue - pretax
		return
	}
	cost := b.Round(revenue * (1 - b.gross))
	gross := revenue - cost
	expense := gross - operating
	research := b.Round(0.4 * expense)
	s["CostOfRevenue"], s["ReconciledCostOfRevenue"], s["GrossProfit"] = cost, cost, gross
	s["OperatingExpense"], s["ResearchAndDevelopment"], s["SellingGeneralAndAdministration"] = expense, research, expense-research
	s["TotalExpenses"], s["OperatingIncome"], s["TotalOperatingIncomeAsReported"] = cost+expense, operating, operating
	s["EBIT"], s["EBITDA"], s["NormalizedEBITDA"] = pretax+paid, pretax+paid+wear, pretax+paid+wear
}

// cash adds the cash flow of a quarter: what is earned, spent, paid out and
// borrowed, and purchases of securities with the rest.
func (b *Accounts) cash(q Quarter, s Entries) {
	revenue, net := b.Revenue(q), b.NetIncome(q)
	wear, options := b.Round(0.04*revenue), b.Round(0.02*revenue)
	working := b.Round(0.01 * revenue * Noise(b.Instrument.Seed, 64, uint64(q)))
	earned := net + wear + options + working
	spent := -b.Round(0.05 * revenue)
	paid, bought := -b.paidOut(q), -b.boughtBack(q)
	borrowed := b.debt(q) - b.debt(q.Before(1))
	change := b.cashAt(q) - b.cashAt(q.Before(1))
	financing := paid + bought + borrowed
	investing := change - earned - financing
	sold := b.Round(0.05 * revenue)

	s["NetIncomeFromContinuingOperations"], s["DepreciationAndAmortization"], s["DepreciationAmortizationDepletion"] = net, wear, wear
	s["StockBasedCompensation"], s["ChangeInWorkingCapital"] = options, working
	s["OperatingCashFlow"], s["CashFlowFromContinuingOperatingActivities"] = earned, earned
	s["CapitalExpenditure"], s["PurchaseOfPPE"], s["NetPPEPurchaseAndSale"] = spent, spent, spent
	s["FreeCashFlow"] = earned + spent
	s["NetInvestmentPurchaseAndSale"] = investing - spent
	s["SaleOfInvestment"], s["PurchaseOfInvestment"] = sold, investing-spent-sold
	s["InvestingCashFlow"], s["CashFlowFromContinuingInvestingActivities"] = investing, investing
	if paid != 0 {
		s["CashDividendsPaid"], s["CommonStockDividendPaid"] = paid, paid
	}
	s["RepurchaseOfCapitalStock"], s["CommonStockPayments"], s["NetCommonStockIssuance"] = bought, bought, bought
	s["NetIssuancePaymentsOfDebt"], s["IssuanceOfDebt"], s["RepaymentOfDebt"] = borrowed, max(borrowed, 0), min(borrowed, 0)
	s["FinancingCashFlow"], s["CashFlowFromContinuingFinancingActivities"] = financing, financing
	s["ChangesInCash"] = change
}

// paidOut is the dividends of a quarter: each ex-day's times the shares.
func (b *Accounts) paidOut(q Quarter) (sum float64) {
	b.Instrument.ExDays(q.Before(1).End(), q.End(), func(d Day) {
		sum += b.Instrument.Major(b.Instrument.Dividend(d)) * b.Rate * b.SharesAt(q.Before(1))
	})
	return b.Round(sum)
}

// boughtBack is what the shares cost that were bought back in a quarter, at the
// price of its end.
func (b *Accounts) boughtBack(q Quarter) float64 {
	fewer := b.SharesAt(q.Before(1)) - b.SharesAt(q)
	return b.Round(fewer * b.Instrument.Major(b.Instrument.Close(q.End())) * b.Rate)
}
