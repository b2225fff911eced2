package tools

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
	"quotewire/internal/market"
)

// Every tool has its lines for small windows: without them it is offered by its
// whole first line and found by no word.
func TestToolsHaveTheirBriefs(t *testing.T) {
	for _, name := range []string{
		"quote", "history", "analysis", "company", "statements", "options", "index", "screen", "series", "news", "symbols", "dates", "calculate",
	} {
		text, err := texts.ReadFile(name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitN(string(text), "\n", 3)
		if !strings.HasPrefix(lines[0], "brief: ") || !strings.HasPrefix(lines[1], "words: ") {
			t.Errorf("%s.md begins %q", name, lines[:2])
		}
	}
	tools, err := Market(&fakeMarket{}, studyOf(t, &fakeMarket{}), seriesOf(t))
	if err != nil || len(tools) != 13 {
		t.Errorf("%d tools, %v: list them here", len(tools), err)
	}
}

// narrowly runs a tool as an agent does whose model has a small window, and gives
// what the model is told.
func narrowly(t *testing.T, data *fakeMarket, window int, name, args string) string {
	t.Helper()
	model := llmtest.New(t, llmtest.Calls(llm.ToolCall{ID: "a", Name: name, Arguments: args}), llmtest.Text("done", 0))
	a, err := agent.New(agent.Options{Model: model.Client(), Tools: data.tools(t), Window: func(string) int { return window }, Now: toolsNow})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range a.Answer(t.Context(), answer.Turn{Question: "?"}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return model.Arrived(2).Last().Content
}

// What does not fit is paged or shortened by the tool, that knows what may go, and
// not cut by the agent.
func TestResultsFitASmallWindow(t *testing.T) {
	data := &fakeMarket{tickers: map[string]*market.Ticker{}, history: yearOfBars(t)}
	var rows []*market.Ticker
	for i := range 30 {
		s := fmt.Sprintf("AA%c%c", 'A'+i/26, 'A'+i%26)
		one := &market.Ticker{
			Symbol: symbol(t, s), Name: "A Company of Some Name " + s, Currency: "USD", Kind: market.KindEquity,
			Price: market.Num(1234.56), Change: market.Num(12.34), ChangePercent: market.Num(1.5 - float64(i)/10), DayLow: market.Num(1212.12), DayHigh: market.Num(1245.67),
			Volume: market.Num(12345678), MarketCap: market.Num(123456789012), Bid: market.Num(1234.5), Ask: market.Num(1234.6), AsOf: toolsNow(),
		}
		data.tickers[s] = one
		rows = append(rows, one)
	}
	data.members = &market.Members{Index: symbol(t, "^DJI"), Rows: rows}
	for _, c := range []struct{ name, args, begins, ends string }{
		{"history", `{"symbol":"AAPL","range":"1y"}`, "page 1 of 1", "| 26,566,538"},
		{"index", `{"symbol":"^DJI"}`, "symbol | name | price | currency | change %", "| -1.40 %"},
		{"quote", `{"symbols":["AAAA","AAAB","AAAC","AAAD","AAAE","AAAF","AAAG","AAAH","AAAI","AAAJ","AAAK","AAAL"]}`, "Quotes: 12 of 12 symbols", "at most 5."},
	} {
		text := narrowly(t, data, 4096, c.name, c.args)
		if n := agent.Tokens(text); n > 1700 || strings.Contains(text, "[cut here") || !strings.Contains(text, c.begins) || !strings.Contains(text[max(0, len(text)-150):], c.ends) {
			t.Errorf("%s %s: %d tokens:\n%s", c.name, c.args, n, text)
		}
	}
	levels := map[string]int{}
	for window := 2500; window <= 4000; window += 100 {
		text := narrowly(t, data, window, "quote", `{"symbols":["AAAA","AAAB","AAAC","AAAD","AAAE"]}`)
		switch {
		case strings.Contains(text, "[cut here"):
			t.Errorf("window %d: the quotes are cut:\n%s", window, text)
		case strings.Contains(text, "bid: "):
			levels["all figures"]++
		case strings.Contains(text, "for all figures ask for at most 4 symbols"):
			levels["the main ones"]++
		case strings.Contains(text, "for more figures ask for fewer"):
			levels["a line each"]++
		}
	}
	if len(levels) != 3 {
		t.Errorf("five quotes come as %v, want three levels", levels)
	}
	if wide := narrowly(t, data, 0, "history", `{"symbol":"AAPL","range":"1y"}`); !strings.Contains(wide, "page 1 of 5") {
		t.Errorf("without a window the pages of history are others:\n%.1500s", wide)
	}
}

// yearOfBars is 250 trading days.
func yearOfBars(t *testing.T) *market.History {
	t.Helper()
	h := &market.History{Symbol: symbol(t, "AAPL"), Currency: "USD", Kind: market.KindEquity, Interval: market.Day, Location: time.UTC}
	day := time.Date(2024, 11, 21, 14, 30, 0, 0, time.UTC)
	for range 250 {
		h.Bars = append(h.Bars, market.Bar{Time: day.Unix(), Open: 301.21, High: 305.06, Low: 301.19, Close: 304.49, AdjClose: 304.49, Volume: 26566538})
		day = day.AddDate(0, 0, 1)
	}
	return h
}
