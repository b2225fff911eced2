package yahoo

import (
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

type recommendationsWire struct {
	Trend []struct {
		Period     string `json:"period"`
		StrongBuy  figure `json:"strongBuy"`
		Buy        figure `json:"buy"`
		Hold       figure `json:"hold"`
		Sell       figure `json:"sell"`
		StrongSell figure `json:"strongSell"`
	} `json:"trend"`
}

type upgradesWire struct {
	History []struct {
		At           figure `json:"epochGradeDate"`
		Firm         string `json:"firm"`
		From         string `json:"fromGrade"`
		To           string `json:"toGrade"`
		Action       string `json:"action"`
		Target       figure `json:"currentPriceTarget"`
		TargetBefore figure `json:"priorPriceTarget"`
	} `json:"history"`
}

func (w *summaryWire) analysts() market.Analysts {
	d := w.Financials
	changes := w.Upgrades.changes()
	a := market.Analysts{
		TargetLow: d.TargetLow.positive(), TargetMean: d.TargetMean.positive(),
		TargetMedian: d.TargetMedian.positive(), TargetHigh: d.TargetHigh.positive(),
		Opinions: d.Opinions.positive(), RatingMean: d.RatingMean.positive(),
		Months:     w.Recommendations.months(),
		Changes:    slices.Clone(changes[:min(len(changes), market.MaxRatingChanges)]),
		AllChanges: len(changes),
	}
	if d.Rating != "none" {
		a.Rating = client.Line(d.Rating)
	}
	return a
}

// months leaves out those in which nobody rated.
func (w recommendationsWire) months() []market.RatingCount {
	var months []market.RatingCount
	for _, t := range w.Trend {
		rated := t.StrongBuy.v + t.Buy.v + t.Hold.v + t.Sell.v + t.StrongSell.v
		if rated > 0 && len(months) < maxResults {
			months = append(months, market.RatingCount{Period: client.Line(t.Period), StrongBuy: t.StrongBuy.num(), Buy: t.Buy.num(), Hold: t.Hold.num(), Sell: t.Sell.num(), StrongSell: t.StrongSell.num()})
		}
	}
	return months
}

// changes are all that are dated, newest first; nil when there are none.
func (w upgradesWire) changes() []market.RatingChange {
	var changes []market.RatingChange
	for _, h := range w.History {
		c := market.RatingChange{
			At: h.At.moment(), Firm: client.Line(h.Firm), From: client.Line(h.From), To: client.Line(h.To),
			Action: client.Line(h.Action), Target: h.Target.positive(), TargetBefore: h.TargetBefore.positive(),
		}
		if !c.At.IsZero() && c.Firm != "" {
			changes = append(changes, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b market.RatingChange) int { return b.At.Compare(a.At) })
	return changes
}
