package study

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// doubting is a fakeMarket whose histories have doubts, as package market sets them.
type doubting struct {
	*fakeMarket
	doubts []market.Doubt
}

func (d doubting) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	h, err := d.fakeMarket.History(ctx, q)
	if err == nil && q.Symbol.String() == "AAPL" {
		h.Doubts = d.doubts
	}
	return h, err
}

func dateOf(t *testing.T, text string) market.Date {
	t.Helper()
	d, err := market.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDoubtsAreSaidWithTheFigures(t *testing.T) {
	closes := make([]float64, 120)
	for i := range closes {
		closes[i] = 100 + float64(i%7)
	}
	bars := walk(t, "2025-01-02", closes...)
	doubt := func(kind market.DoubtKind, from, to string) market.Doubt {
		d := market.Doubt{From: dateOf(t, from), Kind: kind, Text: "closes jump on " + from}
		if to != "" {
			d.To = dateOf(t, to)
		}
		return d
	}
	for _, tt := range []struct {
		name     string
		doubt    market.Doubt
		measure  Measure
		adjusted bool
		want     bool
		input    bool
	}{
		{"within", doubt(market.DoubtUnit, "2025-05-07", "2025-05-07"), Change, false, true, true},
		{"before the first close", doubt(market.DoubtJump, "2025-05-02", "2025-05-02"), Change, false, true, true}, // the close before is of that day
		{"long before", doubt(market.DoubtJump, "2025-04-16", "2025-04-16"), Change, false, false, false},
		{"long before, where an average begins", doubt(market.DoubtJump, "2025-04-16", "2025-04-16"), MovingAverage, false, true, false},
		{"long before, where an indicator warms up", doubt(market.DoubtJump, "2025-04-16", "2025-04-16"), "rsi", false, true, false},
		{"from long ago to the end", doubt(market.DoubtUnit, "2025-04-16", ""), Volatility, false, true, true},
		{"after", doubt(market.DoubtUnit, "2025-05-21", ""), Change, false, false, false},
		{"adjusted closes, closes asked for", doubt(market.DoubtAdjusted, "2025-05-07", "2025-05-07"), Change, false, false, false},
		{"adjusted closes", doubt(market.DoubtAdjusted, "2025-05-07", "2025-05-07"), Change, true, true, true},
		{"of one of two", doubt(market.DoubtUnit, "2025-05-07", "2025-05-07"), Correlation, false, true, true},
		{"extremes", doubt(market.DoubtSpike, "2025-05-07", "2025-05-07"), Extremes, false, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := doubting{&fakeMarket{bars: map[string][]market.Bar{"AAPL": bars, "MSFT": walk(t, "2025-01-02", append(slices.Clone(closes[3:]), 1, 2, 3)...)}}, []market.Doubt{tt.doubt}}
			q := Query{Symbols: symbols("AAPL"), Period: "2025-05-05 to 2025-05-16", Measures: []Measure{tt.measure}, Adjusted: tt.adjusted}
			if tt.measure == Correlation {
				q.Symbols = symbols("AAPL", "MSFT")
			}
			r, err := newStudy(t, data).Analyze(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			section := r.Sections[0]
			if len(section.Figures) == 0 {
				t.Fatalf("no figures: %+v", section)
			}
			said := strings.HasPrefix(section.About, "doubtful: ") && strings.Contains(section.About, tt.doubt.Text)
			if said != tt.want || section.Doubtful != tt.want || len(r.Inputs[0].Doubts) > 0 != tt.input {
				t.Errorf("about %q, doubts of the input %+v; want %t and %t", section.About, r.Inputs[0].Doubts, tt.want, tt.input)
			}
		})
	}
}

func TestPricesThatWereNotSent(t *testing.T) {
	closes := make([]float64, 60)
	for i := range closes {
		closes[i] = 100 + float64(i*i%11)
	}
	bars := walk(t, "2025-01-02", closes...)
	n := len(bars)
	bars[n-10].Open, bars[n-5].Low, bars[n-4].High, bars[n-3].Low = 0, 0, 0, 0
	first, last := dayAt(bars[n-10]), dayAt(bars[n-1])
	data := &fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}}
	q := Query{Symbols: symbols("AAPL"), Period: first + " to " + last, Measures: []Measure{Change, Extremes, "atr", Candles}}
	r := analyze(t, data, q)
	if r.Inputs[0].Partial != 4 {
		t.Errorf("%d bars lack a price, want 4", r.Inputs[0].Partial)
	}
	for _, f := range r.Sections[0].Figures {
		if strings.Contains(f.Name, "first open") {
			t.Errorf("a first open that was not sent: %+v", f)
		}
	}
	low := 1e9
	for _, b := range bars[n-10:] {
		if b.Low != 0 {
			low = min(low, b.Low)
		}
	}
	wantValue(t, r.Sections[1], "lowest price (intraday low)", "USD", low)
	if about := r.Sections[1].About; !strings.Contains(about, "2 of 10 days") {
		t.Errorf("extremes say %q", about)
	}
	atr := r.Sections[2]
	if v, _ := valueOfFigure(t, atr, "ATR", "USD").Value.Get(); v <= 0 || v > 20 || !strings.Contains(atr.About, "3 days without a high or a low are left out") {
		t.Errorf("ATR %v, %q", v, atr.About)
	}
	if cells := atr.Table.Rows[5].Cells; !cells[1].IsZero() {
		t.Errorf("ATR of the day without a low: %+v", cells)
	}
	if !strings.Contains(r.Sections[3].About, "4 days that lack a price") {
		t.Errorf("candles say %q", r.Sections[3].About)
	}
}

