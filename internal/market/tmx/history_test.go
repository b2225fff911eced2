package tmx

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// daysOf is an answer of days: each is a date and a close.
func daysOf(days ...string) string {
	var rows []string
	for _, d := range days {
		day, price, _ := strings.Cut(d, " ")
		rows = append(rows, fmt.Sprintf(`{"datetime":%q,"openPrice":%s,"closePrice":%[2]s,"high":%[2]s,"low":%[2]s,"volume":1000,"change":-1.9,"vwap":3}`, day, price))
	}
	return `{"data":{"getCompanyPriceHistory":[` + strings.Join(rows, ",") + `]}}`
}

func told(h *market.History) (rows []string) {
	for _, b := range h.Bars {
		rows = append(rows, fmt.Sprintf("%s %v %v %v %v %v", h.DayOf(b), b.Open, b.High, b.Low, b.Close, b.Volume))
	}
	return rows
}

func TestHistory(t *testing.T) {
	f := &server{answer: says(strings.Replace(daysOf("2024-06-26 31", "2024-06-25 30", "2024-06-24 29", "2024-06-24 29", "2024-06-21 0", "soon 4"), `"openPrice":30,`, `"openPrice":null,`, 1))}
	s := serve(t, "2024-06-26 12:00:00", f)
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), From: date(t, "2024-06-20"), To: date(t, "2024-06-26"), Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2024-06-24 29 29 29 29 1000", "2024-06-25 0 30 30 30 1000", "2024-06-26 31 31 31 31 1000"}
	if diff := cmp.Diff(want, told(h)); diff != "" || !h.Open || h.Gaps != 2 || h.Partial != 1 || h.Adjusted != market.AdjustedForSplits || h.Currency != "CAD" || h.Bars[0].AdjClose != 29 {
		t.Errorf("%+v (-want +got):\n%s", h, diff)
	}
	if open := time.Unix(h.Bars[0].Time, 0).In(h.Location).Format(time.RFC3339); open != "2024-06-24T09:30:00-04:00" {
		t.Errorf("a session that begins at %s", open)
	}
	v, _ := json.Marshal(f.asked[0].Variables)
	if string(v) != `{"adjusted":true,"adjustmentType":"SO","end":"2024-06-26","start":"2024-06-20","symbol":"TOY","unadjusted":false}` || f.asked[0].Operation != "getCompanyPriceHistory" {
		t.Errorf("asked %s", v)
	}
}

// Where the answer ends before the period does the rest is asked for: until there is none,
// or too much.
func TestShortAnswers(t *testing.T) {
	all := map[string]bool{}
	for d := date(t, "2024-01-02"); d.Compare(date(t, "2024-06-26")) <= 0; d = d.AddDays(1) {
		all[d.String()] = d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
	}
	for name, c := range map[string]struct {
		most, asked int
		want        error
	}{
		"all at once, and none before": {1000, 2, nil}, "20 days": {20, 8, nil}, "one day": {1, mostPages, market.ErrNoData},
	} {
		f := &server{answer: func(q question) string {
			var days []string
			from, to := date(t, q.Variables["start"].(string)), date(t, q.Variables["end"].(string))
			for d := to; d.Compare(from) >= 0 && len(days) < c.most; d = d.AddDays(-1) {
				if all[d.String()] {
					days = append(days, d.String()+" 31")
				}
			}
			return daysOf(days...)
		}}
		s := serve(t, "2024-06-26 20:00:00", f)
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), Range: "1y", Interval: market.Day})
		if len(f.asked) != c.asked || !errors.Is(err, c.want) || c.want == nil && (err != nil || len(h.Bars) != 127) {
			t.Errorf("%s: asked %d times, %v", name, len(f.asked), err)
		}
		if start := f.asked[0].Variables["start"]; start != "2023-06-12" {
			t.Errorf("%s: asked from %v, want some days more than a year", name, start)
		}
		if c.want == nil && !slices.IsSortedFunc(h.Bars, func(a, b market.Bar) int { return int(a.Time - b.Time) }) {
			t.Errorf("%s: not in order", name)
		}
	}
}

