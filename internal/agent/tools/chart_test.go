package tools

import (
	"fmt"
	"testing"

	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// A history is drawn as candles where days have a range, with volume where there is
// some, and as a line of closes where they have none.
func TestChartsOfHistories(t *testing.T) {
	for want, change := range map[string]func(*market.Bar){
		"candles [open high low close volume]": func(*market.Bar) {},
		"candles [open high low close]":        func(b *market.Bar) { b.Volume = -1 },
		"line [close]":                         func(b *market.Bar) { b.Open, b.High, b.Low = b.Close, b.Close, b.Close },
		"line [close] ":                        func(b *market.Bar) { b.Open, b.High, b.Low = 0, 0, 0 },
	} {
		h := days(t, 4)
		for i := range h.Bars {
			change(&h.Bars[i])
		}
		tables := call(t, &fakeMarket{history: h}, "history", `{"symbol":"AAPL","range":"5d"}`).Exhibits[0].Tables()
		chart := tables[len(tables)-1].Chart
		if got := fmt.Sprint(chart.Type, " ", chart.Y); got != want && got+" " != want {
			t.Errorf("drawn as %s, want %s", got, want)
		}
	}
}

// Each row of a ranking is about its own symbol, from its own source.
func TestSubjectsOfARanking(t *testing.T) {
	apple, microsoft := symbol(t, "AAPL"), symbol(t, "MSFT")
	row := func(name string, value float64) study.Row {
		return study.Row{Name: name, Cells: []market.Number{market.Num(value)}, Places: []int{0}}
	}
	b := writeReport(&study.Report{
		Inputs: []study.Input{{Symbol: apple}, {Symbol: microsoft}},
		Sections: []study.Section{{Measure: study.MarketValue, Symbols: []market.Symbol{apple, microsoft}, Table: &study.Table{
			Ranked: true, Columns: []study.Column{{Name: "symbol"}, {Name: "value", Field: "analysis.market_value", Unit: "USD"}},
			Rows: []study.Row{row("MSFT", 2), row("AAPL", 1)},
		}}},
	})
	b.Origins = make([]exhibit.Origin, 2)
	got := ""
	for _, d := range b.Data() {
		got += fmt.Sprint(d.Subject, " ", d.Exact, " of ", d.Source, "; ")
	}
	if want := "MSFT 2 of 2; AAPL 1 of 1; "; got != want {
		t.Errorf("data are %s, want %s", got, want)
	}
}