// No pattern goes on over a day that lacks a price.
func TestPatternsStopAtADayThatLacksAPrice(t *testing.T) {
	bars := walk(t, "2025-01-02", 10, 12, 9, 20, 20, 20)
	set := func(i int, open, high, low, close float64) {
		bars[i].Open, bars[i].High, bars[i].Low, bars[i].Close = open, high, low, close
	}
	set(2, 110, 111, 99, 100) // falls
	set(3, 99, 112, 98, 111)  // engulfs it
	named := func() string {
		r := analyze(t, &fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}}, Query{Symbols: symbols("AAPL"), Period: dayAt(bars[2]) + " to " + dayAt(bars[5]), Measures: []Measure{Candles}})
		var names []string
		if table := r.Sections[0].Table; table != nil {
			for _, row := range table.Rows {
				names = append(names, row.Texts...)
			}
		}
		return strings.Join(names, ", ")
	}
	if got := named(); !strings.Contains(got, "bullish engulfing") {
		t.Fatalf("patterns %q, want an engulfing one", got)
	}
	set(4, 99, 112, 98, 111)
	set(3, 100, 0, 99, 100) // a day between them, without a high
	if got := named(); strings.Contains(got, "engulfing") {
		t.Errorf("patterns %q go over a day without a high", got)
	}
}

func dayAt(b market.Bar) string {
	return market.DateOf(time.Unix(b.Time, 0).In(newYorkZone())).String()
}

// What is said of bars is of those of the period, and of the close before it.
func TestBarsOfAPeriodHaveTheirOwnDoubts(t *testing.T) {
	closes := make([]float64, 120)
	for i := range closes {
		closes[i] = 100 + float64(i%7)
	}
	bars := walk(t, "2025-01-02", closes...)
	for i := range bars {
		if day := dayAt(bars[i]); day < "2025-05-05" || day == "2025-05-08" {
			bars[i].Low = 0
		}
	}
	for _, tt := range []struct {
		day  string
		want int
	}{{"2025-04-16", 0}, {"2025-05-02", 1}, {"2025-05-07", 1}} {
		data := doubting{&fakeMarket{bars: map[string][]market.Bar{"AAPL": bars}}, []market.Doubt{{From: dateOf(t, tt.day), To: dateOf(t, tt.day)}}}
		b, err := newStudy(t, data).Bars(t.Context(), "2025-05-05 to 2025-05-16", market.HistoryQuery{Symbol: symbols("AAPL")[0]}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if h := b.History; len(h.Doubts) != tt.want || h.Partial != 1 {
			t.Errorf("a doubt on %s: %d doubts, want %d; %d partial, want 1", tt.day, len(h.Doubts), tt.want, h.Partial)
		}
	}
}
