package nyfed

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

// Two days of an invented rate, the older one revised.
const effr = `{"refRates": [{"effectiveDate": "2031-01-03", "type": "EFFR", "percentRate": 3.08, "percentPercentile1": 3.05, "percentPercentile99": 3.3, "targetRateFrom": 3.0, "targetRateTo": 3.25, "volumeInBillions": 101, "revisionIndicator": ""},
 {"effectiveDate": "2031-01-02", "type": "EFFR", "percentRate": 3.07, "targetRateFrom": 3.0, "targetRateTo": 3.25, "volumeInBillions": 99, "revisionIndicator": "[r]"}]}`

func date(m time.Month, d int) market.Date { return market.Date{Year: 2031, Month: m, Day: d} }

func TestDecode(t *testing.T) {
	got, err := decode([]byte(effr), "effr", date(1, 1), date(6, 1))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]macro.Observation{}
	for key, v := range map[string]float64{"effr.p1": 3.05, "effr.p99": 3.3} {
		want[key] = []macro.Observation{{Date: date(1, 3), Value: v}}
	}
	for key, v := range map[string][2]float64{"effr": {3.07, 3.08}, "effr.target_low": {3, 3}, "effr.target_high": {3.25, 3.25}, "effr.volume": {99, 101}} {
		want[key] = []macro.Observation{{Date: date(1, 2), Value: v[0], Revised: true}, {Date: date(1, 3), Value: v[1]}}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// What is not sent is absent: a rate without a range has none, and null is no figure.
	got, err = decode([]byte(`{"refRates":[{"effectiveDate":"2031-01-03","type":"SOFR","percentRate":0,"volumeInBillions":null,"targetRateFrom":"","targetRateTo":"NA"}]}`), "sofr", date(1, 1), date(6, 1))
	if err != nil || len(got) != 1 || len(got["sofr"]) != 1 {
		t.Errorf("%v %v", got, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	row := func(cells string) string {
		return `{"refRates":[{"effectiveDate":"2031-01-03","type":"SOFR",` + cells + `}]}`
	}
	for name, body := range map[string]string{
		"not JSON": `{"refRates":[`, "a list": "[]", "no list": "{}", "null": `{"refRates":null}`, "another rate": row(`"type":"EFFR","percentRate":3`), "another year": row(`"effectiveDate":"2030-01-03","percentRate":3`),
		"no day": row(`"effectiveDate":"Jan 3","percentRate":3`), "no percent": row(`"percentRate":530`), "a text": row(`"percentRate":"3.1"`), "a volume below zero": row(`"percentRate":3,"volumeInBillions":-1`),
		"a day twice": `{"refRates":[{"effectiveDate":"2031-01-03","type":"SOFR","percentRate":3},{"effectiveDate":"2031-01-03","type":"SOFR","percentRate":4}]}`,
	} {
		if _, err := decode([]byte(body), "sofr", date(1, 1), date(12, 31)); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decode([]byte(`{"refRates":[]}`), "sofr", date(1, 1), date(12, 31)); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no days: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(effr))
	f.Fuzz(func(t *testing.T, body []byte) {
		series, err := decode(body, "effr", date(1, 1), date(12, 31))
		if (err == nil) != (len(series["effr"]) > 0) {
			t.Errorf("%v with %v", series, err)
		}
		for _, all := range series {
			for i, o := range all {
				if o.Date.Year != 2031 || i > 0 && o.Date.Compare(all[i-1].Date) <= 0 {
					t.Errorf("%v", all)
				}
			}
		}
	})
}

func newSource(t *testing.T, now time.Time, answer http.HandlerFunc) *Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	s, err := New(httpsource.Options{BaseURL: server.URL, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestLoad(t *testing.T) {
	var asked []string
	s := newSource(t, time.Date(2031, 2, 1, 12, 0, 0, 0, time.UTC), func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		if _, err := w.Write([]byte(effr)); err != nil {
			t.Error(err)
		}
	})
	p, err := s.Load(t.Context(), "effr/2031")
	if err != nil || p.Final || p.Source != Name || p.URL != "https://www.newyorkfed.org/markets/reference-rates/effr" || len(p.Series) != 6 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := s.Load(t.Context(), "sofr/2031"); !errors.Is(err, market.ErrMalformed) {
		t.Errorf("another rate: %v", err)
	}
	want := []string{"/api/rates/unsecured/effr/search.json?endDate=2031-02-01&startDate=2031-01-01", "/api/rates/secured/sofr/search.json?endDate=2031-02-01&startDate=2031-01-01"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{"libor/2031", "sofr", "sofr/x", ""} {
		if _, err := s.Load(t.Context(), part); !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%q: %v", part, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"a page": {200, "<!DOCTYPE html><html><title>x</title></html>", market.ErrBlocked}, "a bad request": {400, `{"message":"no"}`, market.ErrNoData}, "down": {500, "", market.ErrUnavailable}, "cut off": {200, effr[:200], market.ErrMalformed},
	} {
		s := newSource(t, time.Date(2031, 2, 1, 0, 0, 0, 0, time.UTC), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			if _, err := w.Write([]byte(c.body)); err != nil {
				t.Error(err)
			}
		})
		if p, err := s.Load(t.Context(), "effr/2031"); !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
}

func TestParts(t *testing.T) {
	s := newSource(t, time.Date(2031, 6, 1, 3, 0, 0, 0, time.UTC), nil)
	if diff := cmp.Diff("effr/2030 effr/2031", strings.Join(s.Parts("effr.target_low", market.Date{Year: 2030, Month: 5, Day: 1}, date(12, 1)), " ")); diff != "" {
		t.Error(diff)
	}
	if all := s.Parts("sofr", market.Date{}, date(6, 1)); len(all) != 14 || all[0] != "sofr/2018" || s.Parts("libor", date(1, 1), date(6, 1)) != nil {
		t.Errorf("%v", all)
	}
}
