package tools

import (
	"fmt"

	"quotewire/internal/market"
)

// table writes one page, page 1 the newest bars, the newest of a page last.
func (w *historyWriter) table() {
	if w.page > w.pages {
		w.text(fmt.Sprintf("There is no page %d: pages are 1 (newest) to %d.", w.page, w.pages))
		return
	}
	end := len(w.h.Bars) - (w.page-1)*pageRows
	bars := w.h.Bars[max(0, end-pageRows):end]
	head := fmt.Sprintf("Bars, newest last, page %d of %d", w.page, w.pages)
	if w.pages > 1 {
		head += " (page 1 is the newest)"
	}
	w.text(head)
	volume, adjusted := w.columns()
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
		w.row(b, volume, adjusted, w.h.Open && w.page == 1 && i == len(bars)-1)
	}
}

// columns says which optional columns tell something; every page has the same.
func (w *historyWriter) columns() (volume, adjusted bool) {
	for _, b := range w.h.Bars {
		volume = volume || b.Volume > 0
		adjusted = adjusted || w.price(b.AdjClose) != w.price(b.Close)
	}
	return volume, adjusted
}

func (w *historyWriter) row(b market.Bar, volume, adjusted, open bool) {
	s := fmt.Sprintf("%s | %s | %s | %s | %s", w.at(b), w.price(b.Open), w.price(b.High), w.price(b.Low), w.price(b.Close))
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
	w.text(s)
}
