package ecb

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/macro"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
)

const key = "FM/D.U2.EUR.4F.KR.DFR.LEV"

// Invented rates, with some of the columns that there are.
const file = "KEY,FREQ,REF_AREA,CURRENCY,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n" +
	"FM.D.U2.EUR.4F.KR.DFR.LEV,D,U2,EUR,2031-01-01,1.25,A\nFM.D.U2.EUR.4F.KR.DFR.LEV,D,U2,EUR,2031-01-02,,\nFM.D.U2.EUR.4F.KR.DFR.LEV,D,U2,EUR,2031-01-03,-0.5,A\n"

func want() []macro.Observation {
	return []macro.Observation{{Date: market.Date{Year: 2031, Month: 1, Day: 1}, Value: 1.25}, {Date: market.Date{Year: 2031, Month: 1, Day: 3}, Value: -0.5}}
}

func TestDecode(t *testing.T) {
	for name, body := range map[string]string{
		"as it is": file, "shortened": "TIME_PERIOD,OBS_VALUE\n2031-01-01,1.25\n2031-01-03,-0.5\n", "another order": "OBS_VALUE,X,TIME_PERIOD\n-0.5,a,2031-01-03\nNaN,a,2031-01-02\n1.25,a,2031-01-01\n",
		"quoted": "TIME_PERIOD,TITLE,OBS_VALUE\n2031-01-01,\"a, b\",1.25\n2031-01-03,\"a\nb\",-0.5\n",
	} {
		got, err := decode([]byte(body))
		if diff := cmp.Diff(want(), got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for name, body := range map[string]string{
		"nothing": "", "another table": "DATE,VALUE\n2031-01-01,1\n", "a short row": "TIME_PERIOD,OBS_VALUE\n2031-01-01\n", "a month": "TIME_PERIOD,OBS_VALUE\n2031-01,1\n", "words": "TIME_PERIOD,OBS_VALUE\n2031-01-01,one\n",
		"a day twice": "TIME_PERIOD,OBS_VALUE\n2031-01-01,1\n2031-01-01,2\n", "two series": "KEY,TIME_PERIOD,OBS_VALUE\nA,2031-01-01,1\nB,2031-01-02,2\n", "infinite": "TIME_PERIOD,OBS_VALUE\n2031-01-01,Inf\n",
	} {
		if _, err := decode([]byte(body)); !errors.Is(err, market.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := decode([]byte("TIME_PERIOD,OBS_VALUE\n")); !errors.Is(err, market.ErrNoData) {
		t.Errorf("no values: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(file))
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := decode(body)
		if (err == nil) != (len(all) > 0) {
			t.Errorf("%v with %v", all, err)
		}
		for i, o := range all {
			if market.Num(o.Value).IsZero() || i > 0 && o.Date.Compare(all[i-1].Date) <= 0 {
				t.Errorf("%v", all)
			}
		}
	})
}

func newSource(t *testing.T, answer http.HandlerFunc) *Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	s, err := New(httpsource.Options{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestLoad(t *testing.T) {
	asked := ""
	s := newSource(t, func(w http.ResponseWriter, r *http.Request) {
		asked += r.URL.String()
		if _, err := w.Write([]byte(file)); err != nil {
			t.Error(err)
		}
	})
	p, err := s.Load(t.Context(), key)
	if err != nil || asked != "/service/data/FM/D.U2.EUR.4F.KR.DFR.LEV?detail=dataonly&format=csvdata" || p.URL != "https://data.ecb.europa.eu/data/datasets/FM/FM.D.U2.EUR.4F.KR.DFR.LEV" || p.Source != Name {
		t.Errorf("%+v %v, asked %s", p, err, asked)
	}
	if diff := cmp.Diff(want(), p.Series[key]); diff != "" {
		t.Error(diff)
	}
	for _, wrong := range []string{"", "FM", "FM/", "FM/../x", "fm/d.u2", "FM/D.U2?x=1"} {
		if _, err := s.Load(t.Context(), wrong); !errors.Is(err, market.ErrUnknownSymbol) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"a page": {200, "<!DOCTYPE html><html></html>", market.ErrBlocked}, "nothing found": {404, "No results found.", market.ErrUnknownSymbol}, "down": {503, "", market.ErrUnavailable}, "another form": {200, `<?xml version="1.0"?><x/>`, market.ErrMalformed},
	} {
		s := newSource(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			if _, err := w.Write([]byte(c.body)); err != nil {
				t.Error(err)
			}
		})
		if p, err := s.Load(t.Context(), key); !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: %v; want %v", name, err, c.want)
		}
	}
}
