package study

import (
	"fmt"
	"slices"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// doubts are about the bars from number first on, as far as they matter here:
// those about adjusted closes alone do where those are computed on.
func (d *dailyBars) doubts(first int) []market.Doubt {
	return slices.DeleteFunc(d.history.DoubtsOn(d.days[first], d.days[d.last()]), func(doubt market.Doubt) bool {
		return doubt.Kind == market.DoubtAdjusted && !d.adjusted
	})
}

// DoubtsOnBar are the doubts about bar i of a history: of a week or month those about
// any of its days.
func DoubtsOnBar(h *market.History, i int) []market.Doubt {
	from := h.DayOf(h.Bars[i])
	to := from
	if h.Interval == market.Week || h.Interval == market.Month {
		to = from.AddDays(31)
		if i+1 < len(h.Bars) {
			to = h.DayOf(h.Bars[i+1]).AddDays(-1)
		}
	}
	return h.DoubtsOn(from, to)
}

// lacking counts the bars of the span that lack a price beside the close.
func (d *dailyBars) lacking() int { return market.Lacking(d.history.Bars[d.from:]) }

// doubted says of every section that rests on doubted bars that it does, so that
// no figure across them stands alone.
func (w *work) doubted() {
	for i := range w.report.Sections {
		s := &w.report.Sections[i]
		for _, symbol := range s.Symbols {
			d := w.bars(symbol)
			if d == nil {
				continue
			}
			first := max(0, d.from-1)
			if s.Measure.warms() {
				first = 0
			}
			if doubts := d.doubts(first); len(doubts) > 0 {
				s.doubt(symbol, doubts)
			}
		}
	}
}

// warms reports whether a measure rests on bars long before the span.
func (m Measure) warms() bool {
	return m == MovingAverage || slices.Contains(analysis.Names(), string(m))
}

// doubt puts the first of the doubts about a symbol before what the section says.
func (s *Section) doubt(symbol market.Symbol, doubts []market.Doubt) {
	text := "doubtful: "
	if len(s.Symbols) > 1 {
		text += symbol.String() + ": "
	}
	text += doubts[0].Text
	if n := len(doubts) - 1; n > 0 {
		text += fmt.Sprintf("; and %d more of its inputs' doubts", n)
	}
	if s.About != "" {
		text += "; " + s.About
	}
	s.About, s.Doubtful = text, true
}
