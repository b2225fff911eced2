package treasury

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

const year2031 = "Date,\"1 Mo\",\"1.5 Month\",\"2 Mo\",\"7 Yr\",\"10 Yr\"\n" +
	"01/06/2031,3.11,,3.12,3.50,3.61\n01/03/2031,3.10,3.105,3.12,,3.60\n01/02/2031,3.09,N/A,3.11,3.48,3.59\n"

func values(all []macro.Observation) (days map[string]float64) {
	days = map[string]float64{}
	for _, o := range all {
		days[o.Date.String()] = o.Value
	}
	return days
}

// The same yield is found whatever columns stand before it, and what is empty is absent.
func TestDecodeByName(t *testing.T) {
	want := map[string]float64{"2031-01-02": 3.59, "2031-01-03": 3.6, "2031-01-06": 3.61}
	for name, body := range map[string]string{
		"with the new column": year2031, "crlf": strings.ReplaceAll(year2031, "\n", "\r\n"), "with a mark": "\ufeff" + year2031,
		"without it":    "Date,\"1 Mo\",\"10 Yr\"\n01/06/2031,3.11,3.61\n01/03/2031,3.10,3.60\n01/02/2031,3.09,3.59\n",
		"another order": "\"10 Yr\",Date\n3.59,01/02/2031\n3.61,01/06/2031\n3.60,01/03/2031\n",
	} {
		series, err := decode([]byte(body), 2031)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, values(series["10 Yr"])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	series, err := decode([]byte(year2031), 2031)
	if err != nil || !cmp.Equal(values(series["1.5 Month"]), map[string]float64{"2031-01-03": 3.105}) || len(series["7 Yr"]) != 2 || series["7 Yr"][0].Date.Day != 2 {
		t.Errorf("%v %v", series, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"nothing": "", "a page": "<!DOCTYPE html><html></html>", "another table": "Year,\"1 Mo\"\n2031,3\n", "a short row": "Date,\"1 Mo\"\n01/06/2031\n", "another year": "Date,\"1 Mo\"\n01/06/2030,3\n",
		"no day": "Date,\"1 Mo\"\n2031-01-06,3\n", "words": "Date,\"1 Mo\"\n01/06/2031,three\n", "not a number": "Date,\"1 Mo\"\n01/06/2031,NaN\n", "no percent": "Date,\"1 Mo\"\n01/06/2031,1e9\n",
		"a day twice": "Date,\"1 Mo\"\n01/06/2031,3\n01/06/2031,4\n", "a column twice": "Date,\"1 Mo\",\"1 Mo\"\n01/06/2031,3,4\n", "a stray quote": "Date,\"1 Mo\"\n01/06/2031,\"3\n",
	} {
		if _, err := decode([]byte(body), 2031); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decode([]byte("Date,\"1 Mo\"\n"), 2031); !errors.Is(err, market.ErrNoData) {
		t.Errorf("a year without days: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(year2031))
	f.Add([]byte("Date,\"1 Mo\"\n01/06/2031,\"3"))
	f.Fuzz(func(t *testing.T, body []byte) {
		series, err := decode(body, 2031)
		if (err == nil) != (len(series) > 0) {
			t.Errorf("%v with %v", series, err)
		}
		for name, all := range series {
			for i, o := range all {
				if o.Date.Year != 2031 || i > 0 && o.Date.Compare(all[i-1].Date) <= 0 || !(o.Value > -5 && o.Value < 100) {
					t.Errorf("%q: %v", name, all)
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
	now := time.Date(2031, 6, 1, 12, 0, 0, 0, time.UTC)
	s := newSource(t, now, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String()+" "+r.UserAgent()[:11])
		if _, err := w.Write([]byte(year2031)); err != nil {
			t.Error(err)
		}
	})
	p, err := s.Load(t.Context(), "2031")
	if err != nil || p.Final || p.Source != Name || p.Provider != "US Treasury" || !strings.HasSuffix(p.URL, "field_tdr_date_value=2031") || !p.AsOf.Equal(now) || len(p.Series) != 5 {
		t.Errorf("%+v, %v", p, err)
	}
	want := []string{"/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/2031/all?_format=csv&field_tdr_date_value=2031&type=daily_treasury_yield_curve Mozilla/5.0"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	// A file of another year, as a cache in between may give.
	if _, err := s.Load(t.Context(), "2030"); !errors.Is(err, market.ErrMalformed) {
		t.Errorf("another year: %v", err)
	}
}

func TestFaults(t *testing.T) {
	half := "Date,\"1 Mo\",\"10 Yr\"\n06/06/2031,3.11,3.61\n06/05/2031,3.10,3.60\n"
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"a page": {200, "<!DOCTYPE html><html><title>Home</title></html>", market.ErrBlocked}, "refused": {403, "", market.ErrBlocked}, "down": {503, "", market.ErrUnavailable}, "cut off": {200, half, market.ErrMalformed},
		"empty": {200, "\n", market.ErrMalformed}, "no such year": {404, "<html></html>", market.ErrUnknownSymbol},
	} {
		s := newSource(t, time.Date(2031, 6, 7, 0, 0, 0, 0, time.UTC), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			if _, err := w.Write([]byte(c.body)); err != nil {
				t.Error(err)
			}
		})
		if p, err := s.Load(t.Context(), "2031"); !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
}

func TestParts(t *testing.T) {
	s := newSource(t, time.Date(2031, 1, 1, 3, 0, 0, 0, time.UTC), nil)
	date := func(y int) market.Date { return market.Date{Year: y, Month: 3, Day: 1} }
	// In New York it is 2030 still.
	if diff := cmp.Diff([]string{"2029", "2030"}, s.Parts("10 Yr", date(2029), date(2031))); diff != "" {
		t.Error(diff)
	}
	if all := s.Parts("10 Yr", market.Date{}, date(2031)); len(all) != 41 || all[0] != "1990" {
		t.Errorf("%v", all)
	}
}
