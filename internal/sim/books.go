package sim

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

// entries are figures of accounts by Yahoo's name of the item without its period,
// such as TotalRevenue. What a company does not report is not there.
type entries map[string]float64

// books are a company's accounts, in its currency.
type books struct {
	*company
	in             *instrument // whose symbol, price and dividends they go with
	ref            quarter
	unit           float64 // figures are multiples of it
	revenueAt, per float64 // of a quarter: the scale of revenue, and of earnings
}

func (in *instrument) open() *books {
	c := in.company
	b := &books{company: c, in: c.books, ref: c.reference(), unit: 1e6, revenueAt: 1, per: 1}
	if c.shares < 5e8 {
		b.unit = 1e3
	}
	var revenue, net float64
	for i := range 4 {
		revenue += b.shape(b.ref.before(i), 61, 0.02)
		net += b.shape(b.ref.before(i), 62, 0.05)
	}
	earned := c.books.eps * c.rate * b.averageShares(b.ref, 4) * dilution
	b.per = earned / net
	b.revenueAt = earned / c.margin / revenue
	return b
}

// dilution is how many more shares there would be if all options were used.
const dilution = 1.005

// shape is how large a quarter is beside others.
func (b *books) shape(q quarter, stream uint64, size float64) float64 {
	season := 1 + 0.08*noise(b.in.seed, 60, uint64(b.number(q)))
	return season * b.grown(q) * (1 + size*noise(b.in.seed, stream, uint64(q)))
}

// grown is what a figure of the reference quarter would be in q.
func (b *books) grown(q quarter) float64 { return math.Exp(b.growth * float64(q-b.ref) / 12) }

func (b *books) round(v float64) float64 { return math.Round(v/b.unit) * b.unit }

// revenue and net are of one quarter, net is the net income.
func (b *books) revenue(q quarter) float64 { return b.round(b.revenueAt * b.shape(q, 61, 0.02)) }
func (b *books) net(q quarter) float64     { return b.round(b.per * b.shape(q, 62, 0.05)) }

// yearly is the revenue of the four quarters that end with q.
func (b *books) yearly(q quarter) (sum float64) {
	for i := range 4 {
		sum += b.revenue(q.before(i))
	}
	return sum
}

// sharesAt is the shares outstanding at the end of q: until the reference
// quarter a company buys back 0.4 % of them each quarter.
func (b *books) sharesAt(q quarter) float64 {
	past := max(float64(b.ref-q)/3, 0)
	return math.Round(b.shares*(1+0.004*past)/1e3) * 1e3
}

// averageShares is the mean of the shares during the n quarters that end with q.
func (b *books) averageShares(q quarter, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += (b.sharesAt(q.before(i)) + b.sharesAt(q.before(i+1))) / 2
	}
	return math.Round(sum / float64(n))
}

func (b *books) dilutedShares(q quarter, n int) float64 {
	return math.Round(b.averageShares(q, n) * dilution)
}

// earned is the diluted earnings a share of the n quarters that end with q.
func (b *books) earned(q quarter, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += b.net(q.before(i))
	}
	return cents(sum / b.dilutedShares(q, n))
}

// cents rounds to two decimals.
func cents(v float64) float64 { return math.Round(v*100) / 100 }

// trailing is the earnings a share of the last four quarters, in the major unit
// of the quote's currency, as quotes give them.
func (b *books) trailing(q quarter) float64 {
	sum := 0.0
	for i := range 4 {
		sum += b.net(q.before(i))
	}
	return cents(sum / b.dilutedShares(q, 4) / b.rate)
}

// book is the equity a share, in the accounts' currency.
func (b *books) book(q quarter) float64 {
	return math.Round(b.equity(q)/b.sharesAt(q)*1000) / 1000
}

// ratio rounds to four decimals, as Yahoo does with most ratios.
func ratio(v float64) float64 { return math.Round(v*1e4) / 1e4 }
