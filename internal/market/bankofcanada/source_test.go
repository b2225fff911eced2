package bankofcanada

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

// bank answers all with one body, and remembers what was asked.
type bank struct {
	*httptest.Server
	status int
	body   string
	asked  []*url.URL
}

func newBank(t *testing.T, status int, body string) *bank {
	t.Helper()
	b := &bank{status: status, body: body}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.asked = append(b.asked, r.URL)
		w.WriteHeader(b.status)
		if _, err := w.Write([]byte(b.body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *bank) source(t *testing.T) *Source {
	t.Helper()
	s, err := New(httpsource.Options{BaseURL: b.URL, Now: func() time.Time { return time.Date(2026, 3, 14, 1, 0, 0, 0, time.UTC) }})
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

// The 11th is a holiday, which the bank leaves out; on the 12th there is no yen.
const body = `{"terms":{"url":"https://www.bankofcanada.ca/terms/"},"seriesDetail":{"FXUSDCAD":{"label":"USD/CAD"}},"observations":[
{"d":"2026-03-10","FXUSDCAD":{"v":"1.3600"},"FXJPYCAD":{"v":"0.008500"},"FXIDRCAD":{"v":"0.000081"},"FXCADUSD":{"v":"0.7353"},"FXCADIDR":{"v":"12345.68"},"FXNEWCAD":{"v":"7"}},
{"d":"2026-03-12","FXUSDCAD":{"v":"1.3650"},"FXJPYCAD":{"v":""},"FXIDRCAD":{},"FXCADUSD":{"v":"0.7326"}},
{"d":"2026-03-13","FXUSDCAD":{"v":"1.3700"},"FXJPYCAD":{"v":"0.008600"},"FXIDRCAD":{"v":null},"FXCADUSD":{"v":"0.7299"},"FXCADIDR":{"v":"12356.90"}}]}`

func TestHistory(t *testing.T) {
	b := newBank(t, http.StatusOK, body)
	for text, c := range map[string]struct {
		series string
		days   []string
		close  []float64
		gaps   int
	}{
		"CAD=X":    {"FXUSDCAD", []string{"2026-03-10", "2026-03-12", "2026-03-13"}, []float64{1.36, 1.365, 1.37}, 0},
		"CADUSD=X": {"FXCADUSD", []string{"2026-03-10", "2026-03-12", "2026-03-13"}, []float64{0.7353, 0.7326, 0.7299}, 0},
		"JPY=X":    {"FXUSDCAD,FXJPYCAD", []string{"2026-03-10", "2026-03-13"}, []float64{160, 159.3}, 1},
		"CADIDR=X": {"FXCADIDR", []string{"2026-03-10", "2026-03-13"}, []float64{12345.68, 12356.9}, 0},
		"IDRCAD=X": {"FXIDRCAD", []string{"2026-03-10"}, []float64{0.000081}, 2},
	} {
		b.asked = nil
		h, err := b.source(t).History(t.Context(), query(t, text, "1mo"))
		if err != nil || len(h.Bars) != len(c.days) || h.Gaps != c.gaps {
			t.Errorf("%s: %+v, %v", text, h, err)
			continue
		}
		for i, bar := range h.Bars {
			if h.DayOf(bar).String() != c.days[i] || bar.Close != c.close[i] {
				t.Errorf("%s on %s: %v, want %v on %s", text, h.DayOf(bar), bar.Close, c.close[i], c.days[i])
			}
		}
		if u := b.asked[0]; u.Path != "/valet/observations/"+c.series+"/json" || u.Query().Get("start_date") != "2026-02-13" || u.Query().Has("end_date") {
			t.Errorf("%s: asked for %s", text, u)
		}
		if h.Provider != "Bank of Canada" || h.URL != "https://www.bankofcanada.ca/rates/exchange/daily-exchange-rates/" || h.Location.String() != "America/Toronto" {
			t.Errorf("%s: %+v", text, h)
		}
	}
	// Two digits are too few to turn around.
	if _, err := b.source(t).History(t.Context(), query(t, "IDR=X", "1mo")); !errors.Is(err, market.ErrNoData) {
		t.Errorf("IDR=X: %v", err)
	}
	h, err := b.source(t).History(t.Context(), query(t, "CAD=X", "1d"))
	if err != nil || len(h.Bars) != 1 || h.Bars[0].Close != 1.37 {
		t.Errorf("latest: %+v, %v", h, err)
	}
	q := query(t, "CAD=X", "")
	q.From, q.To, b.asked = market.Date{Year: 2026, Month: 3, Day: 9}, market.Date{Year: 2026, Month: 3, Day: 12}, nil
	if h, err := b.source(t).History(t.Context(), q); err != nil || len(h.Bars) != 2 || b.asked[0].Query().Get("end_date") != "2026-03-12" {
		t.Errorf("%+v, %v, asked for %s", h, err, b.asked[0])
	}
	q.Interval = market.Month
	if _, err := b.source(t).History(t.Context(), q); !errors.Is(err, market.ErrNoData) || b.asked[1].Query().Has("end_date") {
		t.Errorf("a month that began before: %v, asked for %s", err, b.asked[1])
	}
}

func TestNoAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"unknown": {404, `{"message":"Series FXAAACAD not found.","docs":"https://www.bankofcanada.ca/valet/docs"}`, market.ErrUnknownSymbol}, "bad request": {400, `{"message":"Bad date"}`, market.ErrNoData},
		"a page": {200, "<html><head></head></html>", market.ErrBlocked}, "down": {502, "", market.ErrUnavailable}, "silent": {200, "", market.ErrMalformed}, "cut": {200, body[:300], market.ErrMalformed},
		"something else": {200, `{"message":"ok"}`, market.ErrMalformed}, "null": {200, `{"observations":null}`, market.ErrMalformed}, "none": {200, `{"observations":[]}`, market.ErrNoData},
		"no day": {200, `{"observations":[{"FXUSDCAD":{"v":"1.3"}}]}`, market.ErrMalformed}, "odd day": {200, `{"observations":[{"d":"13 March","FXUSDCAD":{"v":"1.3"}}]}`, market.ErrMalformed},
		"two rates": {200, `{"observations":[{"d":"2026-03-12","FXUSDCAD":{"v":"1.3"}},{"d":"2026-03-12","FXUSDCAD":{"v":"1.4"}}]}`, market.ErrMalformed},
		"tomorrow":  {200, `{"observations":[{"d":"2026-03-16","FXUSDCAD":{"v":"1.3"}}]}`, market.ErrMalformed}, "no value": {200, `{"observations":[{"d":"2026-03-12","FXUSDCAD":7}]}`, market.ErrMalformed},
	} {
		_, err := newBank(t, c.status, c.body).source(t).History(t.Context(), query(t, "CAD=X", "1mo"))
		if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != c.want || e.Symbol != "CAD=X" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	b := newBank(t, 200, body)
	q := query(t, "CAD=X", "1d")
	q.Interval = market.Minutes5
	if _, err := b.source(t).History(t.Context(), q); !errors.Is(err, market.ErrNoData) || len(b.asked) > 0 {
		t.Errorf("minutes: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.source(t).History(ctx, query(t, "CAD=X", "1mo")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(body))
	f.Add([]byte(strings.ReplaceAll(body, `"v"`, `"V"`)))
	f.Add([]byte(`{"observations":[{"d":"2026-03-12","FXUSDCAD":{"v":1e999}},null,{"d":"2026-03-13","FXUSDCAD":null}]}`))
	s, err := New(httpsource.Options{})
	if err != nil {
		f.Fatal(err)
	}
	symbol, err := market.ParseSymbol("JPY=X")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rates, err := read(body, s.bank)
		if err != nil {
			if e, ok := errors.AsType[*market.Error](err); !ok || e.Kind != market.ErrMalformed {
				t.Errorf("%v", err)
			}
			return
		}
		h, err := s.bank.History(market.HistoryQuery{Symbol: symbol, Range: "max", Interval: market.Day}, rates, time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC), market.Origin{})
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
