package study

import (
	"encoding/json"
	"strings"
	"testing"

	"quotewire/internal/market"
)

// Who checks an answer against the figures of a report knows them by their fields.
func TestEachFigureHasAField(t *testing.T) {
	var closes []float64
	for i := range 300 {
		closes = append(closes, 100+float64(i%37)+float64(2*i))
	}
	data := &fakeMarket{bars: map[string][]market.Bar{
		"AAPL": walk(t, "2024-09-02", closes...), "MSFT": walk(t, "2024-09-02", closes[5:]...), "^GSPC": walk(t, "2024-09-02", closes...),
	}}
	for _, name := range []string{"AAPL", "MSFT"} {
		hammer := &data.bars[name][200]
		hammer.Open, hammer.High, hammer.Low = hammer.Close-1, hammer.Close+0.2, hammer.Close-10
	}
	for _, name := range Measures() {
		m := Measure(name)
		r := analyze(t, data, Query{Symbols: symbols("AAPL", "MSFT"), Period: "2024-11-01 to 2025-09-11", Measures: []Measure{m}, Level: market.Num(120)})
		for _, s := range r.Sections {
			if s.Missing != "" && m != MarketValue { // which needs reports
				t.Errorf("%s: nothing is computed: %s", m, s.Missing)
			}
			for _, f := range s.Figures {
				if !strings.Contains(string(f.Field), ".") {
					t.Errorf("%s: figure %q is of field %q", m, f.Name, f.Field)
				}
			}
			if s.Table == nil {
				continue
			}
			for i, c := range s.Table.Columns {
				cells := i > 0 && i <= len(s.Table.Rows[0].Cells)
				if got := c.Unit != "" && strings.Contains(string(c.Field), "."); got != cells {
					t.Errorf("%s: column %+v of figures: %t", m, c, cells)
				}
			}
		}
	}
}

func TestAColumnIsItsName(t *testing.T) {
	got, err := json.Marshal(Table{Columns: []Column{{Name: "month"}, {Name: "change in %", Field: "analysis.change", Unit: Percent}}, Ranked: true})
	if want := `{"columns":["month","change in %"],"rows":null}`; err != nil || string(got) != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
}
