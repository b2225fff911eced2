package facts

// The parts of a balance sheet are shares of the revenue of four quarters, but for
// equity, which is four times the earnings of the table's year, or at least 1.5 a
// share. What assets are left goes into plants.

func (b *Accounts) cashAt(q Quarter) float64 { return b.Round(0.10 * b.YearlyRevenue(q)) }

// debt is all that is borrowed at the end of q.
func (b *Accounts) debt(q Quarter) float64 { return b.shortDebt(q) + b.longDebt(q) }

func (b *Accounts) shortDebt(q Quarter) float64 { return b.Round(0.03 * b.YearlyRevenue(q)) }
func (b *Accounts) longDebt(q Quarter) float64  { return b.Round(0.22 * b.YearlyRevenue(q)) }

func (b *Accounts) equity(q Quarter) float64 {
	return b.Round(max(b.Instrument.EPS*4, 1.5) * b.Rate * b.shares * b.grown(q))
}

// Balance is the balance sheet at the end of q.
func (b *Accounts) Balance(q Quarter) Entries {
	part := func(f float64) float64 { return b.Round(f * b.YearlyRevenue(q)) }
	s := Entries{}
	cash, papers, owed, stock, more := b.cashAt(q), part(0.06), part(0.08), part(0.04), part(0.02)
	if b.gross == 0 {
		stock = 0
	}
	current := cash + papers + owed + stock + more
	payables, debt, otherDue := part(0.10), b.shortDebt(q), part(0.05)
	due := payables + debt + otherDue
	longDebt, otherLong := b.longDebt(q), part(0.08)
	long := longDebt + otherLong
	equity := b.equity(q)
	assets := due + long + equity
	fixed := assets - current
	plants, goodwill := b.Round(0.6*fixed), b.Round(0.1*fixed)

	s["CashAndCashEquivalents"], s["OtherShortTermInvestments"] = cash, papers
	s["CashCashEquivalentsAndShortTermInvestments"] = cash + papers
	s["Receivables"], s["AccountsReceivable"], s["OtherCurrentAssets"] = owed, owed, more
	if stock > 0 {
		s["Inventory"] = stock
	}
	s["CurrentAssets"], s["TotalNonCurrentAssets"], s["TotalAssets"] = current, fixed, assets
	s["NetPPE"], s["Goodwill"], s["GoodwillAndOtherIntangibleAssets"] = plants, goodwill, goodwill
	s["OtherNonCurrentAssets"] = fixed - plants - goodwill
	s["Payables"], s["AccountsPayable"], s["PayablesAndAccruedExpenses"] = payables, payables, payables
	s["CurrentDebt"], s["CurrentDebtAndCapitalLeaseObligation"] = debt, debt
	s["OtherCurrentLiabilities"], s["CurrentLiabilities"] = otherDue, due
	s["LongTermDebt"], s["LongTermDebtAndCapitalLeaseObligation"] = longDebt, longDebt
	s["OtherNonCurrentLiabilities"], s["TotalNonCurrentLiabilitiesNetMinorityInterest"] = otherLong, long
	s["TotalLiabilitiesNetMinorityInterest"] = due + long
	s["CommonStock"] = b.Round(0.3 * equity)
	s["CapitalStock"] = s["CommonStock"]
	s["RetainedEarnings"] = equity - s["CommonStock"]
	s["StockholdersEquity"], s["CommonStockEquity"], s["TotalEquityGrossMinorityInterest"] = equity, equity, equity
	s["TangibleBookValue"], s["NetTangibleAssets"] = equity-goodwill, equity-goodwill
	s["TotalDebt"], s["NetDebt"] = debt+longDebt, max(debt+longDebt-cash, 0)
	s["WorkingCapital"], s["InvestedCapital"], s["TotalCapitalization"] = current-due, equity+debt+longDebt, equity+longDebt
	s["OrdinarySharesNumber"], s["ShareIssued"] = b.SharesAt(q), b.SharesAt(q)
	return s
}
