//go:build recordings

package twelvedata

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
	"quotewire/internal/spelling"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "twelvedata", func(t *testing.T, r *recordingtest.Recording) int {
		file := parsed(r)
		switch r.URL.Path {
		case "/quote":
			return recordedQuotes(t, r, file)
		case "/time_series":
			return recordedDays(t, r, file)
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

// parsed is the body as JSON, nil where it is none.
func parsed(r *recordingtest.Recording) (v any) {
	d := json.NewDecoder(strings.NewReader(string(r.Body)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

func opened(t *testing.T, r *recordingtest.Recording, now time.Time) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Key: "recorded", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ours is the symbol of one of theirs, with what the query says of its exchange.
func ours(t *testing.T, theirs string, q url.Values) market.Symbol {
	t.Helper()
	if e := q.Get("exchange"); e != "" && !strings.Contains(theirs, ":") {
		theirs += ":" + e
	}
	for _, name := range []string{theirs, strings.Split(theirs, ":")[0], "AAPL"} {
		if text, ok := spelling.From(spelling.TwelveData, strings.ToUpper(name)); ok {
			return symbols(t, text)[0]
		}
	}
	t.Fatalf("%s is no symbol", theirs)
	return market.Symbol{}
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// same holds a figure against what the file has: absent where that has none above 0.
func same(t *testing.T, what string, got market.Number, sent any) {
	t.Helper()
	want, ok := httpsource.Figure(text(sent)).Get()
	if v, there := got.Get(); there != (ok && want > 0) && !(there && ok && want == 0) || there && v != want {
		t.Errorf("%s: %s, the file has %v", what, got.Plain(), sent)
	}
}

func recordedQuotes(t *testing.T, r *recordingtest.Recording, file any) (n int) {
	t.Helper()
	names := strings.Split(r.URL.Query().Get("symbol"), ",")
	var asked []market.Symbol
	now := time.Now()
	for i, name := range names {
		asked = append(asked, ours(t, name, r.URL.Query()))
		one := file
		if len(names) > 1 {
			one = recordingtest.Dig(file, names[i])
		}
		if at := httpsource.Cell(text(recordingtest.Dig(one, "last_quote_at"))).Seconds(); !at.IsZero() {
			now = at.Add(time.Minute)
		}
	}
	tickers, errs := opened(t, r, now).Quotes(t.Context(), asked)
	for i, name := range names {
		one := file
		if len(names) > 1 {
			one = recordingtest.Dig(file, name)
		}
		if text(recordingtest.Dig(one, "close")) == "" {
			if _, ok := errors.AsType[*market.Error](errs[i]); !ok {
				t.Errorf("%s: a refusal: %v", name, errs[i])
			}
			n++
			continue
		}
		if errors.Is(errs[i], market.ErrUnknownSymbol) {
			t.Logf("%s: refused: %v", name, errs[i]) // it is not covered, or of another listing
			n++
			continue
		}
		if errs[i] != nil {
			t.Errorf("%s: %v", name, errs[i])
			continue
		}
		q := tickers[i]
		recordingtest.Only(t, q, "Price Open DayHigh DayLow Volume YearHigh YearLow PreviousClose Change ChangePercent DelayMinutes")
		for field, got := range map[string]market.Number{"close": q.Price, "open": q.Open, "high": q.DayHigh, "low": q.DayLow, "volume": q.Volume} {
			same(t, name+" "+field, got, recordingtest.Dig(one, field))
			n++
		}
		same(t, name+" year's high", q.YearHigh, recordingtest.Dig(one, "fifty_two_week", "high"))
		same(t, name+" year's low", q.YearLow, recordingtest.Dig(one, "fifty_two_week", "low"))
		if sent := func(field string) float64 {
			v, _ := json.Number(text(recordingtest.Dig(one, field))).Float64()
			return v
		}; !q.PreviousClose.IsZero() || sent("change") != 0 && math.Abs(sent("close")-sent("previous_close")-sent("change")) < 1e-4*sent("close") {
			same(t, name+" previous close", q.PreviousClose, recordingtest.Dig(one, "previous_close"))
		}
		n += 3
	}
	return n
}

func recordedDays(t *testing.T, r *recordingtest.Recording, file any) (n int) {
	t.Helper()
	of := ours(t, r.URL.Query().Get("symbol"), r.URL.Query())
	values, _ := recordingtest.Dig(file, "values").([]any)
	if len(values) == 0 {
		_, err := opened(t, r, time.Now()).History(t.Context(), market.HistoryQuery{Symbol: of, Range: "1mo", Interval: market.Day})
		if _, ok := errors.AsType[*market.Error](err); !ok {
			t.Errorf("a refusal: %v", err)
		}
		return 1
	}
	first, last := "9999", ""
	for _, v := range values {
		day := text(recordingtest.Dig(v, "datetime"))
		first, last = min(first, day), max(last, day)
	}
	if len(last) != len(time.DateOnly) || recordingtest.Dig(file, "meta", "interval") != "1day" {
		r.NotRead("days alone are asked for")
		return 0
	}
	if base := recordingtest.Dig(file, "meta", "symbol"); !opened(t, r, time.Now()).Covers(of) {
		t.Logf("%v: not covered", base)
		r.NotRead("a symbol that is not covered")
		return 0
	}
	h, err := opened(t, r, date(t, last).In(time.UTC).Add(36*time.Hour)).History(t.Context(), market.HistoryQuery{Symbol: of, From: date(t, first), To: date(t, last), Interval: market.Day})
	if err != nil {
		t.Fatal(err)
	}
	bars := map[string]market.Bar{}
	for _, b := range h.Bars {
		bars[h.DayOf(b).String()] = b
	}
	seen := map[string]bool{}
	for _, v := range values {
		day := text(recordingtest.Dig(v, "datetime"))
		if seen[day] {
			continue
		}
		seen[day] = true
		b := bars[day]
		for field, got := range map[string]float64{"open": b.Open, "high": b.High, "low": b.Low, "close": b.Close} {
			number := market.Number{}
			if got != 0 {
				number = market.Num(got)
			}
			same(t, day+" "+field, number, recordingtest.Dig(v, field))
			n++
		}
		if want, ok := httpsource.Figure(text(recordingtest.Dig(v, "volume"))).Get(); ok && b.Volume != want || !ok && b.Volume > 0 {
			t.Errorf("%s: volume %v", day, b.Volume)
		}
		n++
	}
	return n
}
