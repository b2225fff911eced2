package market

import "slices"

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

func (w *summaryWire) analysts() Analysts {
	d := w.Financials
	changes := w.Upgrades.changes()
	a := Analysts{
		TargetLow: d.TargetLow.positive(), TargetMean: d.TargetMean.positive(),
		TargetMedian: d.TargetMedian.positive(), TargetHigh: d.TargetHigh.positive(),
		Opinions: d.Opinions.positive(), RatingMean: d.RatingMean.positive(),
		Months:     w.Recommendations.months(),
		Changes:    slices.Clone(changes[:min(len(changes), MaxRatingChanges)]),
		AllChanges: len(changes),
	}
	if d.Rating != "none" {
		a.Rating = oneLine(d.Rating)
	}
	return a
}

// months leaves out those in which nobody rated.
func (w recommendationsWire) months() []RatingCount {
	var months []RatingCount
	for _, t := range w.Trend {
		rated := t.StrongBuy.v + t.Buy.v + t.Hold.v + t.Sell.v + t.StrongSell.v
		if rated > 0 && len(months) < maxResults {
			months = append(months, RatingCount{oneLine(t.Period), t.StrongBuy.num(), t.Buy.num(), t.Hold.num(), t.Sell.num(), t.StrongSell.num()})
		}
	}
	return months
}

// changes are all that are dated, newest first; nil when there are none.
func (w upgradesWire) changes() []RatingChange {
	var changes []RatingChange
	for _, h := range w.History {
		c := RatingChange{
			At: h.At.moment(), Firm: oneLine(h.Firm), From: oneLine(h.From), To: oneLine(h.To),
			Action: oneLine(h.Action), Target: h.Target.positive(), TargetBefore: h.TargetBefore.positive(),
		}
		if !c.At.IsZero() && c.Firm != "" {
			changes = append(changes, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b RatingChange) int { return b.At.Compare(a.At) })
	return changes
}
