package study

import (
	"fmt"
	"strings"

	"quotewire/internal/analysis"
	"quotewire/internal/market"
)

// indicate computes a technical indicator on all bars and shows it on those of
// the span. The bars before warm it up.
func indicate(w *work, d *dailyBars, s *Section) error {
	bars, left := d.bars(func(b market.Bar) bool { return !analysis.NeedsRange(string(s.Measure)) || b.High != 0 && b.Low != 0 })
	ind, lines, err := analysis.Compute(string(s.Measure), bars, w.query.Window)
	if err != nil {
		return err
	}
	s.About = ind.Describe()
	if ind.Period > 1 && s.Measure != "macd" {
		s.About += fmt.Sprintf(", %d days", ind.Period)
	}
	if d.adjusted {
		s.About += "; on prices that are not adjusted for dividends"
	}
	if left > 0 {
		s.About += fmt.Sprintf("; %d days without a high or a low are left out", left)
	}
	s.Table = &Table{Columns: []Column{{Name: "date"}, d.column("close", "history.close")}}
	rows := map[market.Date]*Row{}
	for i := d.from; i < len(d.days); i++ {
		s.Table.Rows = append(s.Table.Rows, row(d.days[i].String(), d.money("", d.history.Bars[i].Close)).during(d.days[i], d.days[i]))
	}
	for i := range s.Table.Rows {
		rows[d.days[d.from+i]] = &s.Table.Rows[i]
	}
	for _, line := range lines {
		s.Table.Columns = append(s.Table.Columns, columnOf(d.indicator(line.Name, s.Measure, 0)))
		values := map[market.Date]float64{}
		for _, p := range line.Series {
			values[p.Date] = p.Value
		}
		for day, r := range rows {
			v, ok := values[day]
			if !ok {
				r.Cells, r.Places = append(r.Cells, market.Number{}), append(r.Places, 0)
				continue
			}
			f := d.indicator(line.Name, s.Measure, v)
			r.Cells, r.Places = append(r.Cells, f.Value), append(r.Places, f.Places)
		}
		if last := line.Series[len(line.Series)-1]; last.Date == d.days[d.last()] {
			s.Figures = append(s.Figures, d.indicator(line.Name, s.Measure, last.Value).on(last.Date))
		}
	}
	return nil
}

// lineField is the field of an indicator's line: "analysis.macd.signal", or
// "analysis.rsi" where the indicator has one line alone.
func lineField(m Measure, line string) Field {
	name := strings.ToLower(strings.TrimPrefix(line, "%"))
	if name == string(m) {
		return Field("analysis." + string(m))
	}
	return Field("analysis." + string(m) + "." + name)
}

// indicator is a value in the unit of its indicator.
func (d *dailyBars) indicator(name string, m Measure, v float64) Figure {
	f := d.money(name, v)
	switch m {
	case "rsi", "adx", "stochastic":
		f = figure(name, v, Ratio, 2)
	case "obv":
		f = figure(name, v, Count, 0)
	}
	return f.of(lineField(m, name))
}

// patterns are the candlestick patterns of each run of bars without one that lacks
// a price: no pattern goes on over such a day.
func (d *dailyBars) patterns() (found []analysis.Candle) {
	bars := d.history.Bars
	lo := max(0, d.from-3) // patterns of up to three days may begin before
	for i := lo; i <= len(bars); i++ {
		if i < len(bars) && bars[i].Whole() {
			continue
		}
		run := dailyBars{history: &market.History{Bars: bars[lo:i]}, days: d.days[lo:i]}
		all, _ := run.bars(market.Bar.Whole)
		found = append(found, analysis.Candles(all)...)
		lo = i + 1
	}
	return found
}

// candles are the patterns that are complete within the span.
func candles(_ *work, d *dailyBars, s *Section) error {
	s.About = "on bodies and shadows alone; a pattern's meaning depends on the trend before it"
	s.Table = &Table{Columns: []Column{{Name: "date"}, d.column("close", "history.close"), {Name: "pattern"}, {Name: "leaning"}}}
	if n := d.lacking(); n > 0 {
		s.About += fmt.Sprintf("; %d days that lack a price are in none", n)
	}
	closes := map[market.Date]float64{}
	for i := d.from; i < len(d.days); i++ {
		closes[d.days[i]] = d.history.Bars[i].Close
	}
	for _, c := range d.patterns() {
		v, ok := closes[c.Date]
		if !ok {
			continue
		}
		r := row(c.Date.String(), d.money("", v)).during(c.Date, c.Date)
		r.Texts = []string{c.Name, map[int]string{1: "bullish", -1: "bearish", 0: "neither"}[c.Bias]}
		s.Table.Rows = append(s.Table.Rows, r)
	}
	if len(s.Table.Rows) == 0 {
		s.Table, s.Missing = nil, "no pattern in the period"
	}
	return nil
}
