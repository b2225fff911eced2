package study

import (
	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// mostCompared is how many days a comparison has: as many as a chart can show.
const mostCompared = 200

// compared is the closes of the symbols by day, exact, on the days on which all of them
// traded: where there are too many, evenly apart, the first and the last among them.
// nil: there are no two symbols, or no two such days.
func (w *work) compared() *Table {
	asked := w.asked()
	t := &Table{Columns: []Column{{Name: "date"}}}
	closes := make([]analysis.Series, len(asked))
	for i, d := range asked {
		closes[i] = d.closes()
		c := d.column(d.symbol.String(), "analysis.close")
		c.Symbol = d.symbol
		t.Columns = append(t.Columns, c)
	}
	closes = analysis.Align(closes...)
	days := len(closes[0])
	if len(asked) < 2 || days < 2 {
		return nil
	}
	rows := min(days, mostCompared)
	t.Left = days - rows
	for i := range rows {
		at := i * (days - 1) / (rows - 1)
		r := Row{Name: closes[0][at].Date.String()}
		for k, d := range asked {
			r.Cells, r.Places = append(r.Cells, market.Num(significant(closes[k][at].Value))), append(r.Places, d.places())
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}
