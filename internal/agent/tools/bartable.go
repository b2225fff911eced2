package tools

import (
	"fmt"

	"quotewire/internal/market"
)

// table writes one page, page 1 the newest bars, the newest of a page last.
func (w *historyWriter) table() {
	volume, adjusted := w.columns()
	rows := w.rows(volume, adjusted)
	pages := (len(w.h.Bars) + rows - 1) / rows
	if w.page > pages {
		w.text(fmt.Sprintf("There is no page %d: pages are 1 (newest) to %d.", w.page, pages))
		return
	}
	end := len(w.h.Bars) - (w.page-1)*rows
	bars := w.h.Bars[max(0, end-rows):end]
	head := fmt.Sprintf("Bars, newest last, page %d of %d", w.page, pages)
	if pages > 1 {
		head += " (page 1 is the newest)"
	}
	w.text(head)
	header := "date | open | high | low | close"
	if w.intraday {
		header = "time | open | high | low | close"
	}
	if adjusted {
		header += " | adjusted close"
	}
	if volume {
		header += " | volume"
	}
	w.text(header)
	for i, b := range bars {
		w.text(w.row(b, volume, adjusted, w.h.Open && w.page == 1 && i == len(bars)-1))
	}
}

// rows is how many bars a page holds: as many as fit below the figures, judged by
// the last one.
func (w *historyWriter) rows(volume, adjusted bool) int {
	left := maxText - w.size(w.b.String()) - w.size("Bars, newest last, page 1000 of 1000 (page 1 is the newest)\n")
	return min(pageRows, max(fewRows, left/w.size(w.row(w.last(), volume, adjusted, false)+"\n")))
}

// columns says which optional columns tell something; every page has the same.
func (w *historyWriter) columns() (volume, adjusted bool) {
	for _, b := range w.h.Bars {
		volume = volume || b.Volume > 0
		adjusted = adjusted || w.price(b.AdjClose) != w.price(b.Close)
	}
	return volume, adjusted
}

func (w *historyWriter) row(b market.Bar, volume, adjusted, open bool) string {
	s := fmt.Sprintf("%s | %s | %s | %s | %s", w.at(w.start(b)), w.cell(b.Open), w.cell(b.High), w.cell(b.Low), w.price(b.Close))
	if adjusted {
		s += " | " + w.price(b.AdjClose)
	}
	switch {
	case volume && b.Volume >= 0:
		s += " | " + fixed(b.Volume, 0)
	case volume:
		s += " | "
	}
	if open {
		s += " (session still open, not final)"
	}
	return s
}
