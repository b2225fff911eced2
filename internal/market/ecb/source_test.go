package ecb

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// bank answers by path, and remembers what was asked.
type bank struct {
	*httptest.Server
	answers map[string]string // by the beginning of the path
	status  int
	asked   []*url.URL
}

func newBank(t *testing.T, answers map[string]string) *bank {
	t.Helper()
	b := &bank{answers: answers, status: http.StatusOK}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.asked = append(b.asked, r.URL)
		w.WriteHeader(b.status)
		for path, body := range b.answers {
			if strings.HasPrefix(r.URL.Path, path) {
				if _, err := w.Write([]byte(body)); err != nil {
					t.Error(err)
				}
			}
		}
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *bank) source(t *testing.T) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: b.URL, Now: func() time.Time { return time.Date(2026, 2, 20, 18, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func query(t *testing.T, text, period string) market.HistoryQuery {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return market.HistoryQuery{Symbol: s, Range: period, Interval: market.Day}
}

const (
	exr = "/service/data/EXR/"
	// Columns stand elsewhere than they did, and one is new.
	table = "\ufeffKEY,FREQ,OBS_STATUS,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,OBS_VALUE,TIME_PERIOD,NEW\r\n" +
		"EXR.D.JPY.EUR.SP00.A,D,A,JPY,EUR,SP00,A,180.5,2026-02-19,x\r\nEXR.D.JPY.EUR.SP00.A,D,A,JPY,EUR,SP00,A,181,2026-02-20,x\r\n" +
		"EXR.D.USD.EUR.SP00.A,D,A,USD,EUR,SP00,A,1.18,2026-02-20,x\r\nEXR.D.USD.EUR.SP00.A,D,A,USD,EUR,SP00,A,1.1775,2026-02-19,\"x, y\"\r\nEXR.D.USD.EUR.SP00.A,D,H,USD,EUR,SP00,A,NaN,2026-02-18,x\r\n"
	double = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time="2026-02-20"><Cube currency="USD" rate="1.1800"/><Cube currency="JPY" rate="181.00"/><Cube currency="ISK" rate="N/A"/></Cube></Cube></gesmes:Envelope>`
)

func TestHistory(t *testing.T) {
	b := newBank(t, map[string]string{exr: table})
	for text, c := range map[string]struct {
		path  string
		close []float64
		page  string
	}{
		"EURUSD=X": {"D.USD.EUR.SP00.A", []float64{1.1775, 1.18}, "/html/eurofxref-graph-usd.en.html"}, "EURJPY=X": {"D.JPY.EUR.SP00.A", []float64{180.5, 181}, "/html/eurofxref-graph-jpy.en.html"},
		"JPY=X": {"D.USD+JPY.EUR.SP00.A", []float64{153.291, 153.39}, "/html/index.en.html"}, "EUR=X": {"D.USD.EUR.SP00.A", []float64{0.849257, 0.847458}, "-usd.en.html"},
	} {
		b.asked = nil
		h, err := b.source(t).History(t.Context(), query(t, text, "1mo"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if len(h.Bars) != 2 || h.Bars[0].Close != c.close[0] || h.Bars[1].Close != c.close[1] || h.DayOf(h.Bars[1]).String() != "2026-02-20" {
			t.Errorf("%s: %+v, want %v", text, h.Bars, c.close)
		}
		if h.Provider != "European Central Bank" || !strings.HasPrefix(h.URL, "https://www.ecb.europa.eu/") || !strings.HasSuffix(h.URL, c.page) || h.Location.String() != "Europe/Berlin" {
			t.Errorf("%s: %+v", text, h)
		}
		if u := b.asked[0]; u.Path != exr+c.path || u.Query().Get("startPeriod") != "2026-01-20" || u.Query().Get("format") != "csvdata" || u.Query().Get("detail") != "dataonly" || u.Query().Has("endPeriod") {
			t.Errorf("%s: asked for %s", text, u)
		}
	}
}

// The latest alone comes from the file of the day, which may be that of yesterday, with
// quotes of either kind.
func TestLatest(t *testing.T) {
	for name, body := range map[string]string{"double": double, "single": strings.ReplaceAll(double, `"`, `'`), "yesterday": strings.ReplaceAll(double, "02-20", "02-19")} {
		b := newBank(t, map[string]string{daily: body})
		s := b.source(t)
		h, err := s.History(t.Context(), query(t, "EURUSD=X", "1d"))
		if err != nil || len(h.Bars) != 1 || h.Bars[0].Close != 1.18 {
			t.Fatalf("%s: %+v, %v", name, h, err)
		}
		if got, want := h.DayOf(h.Bars[0]).Day, map[bool]int{true: 19, false: 20}[name == "yesterday"]; got != want {
			t.Errorf("%s: of the %d", name, got)
		}
		if b.asked[0].Path != daily || len(b.asked) != 1 {
			t.Errorf("%s: asked for %s", name, b.asked)
		}
		// It has no krona today, and no rouble any more.
		for _, text := range []string{"EURISK=X", "EURRUB=X", "RUB=X"} {
			if _, err := s.History(t.Context(), query(t, text, "1d")); !errors.Is(err, market.ErrNoData) {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

// Weeks and months are asked for to their end.
func TestPeriods(t *testing.T) {
	b := newBank(t, map[string]string{exr: table})
	s := b.source(t)
	q := query(t, "EURUSD=X", "")
	q.From, q.To = market.Date{Year: 2026, Month: 2, Day: 2}, market.Date{Year: 2026, Month: 2, Day: 19}
	if h, err := s.History(t.Context(), q); err != nil || len(h.Bars) != 1 || b.asked[0].Query().Get("endPeriod") != "2026-02-19" {
		t.Errorf("%v, %v, asked for %s", h, err, b.asked[0])
	}
	q.Interval = market.Week
	if h, err := s.History(t.Context(), q); err != nil || len(h.Bars) != 1 || h.Bars[0].Close != 1.18 || h.Open || b.asked[1].Query().Has("endPeriod") {
		t.Errorf("%v, %v, asked for %s", h, err, b.asked[1])
	}
	if _, err := s.History(t.Context(), query(t, "EURUSD=X", "max")); err != nil || b.asked[2].Query().Has("startPeriod") {
		t.Errorf("%v, asked for %s", err, b.asked[2])
	}
	q.Interval = market.Minute
	if _, err := s.History(t.Context(), q); !errors.Is(err, market.ErrNoData) || len(b.asked) != 3 {
		t.Errorf("minutes: %v", err)
	}
}

func TestNoAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"no data": {404, "No results found.", market.ErrNoData}, "nothing": {200, "", market.ErrNoData}, "head alone": {200, "KEY,FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE\n", market.ErrNoData},
		"a page": {200, "<!DOCTYPE html><html></html>", market.ErrBlocked}, "down": {503, "", market.ErrUnavailable}, "other columns": {200, "A,B\n1,2\n", market.ErrMalformed}, "XML": {200, double, market.ErrMalformed},
		"cut": {200, table[:len(table)-3-len("7,2026-02-19,\"x, y\"\r\nEXR.D.USD.EUR.SP00.A,D,H,USD,EUR,SP00,A,NaN,2026-02-18,x")], market.ErrMalformed}, "ragged": {200, table + "EXR,D\n", market.ErrMalformed}, "two rates": {200, table + "EXR.D.USD.EUR.SP00.A,D,A,USD,EUR,SP00,A,1.19,2026-02-20,x\n", market.ErrMalformed},
		"per dollar": {200, strings.ReplaceAll(table, ",EUR,", ",USD,"), market.ErrMalformed}, "of months": {200, strings.ReplaceAll(table, ",D,", ",M,"), market.ErrMalformed},
		"no day": {200, strings.ReplaceAll(table, "2026-02-19", "2026-W08"), market.ErrMalformed}, "tomorrow": {200, strings.ReplaceAll(table, "2026-02-20", "2026-02-23"), market.ErrMalformed},
	} {
		b := newBank(t, map[string]string{exr: c.body})
		b.status = c.status
		_, err := b.source(t).History(t.Context(), query(t, "EURUSD=X", "1mo"))
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "EURUSD=X" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newBank(t, nil).source(t).History(ctx, query(t, "EURUSD=X", "1mo")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(table), false)
	f.Add([]byte(double), true)
	f.Add([]byte("CURRENCY,TIME_PERIOD,OBS_VALUE\nUSD,2026-02-20,1e999\n"), false)
	f.Add([]byte(`<a><Cube><Cube time='2026-02-20'><Cube currency='USD' rate='0'/></Cube></Cube></a>`), true)
	s, err := New(httpsource.Options{})
	if err != nil {
		f.Fatal(err)
	}
	symbol, err := market.ParseSymbol("JPY=X")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, file bool) {
		read := readCSV
		if file {
			read = readXML
		}
		rates, err := read(body)
		if err != nil {
			if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != market.ErrMalformed {
				t.Errorf("%v", err)
			}
			return
		}
		h, err := s.bank.History(market.HistoryQuery{Symbol: symbol, Range: "max", Interval: market.Day}, rates, time.Date(2026, 2, 20, 18, 0, 0, 0, time.UTC), market.Origin{})
		if err != nil {
			return
		}
		for _, b := range h.Bars {
			if !(b.Close > 0) || math.IsInf(b.Close, 0) || b.Open != 0 {
				t.Errorf("%+v", b)
			}
		}
	})
}
