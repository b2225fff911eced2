//go:build recordings

package ecb

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"flag"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/fixing"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/recordingtest"
)

var recordingsDir = flag.String("recordings", "", "folder of recorded answers, a folder a source")

func TestRecordings(t *testing.T) {
	recordingtest.Run(t, *recordingsDir, "ecb", func(t *testing.T, r *recordingtest.Recording) int {
		switch path := r.URL.Path; {
		case r.Status != http.StatusOK, httpsource.IsHTML(r.Body), len(bytes.TrimSpace(r.Body)) == 0:
			return refusal(t, r)
		case path == daily:
			return held(t, r, fromXML(t, r), "1d")
		case strings.HasPrefix(path, "/service/data/EXR/D."):
			return held(t, r, fromCSV(t, r), "max")
		case strings.HasPrefix(path, "/service/data/") && !strings.HasPrefix(path, "/service/data/EXR/"):
			r.NotRead("a series that is no exchange rate, which internal/macro/ecb reads")
			return 0
		case strings.HasPrefix(path, "/stats/eurofxref/eurofxref-hist") && strings.HasSuffix(path, ".xml"):
			return held(t, r, fromXML(t, r), "")
		}
		t.Fatal("no decoder knows this file")
		return 0
	})
}

// fact is one rate as the file has it.
type fact struct{ currency, day, text string }

func fromCSV(t *testing.T, r *recordingtest.Recording) (all []fact) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(r.Body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		all = append(all, fact{row[at("CURRENCY")], row[at("TIME_PERIOD")], row[at("OBS_VALUE")]})
	}
	return all
}

// fromXML reads elements one by one, as the decoder does not.
func fromXML(t *testing.T, r *recordingtest.Recording) (all []fact) {
	t.Helper()
	day := ""
	d := xml.NewDecoder(strings.NewReader(string(r.Body)))
	for {
		token, err := d.Token()
		if err != nil {
			return all
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		f := fact{day: day}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "time":
				day = a.Value
			case "currency":
				f.currency = a.Value
			case "rate":
				f.text = a.Value
			}
		}
		if f.currency != "" {
			all = append(all, f)
		}
	}
}

// after is a moment after the last fact.
func after(t *testing.T, facts []fact) time.Time {
	t.Helper()
	last := ""
	for _, f := range facts {
		last = max(last, f.day)
	}
	d, err := market.ParseDate(last)
	if err != nil {
		t.Fatal(err)
	}
	return d.In(time.UTC).Add(17 * time.Hour)
}

// held compares all currencies of a file. One that was given up and has no symbol is read
// as if it were the dollar.
func held(t *testing.T, r *recordingtest.Recording, facts []fact, period string) (n int) {
	t.Helper()
	by := map[string][]fact{}
	for _, f := range facts {
		by[f.currency] = append(by[f.currency], f)
	}
	if len(by) == 0 {
		return nothing(t, r)
	}
	s, ask := asker(t, r, after(t, facts), period)
	for currency, of := range by {
		if s.Covers(pair(t, currency)) {
			n += compare(t, currency, of, ask)
			continue
		}
		body := strings.NewReplacer(currency, "USD", "USD", currency).Replace(string(r.Body))
		_, ask := asker(t, &recordingtest.Recording{Name: r.Name, Body: []byte(body), Status: r.Status, ContentType: r.ContentType}, after(t, facts), period)
		n += compare(t, "USD", of, ask)
	}
	return n + crosses(t, by, ask)
}

func pair(t *testing.T, currency string) market.Symbol {
	t.Helper()
	symbol, err := market.ParseSymbol("EUR" + currency + "=X")
	if err != nil {
		t.Fatal(err)
	}
	return symbol
}

type asking func(market.HistoryQuery) (*market.History, error)

// asker asks the real client for a range of days, and without one reads a file that the
// client does not ask for, as the data interface gives the same.
func asker(t *testing.T, r *recordingtest.Recording, now time.Time, period string) (*Source, asking) {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, func(q market.HistoryQuery) (*market.History, error) {
		if period == "" {
			rates, err := readXML(r.Body)
			if err != nil {
				return nil, err
			}
			return s.bank.History(q, rates, now, market.Origin{})
		}
		q.Range = period
		return s.History(t.Context(), q)
	}
}

// nothing is a table without a row.
func nothing(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	_, ask := asker(t, r, time.Now(), "max")
	if _, err := ask(market.HistoryQuery{Symbol: pair(t, "USD"), Interval: market.Day}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no rate: %v", err)
	}
	return 1
}

func compare(t *testing.T, currency string, of []fact, ask asking) (n int) {
	t.Helper()
	h, err := ask(market.HistoryQuery{Symbol: pair(t, currency), Range: "max", Interval: market.Day})
	got := map[string]float64{}
	if err == nil {
		for _, b := range h.Bars {
			got[h.DayOf(b).String()] = b.Close
		}
		if h.Currency != currency || len(got) != len(h.Bars) {
			t.Errorf("%s: in %s, %d days in %d bars", currency, h.Currency, len(got), len(h.Bars))
		}
	} else if !errors.Is(err, market.ErrNoData) {
		t.Errorf("%s: %v", currency, err)
	}
	for _, f := range of {
		want, err := strconv.ParseFloat(f.text, 64)
		v, there := got[f.day]
		isRate := err == nil && want > 0 && !math.IsInf(want, 0)
		if there != isRate || there && v != want {
			t.Errorf("%s on %s: %v, %t, the file has %q", currency, f.day, v, there, f.text)
		}
		delete(got, f.day)
		if isRate {
			n++
		}
	}
	if len(got) > 0 {
		t.Errorf("%s: days that the file does not have: %v", currency, got)
	}
	return n
}

// crosses holds a pair without the euro against the quotients.
func crosses(t *testing.T, by map[string][]fact, ask asking) (n int) {
	t.Helper()
	symbol, err := market.ParseSymbol("JPY=X")
	if err != nil {
		t.Fatal(err)
	}
	h, err := ask(market.HistoryQuery{Symbol: symbol, Range: "max", Interval: market.Day})
	if err != nil {
		return 0
	}
	rate := func(currency, day string) float64 {
		for _, f := range by[currency] {
			if r, ok := fixing.Read(f.text); ok && f.day == day {
				return r.Value
			}
		}
		return math.NaN()
	}
	for _, b := range h.Bars {
		day := h.DayOf(b).String()
		if want := rate("JPY", day) / rate("USD", day); !(math.Abs(b.Close/want-1) < 1e-5) {
			t.Errorf("JPY=X on %s: %v, want %v", day, b.Close, want)
		}
		n++
	}
	return n
}

func refusal(t *testing.T, r *recordingtest.Recording) int {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: r.Serve(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := market.ErrNoData
	switch {
	case r.Status == http.StatusOK && !httpsource.IsHTML(r.Body): // an empty answer
	case r.Status == 429 || r.Status == 403 || r.Status == 401 || r.Status < 400:
		want = market.ErrBlocked
	case r.Status >= 500:
		want = market.ErrUnavailable
	}
	if _, err := s.History(t.Context(), market.HistoryQuery{Symbol: pair(t, "USD"), Range: "1mo", Interval: market.Day}); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
	return 1
}
