package fixing

import (
	"errors"
	"slices"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/markettest"
)

// The same facts, as one bank fixes them and as the other does.
func banks() (euro, dollar Bank) {
	zone := time.FixedZone("CET", 3600)
	return Bank{Currency: "EUR", Others: []string{"USD", "JPY", "RUB"}, Digits: 5, Location: zone, Name: "fixed"},
		Bank{Currency: "CAD", In: true, Others: []string{"USD", "JPY", "IDR"}, Location: zone, Name: "average"}
}

func filled(t *testing.T, rows ...[3]string) *Rates {
	t.Helper()
	var r Rates
	for _, row := range rows {
		if !r.Add(row[0], markettest.Date(t, row[1]), row[2]) {
			t.Fatalf("%v is refused", row)
		}
	}
	return &r
}

func TestHistoryOfBothKinds(t *testing.T) {
	euro, dollar := banks()
	now := time.Date(2026, 3, 13, 20, 0, 0, 0, time.UTC)
	perEuro := filled(t, [3]string{"USD", "2026-03-13", "1.25"}, [3]string{"USD", "2026-03-12", "1.2"}, [3]string{"JPY", "2026-03-12", "180"}, [3]string{"JPY", "2026-03-13", "200"}, [3]string{"RUB", "2026-03-12", "N/A"}, [3]string{"RUB", "2026-03-13", "90.0000"})
	inDollars := filled(t, [3]string{"USD", "2026-03-12", "1.2500"}, [3]string{"JPY", "2026-03-12", "0.010000"}, [3]string{"IDR", "2026-03-12", "0.000081"})
	for _, c := range []struct {
		bank   Bank
		rates  *Rates
		symbol string
		want   []float64
		gaps   int
	}{
		{euro, perEuro, "EURUSD=X", []float64{1.2, 1.25}, 0}, {euro, perEuro, "EUR=X", []float64{0.833333, 0.8}, 0}, {euro, perEuro, "JPY=X", []float64{150, 160}, 0},
		{euro, perEuro, "USDJPY=X", []float64{150, 160}, 0}, {euro, perEuro, "JPYUSD=X", []float64{0.00666667, 0.00625}, 0}, {euro, perEuro, "EURRUB=X", []float64{90}, 0}, {euro, perEuro, "USDRUB=X", []float64{72}, 0},
		{dollar, inDollars, "USDCAD=X", []float64{1.25}, 0}, {dollar, inDollars, "CADUSD=X", []float64{0.8}, 0}, {dollar, inDollars, "JPY=X", []float64{125}, 0}, {dollar, inDollars, "IDRCAD=X", []float64{0.000081}, 0},
		{dollar, inDollars, "IDR=X", nil, 0}, {dollar, inDollars, "CADIDR=X", nil, 0},
	} {
		q := market.HistoryQuery{Symbol: markettest.Symbol(t, c.symbol), Range: "5d", Interval: market.Day}
		h, err := c.bank.History(q, c.rates, now, market.Origin{Provider: "bank"})
		if c.want == nil {
			if !errors.Is(err, market.ErrNoData) {
				t.Errorf("%s: %v, want no data", c.symbol, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.symbol, err)
			continue
		}
		var got []float64
		for _, b := range h.Bars {
			got = append(got, b.Close)
			if b.Open != 0 || b.High != 0 || b.Low != 0 || b.Volume != -1 || b.AdjClose != b.Close || time.Unix(b.Time, 0).In(c.bank.Location).Hour() != 0 {
				t.Errorf("%s: %+v", c.symbol, b)
			}
		}
		if !slices.Equal(got, c.want) || h.Gaps != c.gaps || h.Partial != len(c.want) || h.Adjusted != market.AdjustedForNothing || h.Open || h.Kind != market.KindCurrency || h.Provider != "bank" || h.ExchangeName != c.bank.Name {
			t.Errorf("%s: %v, %+v, want %v", c.symbol, got, h, c.want)
		}
	}
}

// A day without a rate between two with one is a gap, and none is filled in.
func TestGaps(t *testing.T) {
	euro, _ := banks()
	rates := filled(t, [3]string{"USD", "2026-03-10", "1.2"}, [3]string{"JPY", "2026-03-10", "180"}, [3]string{"USD", "2026-03-11", "1.2"}, [3]string{"USD", "2026-03-12", "1.2"}, [3]string{"JPY", "2026-03-12", ""}, [3]string{"USD", "2026-03-13", "1.2"}, [3]string{"JPY", "2026-03-13", "181"})
	h, err := euro.History(market.HistoryQuery{Symbol: markettest.Symbol(t, "JPY=X"), Range: "1mo", Interval: market.Day}, rates, time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC), market.Origin{})
	if err != nil || len(h.Bars) != 2 || h.Gaps != 2 {
		t.Errorf("%+v, %v", h, err)
	}
}