func TestOpenBars(t *testing.T) {
	for _, c := range []struct {
		now      string
		interval market.Interval
		want     bool
	}{
		{"2024-06-26 16:10:00", market.Day, true}, {"2024-06-26 16:15:00", market.Day, false}, {"2024-06-26 20:00:00", market.Week, true},
		{"2024-06-28 16:15:00", market.Week, false}, {"2024-06-28 16:00:00", market.Month, true}, {"2024-06-29 12:00:00", market.Month, false},
	} {
		s := serve(t, c.now, &server{answer: says(daysOf("2024-06-26 31", "2024-06-25 30", "2024-06-03 30", "2024-05-31 30", "2024-05-01 30"))})
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), From: date(t, "2024-05-01"), To: date(t, "2024-06-30"), Interval: c.interval})
		if err != nil || h.Open != c.want {
			t.Errorf("%s bars at %s: %+v, %v, want open %v", c.interval, c.now, h, err, c.want)
		}
	}
}

func TestHistoryThatIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		answer   string
		interval market.Interval
		want     error
	}{
		"within a day": {daysOf("2024-06-26 31"), market.Hour, market.ErrNoData},
		"null":         {`{"data":{"getCompanyPriceHistory":null}}`, market.Day, market.ErrNoData},
		"empty":        {daysOf(), market.Day, market.ErrNoData},
		"not found":    {`{"errors":[{"message":"Symbol not found"}],"data":null}`, market.Day, market.ErrUnknownSymbol},
		"another":      {`{"data":{"getCompanyPriceHistory":{"a":1}}}`, market.Day, market.ErrMalformed},
	} {
		s := serve(t, "2024-06-26 20:00:00", &server{answer: says(c.answer)})
		h, err := s.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), Range: "1mo", Interval: c.interval})
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "TOY.TO" {
			t.Errorf("%s: %+v, %v, want %v", name, h, err, c.want)
		}
	}
}

// Whatever an answer holds, what is read of it are figures.
func FuzzAnswers(f *testing.F) {
	s := serve(f, "2024-06-26 12:00:00", &server{answer: says("")})
	for _, body := range []string{quoteOf(), daysOf("2024-06-26 31", "2024-06-25 1e308"), quoteOf("31.5", `"NaN"`), `{"errors":[{"message":7}],"data":null}`} {
		f.Add([]byte(body))
	}
	toy := symbol(f, "TOY.TO")
	f.Fuzz(func(t *testing.T, body []byte) {
		var w *quoteWire
		if read(body, "getQuoteBySymbol", &w) == nil && w != nil {
			k, err := s.read(toy, "TOY", w)
			if err == nil {
				for _, n := range []market.Number{k.Price, k.PreviousClose, k.Change, k.ChangePercent, k.MarketCap, k.Volume, k.YearHigh} {
					if v, _ := n.Get(); math.IsNaN(v) || math.IsInf(v, 0) {
						t.Fatalf("%+v", k)
					}
				}
				if w.Prior == "" && !k.Change.IsZero() || w.Volume == "" && !k.Volume.IsZero() {
					t.Fatalf("figures that were not sent: %+v", k)
				}
			}
		}
		var days []dayWire
		if read(body, "getCompanyPriceHistory", &days) == nil {
			bars, _ := inOrder(days, s.venues.Of("TOY.TO"))
			for i, b := range bars {
				for _, v := range []float64{b.Open, b.High, b.Low, b.Close, b.Volume} {
					if math.IsNaN(v) || math.IsInf(v, 0) || b.Close <= 0 || i > 0 && b.Time <= bars[i-1].Time {
						t.Fatalf("%+v", b)
					}
				}
			}
		}
	})
}

// A week or month that begins in the period is whole, as far as there are days.
func TestTheLastWeekIsWhole(t *testing.T) {
	for _, c := range []struct {
		now, to  string
		interval market.Interval
		end      string
	}{
		{"2024-06-26 20:00:00", "2024-06-18", market.Day, "2024-06-18"}, {"2024-06-26 20:00:00", "2024-06-18", market.Week, "2024-06-23"},
		{"2024-06-26 20:00:00", "2024-06-18", market.Month, "2024-06-26"}, {"2024-07-26 20:00:00", "2024-06-18", market.Month, "2024-06-30"},
	} {
		f := &server{answer: says(daysOf("2024-06-18 31", "2024-06-03 30"))}
		if _, err := serve(t, c.now, f).History(t.Context(), market.HistoryQuery{Symbol: symbol(t, "TOY.TO"), From: date(t, "2024-06-01"), To: date(t, c.to), Interval: c.interval}); err != nil {
			t.Fatal(err)
		}
		if end := f.asked[0].Variables["end"]; end != c.end {
			t.Errorf("%s bars to %s at %s: asked to %v, want %s", c.interval, c.to, c.now, end, c.end)
		}
	}
}
