package yahoo

import (
	"math"
	"slices"
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// fillAdjusted computes the adjusted closes that were not sent, or sent as 0, where
// others were. What an adjusted close is of its close changes on ex-dates alone: it is
// that of the next bar, or else of the bar before, with no dividend between them.
// Where that is not known the close stays in its place, and is doubted.
func (w *chartWire) fillAdjusted() {
	day := func(i int) market.Date { return market.DateOf(time.Unix(w.rows[i].time, 0).In(w.zone)) }
	dividends := w.events.dividends(w.zone)
	paid := func(after, to int) bool {
		return slices.ContainsFunc(dividends, func(d market.Dividend) bool { return d.Date.Compare(day(after)) > 0 && d.Date.Compare(day(to)) <= 0 })
	}
	daily := granularity(w.meta.Granularity) == market.Day
	before, after := -1, 0
	for i := range w.rows {
		r := &w.rows[i]
		if r.adj.ok {
			before = i
			continue
		}
		if after >= 0 && after <= i {
			after = w.adjustedAfter(i)
		}
		if before < 0 && after < 0 {
			return // none was sent
		}
		last, next := w.share(before), w.share(after)
		switch {
		case before >= 0 && after >= 0 && math.Abs(next-last) < 1e-4*math.Abs(next), daily && after >= 0 && !paid(i, after):
			last = next
		case !daily || before < 0 || paid(before, i):
			w.bare = append(w.bare, r.time)
			continue
		}
		r.adj = figure{v: bars.Times(r.c.v, last), ok: true}
		w.filled = append(w.filled, r.time)
	}
}

// adjustedAfter is the first bar after i whose adjusted close was sent: -1 is none.
func (w *chartWire) adjustedAfter(i int) int {
	for j := i + 1; j < len(w.rows); j++ {
		if w.rows[j].adj.ok {
			return j
		}
	}
	return -1
}

// share is what the adjusted close of bar i is of its close; 0: there is none.
func (w *chartWire) share(i int) float64 {
	if i < 0 {
		return 0
	}
	return w.rows[i].adj.v / w.rows[i].c.v
}

// adjustment is what the bars are adjusted for. Within a day Yahoo sends no adjusted
// closes, and at times none of longer bars.
func (w *chartWire) adjustment(h *market.History) market.Adjustment {
	switch h.Kind {
	case market.KindEquity, market.KindETF, market.KindFund:
		if h.Interval.Length() == 0 && slices.ContainsFunc(w.rows, func(r chartRow) bool { return r.adj.ok }) {
			return market.AdjustedForAll
		}
		return market.AdjustedForSplits
	case market.KindIndex, market.KindCurrency, market.KindCrypto, market.KindFuture, market.KindOption:
		return market.AdjustedForNothing
	}
	return ""
}
