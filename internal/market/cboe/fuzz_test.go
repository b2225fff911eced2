package cboe

import (
	"math"
	"reflect"
	"testing"

	"quotewire/internal/market"
)

// Whatever a file holds, what is read of it are figures, and none where there was none.
func FuzzFiles(f *testing.F) {
	s := serve(f, "2024-06-26 18:00:00", nil)
	for _, body := range []string{
		quoteOf(night), quoteOf(inSession, "70.4", `"1e999"`), daysOf("2024-06-24 67", "2024-06-25 -1e308"), chainFile("KO", option("KO240628C00062500"), option("KO240719P00065000")),
		`{"timestamp":"x","data":{"symbol":"KO"},"symbol":"KO"}`, "DATE,OPEN,HIGH,LOW,CLOSE\n06/20/2024,13.1,13.9,12.8,13.28\n", "DATE,KO\n06/20/2024,NaN\n",
	} {
		f.Add([]byte(body))
	}
	ko := symbol(f, "KO")
	f.Fuzz(func(t *testing.T, body []byte) {
		var w quoteFile
		if all, err := s.readDays(body, "KO"); err == nil {
			wantBars(t, all.bars)
		}
		if all, err := s.readIndex(body, "KO"); err == nil {
			wantBars(t, all.bars)
		}
		c, err := s.readChain(body, ko, "KO", &selection{name: "KO", over: s.expired})
		if err == nil {
			for _, o := range append(c.Calls, c.Puts...) {
				wantFigures(t, reflect.ValueOf(o))
			}
		}
		w, err = walk(body, func(contractWire) {})
		if err != nil {
			return
		}
		q, err := s.read(ko, "KO", w)
		if err != nil {
			return
		}
		wantFigures(t, reflect.ValueOf(*q.ticker))
		if w.Data.Change == "" && !q.ticker.Change.IsZero() {
			t.Errorf("a change of %v that was not sent", num(q.ticker.Change))
		}
		for what, pair := range map[string]struct {
			sent cell
			got  market.Number
		}{"open": {w.Data.Open, q.ticker.Open}, "bid": {w.Data.Bid, q.ticker.Bid}, "ask": {w.Data.Ask, q.ticker.Ask}, "volume": {w.Data.Volume, q.ticker.Volume}} {
			if pair.sent == "" && !pair.got.IsZero() {
				t.Errorf("%s is %v and was not sent", what, num(pair.got))
			}
		}
	})
}

func wantBars(t *testing.T, all []market.Bar) {
	t.Helper()
	for i, b := range all {
		for _, v := range []float64{b.Open, b.High, b.Low, b.Close, b.AdjClose, b.Volume} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", b)
			}
		}
		if b.Close <= 0 || b.Open < 0 || i > 0 && b.Time <= all[i-1].Time {
			t.Fatalf("bar %d: %+v", i, b)
		}
	}
}

func wantFigures(t *testing.T, v reflect.Value) {
	t.Helper()
	for _, f := range v.Fields() {
		n, ok := f.Interface().(market.Number)
		if !ok {
			continue
		}
		if figure, _ := n.Get(); math.IsNaN(figure) || math.IsInf(figure, 0) {
			t.Fatalf("%v", v)
		}
	}
}
