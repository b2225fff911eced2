package study

import (
	"cmp"
	"slices"

	"quotewire/internal/market"
)

// Turnover is the part of all shares outstanding that was traded this session, in per
// cent; absent where either is not known.
func Turnover(t *market.Ticker) market.Number {
	volume, traded := t.Volume.Get()
	shares, known := t.SharesOutstanding.Get()
	if !traded || !known || shares <= 0 {
		return market.Number{}
	}
	return market.Num(volume / shares * 100)
}

// Order is a figure that tickers are ranked by.
type Order string

// The orders. Any other is ByChange.
const (
	ByChange    Order = "change" // in per cent
	ByMarketCap Order = "market_cap"
	ByVolume    Order = "volume"
)

func (o Order) of(t *market.Ticker) market.Number {
	switch o {
	case ByMarketCap:
		return t.MarketCap
	case ByVolume:
		return t.Volume
	}
	return t.ChangePercent
}

// Ranked is the tickers with the highest figure first, those without it last.
func Ranked(tickers []*market.Ticker, by Order) []*market.Ticker {
	ranked := slices.Clone(tickers)
	slices.SortStableFunc(ranked, func(a, b *market.Ticker) int {
		x, hasX := by.of(a).Get()
		y, hasY := by.of(b).Get()
		switch {
		case hasX && hasY:
			return cmp.Compare(y, x)
		case hasX:
			return -1
		case hasY:
			return 1
		}
		return 0
	})
	return ranked
}

// Breadth is how many of some tickers rose and fell.
type Breadth struct{ Advancing, Declining int }

// BreadthOf counts the tickers whose change is known.
func BreadthOf(tickers []*market.Ticker) (b Breadth) {
	for _, t := range tickers {
		switch v, _ := t.ChangePercent.Get(); {
		case v > 0:
			b.Advancing++
		case v < 0:
			b.Declining++
		}
	}
	return b
}