// Weeks and months end with their last fix, and say whether another may come.
func TestWeeksAndMonths(t *testing.T) {
	euro, _ := banks()
	var rates Rates
	last := markettest.Date(t, "2026-03-13") // a Friday
	for d := markettest.Date(t, "2026-01-01"); d.Compare(last) <= 0; d = d.AddDays(1) {
		if wd := d.Weekday(); wd != time.Saturday && wd != time.Sunday && !rates.Add("USD", d, "1."+d.String()[5:7]+d.String()[8:]) {
			t.Fatal(d)
		}
	}
	for _, c := range []struct {
		interval market.Interval
		now      string
		last     string
		close    float64
		open     bool
	}{
		{market.Week, "2026-03-13", "2026-03-09", 1.0313, false}, {market.Week, "2026-03-11", "2026-03-09", 1.0311, true}, {market.Week, "2026-03-16", "2026-03-09", 1.0313, false},
		{market.Month, "2026-03-13", "2026-03-01", 1.0313, true}, {market.Month, "2026-02-27", "2026-02-01", 1.0227, false}, {market.Month, "2026-04-01", "2026-03-01", 1.0313, false},
	} {
		now := markettest.Date(t, c.now)
		so := Rates{by: map[string]map[market.Date]Rate{"USD": {}}}
		for d, r := range rates.by["USD"] {
			if d.Compare(now) <= 0 {
				so.by["USD"][d] = r
			}
		}
		h, err := euro.History(market.HistoryQuery{Symbol: markettest.Symbol(t, "EURUSD=X"), Range: "max", Interval: c.interval}, &so, now.In(euro.Location).Add(20*time.Hour), market.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		b := h.Bars[len(h.Bars)-1]
		if h.DayOf(b).String() != c.last || b.Close != c.close || h.Open != c.open || b.High != 0 || b.Low != 0 || b.Volume != -1 {
			t.Errorf("%s at %s: %s %+v, open %t", c.interval, c.now, h.DayOf(b), b, h.Open)
		}
	}
}

func TestRefused(t *testing.T) {
	euro, _ := banks()
	rates := filled(t, [3]string{"USD", "2026-03-13", "1.2"})
	now := time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)
	for text, c := range map[string]struct {
		interval market.Interval
		want     error
	}{
		"EURUSD=X": {market.Day, market.ErrMalformed}, "EURGBP=X": {market.Day, market.ErrUnknownSymbol}, "BTC-EUR": {market.Day, market.ErrUnknownSymbol}, "AAPL": {market.Day, market.ErrUnknownSymbol}, "JPY=X": {market.Hour, market.ErrNoData},
	} {
		_, err := euro.History(market.HistoryQuery{Symbol: markettest.Symbol(t, text), Range: "1mo", Interval: c.interval}, rates, now, market.Origin{})
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != text {
			t.Errorf("%s: %v, want %v", text, err, c.want)
		}
	}
	if rates.Add("USD", markettest.Date(t, "2026-03-13"), "1.3") {
		t.Error("a second rate of one day is taken")
	}
	for text, want := range map[string]bool{"EURUSD=X": true, "JPY=X": true, "RUB=X": true, "EUR=X": true, "EURGBP=X": false, "BTC-USD": false, "ETH-EUR": false, "AAPL": false, "^GSPC": false} {
		if euro.Covers(markettest.Symbol(t, text)) != want {
			t.Errorf("covers %s: %t", text, !want)
		}
	}
}
