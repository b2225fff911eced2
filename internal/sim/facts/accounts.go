package facts

import "math"

// How accounts are made
//
// Like prices, every figure is a pure function of the company and the fiscal
// quarter; the clock only decides which quarters are out. Revenue grows at the
// company's rate, with a weight for each of the year's quarters and a little
// noise; earnings likewise. Both are scaled so that the four quarters last
// reported on 2025-11-19 earn the table's earnings a share at the table's net
// margin. A year is the sum of its quarters, twelve months are the sum of the
// last four. All other items follow from these two (flows.go, balance.go).

// Entries are figures of accounts by Yahoo's name of the item without its period,
// such as TotalRevenue. What a company does not report is not there.
type Entries map[string]float64

// Accounts are a company's accounts, in its currency.
type Accounts struct {
	*Company
	Instrument     *Instrument // whose symbol, price and dividends they go with
	ref            Quarter
	unit           float64 // figures are multiples of it
	revenueAt, per float64 // of a quarter: the scale of revenue, and of earnings
}

// Accounts are those of the company behind a share.
func (in *Instrument) Accounts() *Accounts {
	c := in.Company
	b := &Accounts{Company: c, Instrument: c.Reporter, ref: c.reference(), unit: 1e6, revenueAt: 1, per: 1}
	if c.shares < 5e8 {
		b.unit = 1e3
	}
	var revenue, net float64
	for i := range 4 {
		revenue += b.shape(b.ref.Before(i), 61, 0.02)
		net += b.shape(b.ref.Before(i), 62, 0.05)
	}
	earned := c.Reporter.EPS * c.Rate * b.averageShares(b.ref, 4) * dilution
	b.per = earned / net
	b.revenueAt = earned / c.margin / revenue
	return b
}

// dilution is how many more shares there would be if all options were used.
const dilution = 1.005

// shape is how large a quarter is beside others.
func (b *Accounts) shape(q Quarter, stream uint64, size float64) float64 {
	season := 1 + 0.08*Noise(b.Instrument.Seed, 60, uint64(b.number(q)))
	return season * b.grown(q) * (1 + size*Noise(b.Instrument.Seed, stream, uint64(q)))
}

// grown is what a figure of the reference quarter would be in q.
func (b *Accounts) grown(q Quarter) float64 { return math.Exp(b.Growth * float64(q-b.ref) / 12) }

// Round is a figure in the unit of the accounts: thousands or millions.
func (b *Accounts) Round(v float64) float64 { return math.Round(v/b.unit) * b.unit }

// Revenue is that of one quarter.
func (b *Accounts) Revenue(q Quarter) float64 { return b.Round(b.revenueAt * b.shape(q, 61, 0.02)) }

// NetIncome is that of one quarter.
func (b *Accounts) NetIncome(q Quarter) float64 { return b.Round(b.per * b.shape(q, 62, 0.05)) }

// YearlyRevenue is the revenue of the four quarters that end with q.
func (b *Accounts) YearlyRevenue(q Quarter) (sum float64) {
	for i := range 4 {
		sum += b.Revenue(q.Before(i))
	}
	return sum
}

// SharesAt is the shares outstanding at the end of q: until the reference
// quarter a company buys back 0.4 % of them each quarter.
func (b *Accounts) SharesAt(q Quarter) float64 {
	past := max(float64(b.ref-q)/3, 0)
	return math.Round(b.shares*(1+0.004*past)/1e3) * 1e3
}

// averageShares is the mean of the shares during the n quarters that end with q.
func (b *Accounts) averageShares(q Quarter, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += (b.SharesAt(q.Before(i)) + b.SharesAt(q.Before(i+1))) / 2
	}
	return math.Round(sum / float64(n))
}

func (b *Accounts) dilutedShares(q Quarter, n int) float64 {
	return math.Round(b.averageShares(q, n) * dilution)
}

// perShare is the diluted earnings a share of the n quarters that end with q.
func (b *Accounts) perShare(q Quarter, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += b.NetIncome(q.Before(i))
	}
	return sum / b.dilutedShares(q, n)
}

// DilutedEPS is the same, rounded.
func (b *Accounts) DilutedEPS(q Quarter, n int) float64 { return Cents(b.perShare(q, n)) }

// Cents rounds to two decimals.
func Cents(v float64) float64 { return math.Round(v*100) / 100 }

// TrailingEPS is the earnings a share of the last four quarters, in the major unit
// of the quote's currency, as quotes give them.
func (b *Accounts) TrailingEPS(q Quarter) float64 { return Cents(b.perShare(q, 4) / b.Rate) }

// BookValue is the equity a share, in the accounts' currency.
func (b *Accounts) BookValue(q Quarter) float64 {
	return math.Round(b.equity(q)/b.SharesAt(q)*1000) / 1000
}

// Ratio rounds to four decimals, as Yahoo does with most ratios.
func Ratio(v float64) float64 { return math.Round(v*1e4) / 1e4 }
