//go:build recordings

package tiingo

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/markettest"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "tiingo", func(t *testing.T, r *recordingtest.Recording) int {
		rest, ok := strings.CutPrefix(r.URL.Path, "/tiingo/daily/")
		theirs, prices := strings.CutSuffix(strings.TrimSuffix(rest, "/"), "/prices")
		if !ok || path.Base(theirs) != theirs || theirs == "" {
			t.Fatal("no decoder knows this file")
		}
		text, ok := spelling.From(spelling.Tiingo, strings.ToUpper(theirs))
		if !ok {
			text = "AAPL" // of a refusal of what is no symbol
		}
		var rows []map[string]any
		d := json.NewDecoder(strings.NewReader(string(r.Body)))
		d.UseNumber()
		list := d.Decode(&rows) == nil
		switch {
		case strings.HasPrefix(string(r.Body), "date,"):
			t.Fatal("no decoder knows this file") // CSV is not asked for
		case r.Status != http.StatusOK, !list && prices, httpsource.IsHTML(r.Body):
			return refusal(t, r, markettest.Symbol(t, text))
		case prices:
			return recordedDays(t, r, markettest.Symbol(t, text), rows)
		}
		return recordedAbout(t, r, markettest.Symbol(t, text))
	})
}

func opened(t *testing.T, r *recordingtest.Recording, last string) *Source {
	t.Helper()
	now := time.Now()
	if last != "" {
		now = markettest.Date(t, last).In(time.UTC).Add(46 * time.Hour)
	}
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Key: "recorded", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// recordedDays holds all figures of each row that are read.
func recordedDays(t *testing.T, r *recordingtest.Recording, of market.Symbol, rows []map[string]any) (n int) {
	t.Helper()
	day := func(row map[string]any) string { return row["date"].(string)[:10] }
	figure := func(row map[string]any, name string) (float64, bool) {
		v, ok := row[name].(json.Number)
		if !ok {
			return 0, false
		}
		f, err := v.Float64()
		return f, err == nil
	}
	slices.SortFunc(rows, func(a, b map[string]any) int { return strings.Compare(day(a), day(b)) })
	if len(rows) == 0 {
		_, err := opened(t, r, "").History(t.Context(), market.HistoryQuery{Symbol: of, Range: "1mo", Interval: market.Day})
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("an empty list: %v", err)
		}
		return 1
	}
	r.Unread(t, "open", "high", "low", "close", "volume", "adjClose", "divCash", "splitFactor")
	first, last := day(rows[0]), day(rows[len(rows)-1])
	s := opened(t, r, last)
	h, err := s.History(t.Context(), market.HistoryQuery{Symbol: of, From: markettest.Date(t, first), To: markettest.Date(t, last), Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Actions(t.Context(), of, markettest.Date(t, first), markettest.Date(t, last))
	if err != nil {
		t.Fatal(err)
	}
	bars := map[string]market.Bar{}
	for _, b := range h.Bars {
		bars[h.DayOf(b).String()] = b
	}
	since, dividends, splits := 1.0, 0, 0
	for i := len(rows) - 1; i >= 0; i-- {
		row := rows[i]
		b, there := bars[day(row)]
		if shut, ok := figure(row, "close"); (ok && shut > 0) != there {
			t.Errorf("%s: a bar %t, close %v", day(row), there, shut)
		}
		for name, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			want, _ := figure(row, name)
			if there && math.Abs(got*since-want) > 1e-8*want {
				t.Errorf("%s: %s %v after splits of %v, the file has %v", day(row), name, got, since, want)
			}
		}
		if want, ok := figure(row, "volume"); there && (ok && math.Abs(b.Volume-want*since) > 1 || !ok && b.Volume != -1) {
			t.Errorf("%s: volume %v, the file has %v", day(row), b.Volume, want)
		}
		if want, ok := figure(row, "adjClose"); there && h.Adjusted == market.AdjustedForAll && (!ok || b.AdjClose != want) {
			t.Errorf("%s: adjusted close %v, the file has %v", day(row), b.AdjClose, want)
		}
		if cash, ok := figure(row, "divCash"); ok && cash > 0 {
			dividends++
			j := len(a.Dividends) - dividends
			if got, _ := a.Dividends[max(0, j)].Amount.Get(); j < 0 || a.Dividends[j].Date.String() != day(row) || math.Abs(got*since-cash) > 1e-8*cash {
				t.Errorf("%s: dividend %v, the file has %v", day(row), a.Dividends, cash)
			}
		}
		if factor, ok := figure(row, "splitFactor"); ok && factor != 1 {
			splits++
			j := len(a.Splits) - splits
			up, _ := a.Splits[max(0, j)].Numerator.Get()
			down, _ := a.Splits[max(0, j)].Denominator.Get()
			if j < 0 || a.Splits[j].Date.String() != day(row) || math.Abs(up/down/factor-1) > 1e-6 {
				t.Errorf("%s: split %v, the file has %v", day(row), a.Splits, factor)
			}
			since *= factor
		}
		if n += 7; h.Adjusted == market.AdjustedForAll { // with volume, cash and factor
			n++
		}
	}
	if dividends != len(a.Dividends) || splits != len(a.Splits) || len(bars)+h.Gaps != len(rows) {
		t.Errorf("%d dividends, %d splits, %d bars and %d gaps of %d rows with %d and %d", len(a.Dividends), len(a.Splits), len(bars), h.Gaps, len(rows), dividends, splits)
	}
	return n
}

func recordedAbout(t *testing.T, r *recordingtest.Recording, of market.Symbol) int {
	t.Helper()
	file := r.JSON(t)
	name, first, err := opened(t, r, "").about(t.Context(), of)
	if start, ok := recordingtest.Dig(file, "startDate").(string); !ok || start == "" {
		if !errors.Is(err, market.ErrNoData) {
			t.Errorf("no day: %v", err)
		}
		return 1
	}
	if err != nil || name != recordingtest.Dig(file, "name") || first.String() != recordingtest.Dig(file, "startDate") {
		t.Errorf("%q since %s, %v", name, first, err)
	}
	return 2
}

func refusal(t *testing.T, r *recordingtest.Recording, of market.Symbol) int {
	t.Helper()
	want := market.ErrMalformed
	words := strings.ToLower(string(r.Body))
	switch {
	case r.Status < 400 && httpsource.IsHTML(r.Body):
		want = market.ErrBlocked
	case r.Status == http.StatusNotFound, r.Status < 400 && strings.Contains(words, "not found"):
		want = market.ErrUnknownSymbol
	case r.Status == 429 || r.Status == 403 || r.Status == 401, strings.Contains(words, "run over"), strings.Contains(words, "token"):
		want = market.ErrBlocked
	case r.Status >= 500:
		want = market.ErrUnavailable
	case r.Status >= 400:
		want = market.ErrNoData
	}
	if _, err := opened(t, r, "").History(t.Context(), market.HistoryQuery{Symbol: of, Range: "1mo", Interval: market.Day}); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}
