package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/api/fault"
	"quotewire/internal/macro"
	"quotewire/internal/market"
)

// fakeMacro is series that stand still.
type fakeMacro struct {
	asked macro.Query // the last
	err   error
	real  bool // its values are not made up
}

func exampleSeries() macro.Series {
	return macro.Series{
		ID: "us-payrolls", Title: "All employees", Agency: "US Bureau of Labor Statistics", Unit: macro.Unit{Code: macro.Persons, Scale: 1000}, Frequency: macro.Monthly,
		Adjustment: "seasonally adjusted", Lag: 5, Sources: []macro.Key{{Source: "fred", Key: "PAYEMS"}}, Names: []string{"payrolls"}, Note: "A note.",
	}
}

func (f *fakeMacro) Series() []macro.Series { return []macro.Series{exampleSeries(), offSeries()} }

func (f *fakeMacro) Asked(s macro.Series) bool { return s.ID != offSeries().ID }

// offSeries is one whose sources are not asked.
func offSeries() macro.Series {
	return macro.Series{ID: "sofr", Title: "SOFR", Lag: -1, Sources: []macro.Key{{Source: "nyfed", Key: "sofr"}, {Source: "fred", Key: "SOFR"}}}
}

func (f *fakeMacro) Answer(_ context.Context, q macro.Query) (*macro.Answer, error) {
	f.asked = q
	month := func(m time.Month) market.Date { return market.Date{Year: 2031, Month: m, Day: 1} }
	switch {
	case f.err != nil:
		return nil, f.err
	case q.Series == "nosuch":
		return nil, &macro.UnknownError{Nearest: []macro.Series{exampleSeries()}}
	case q.Series == "sofr":
		return nil, fmt.Errorf("load: %w", &macro.OffError{Series: offSeries()})
	case q.Series == "treasury":
		return nil, &macro.UnknownError{Nearest: []macro.Series{exampleSeries(), exampleSeries()}, Several: true}
	}
	origin := exampleOrigin()
	origin.Simulated = !f.real
	a := &macro.Answer{
		Series: exampleSeries(), Transform: macro.Level, Frequency: macro.Monthly, Unit: exampleSeries().Unit, Places: 1, From: month(5), To: month(6), Notes: []string{"A note."},
		Values:   []macro.Observation{{Date: month(5), Value: 150000.5}, {Date: month(6), Value: 150100, Revised: true, Unfinished: true, Count: 2, Since: month(5)}},
		Previous: macro.Observation{Date: month(5), Value: 150000.5}, Origin: origin,
	}
	if q.Transform == macro.Real {
		a.Transform, a.Base, a.Deflator = macro.Real, month(6), &macro.Deflator{Series: exampleSeries(), Origin: origin}
	}
	return a, nil
}

func TestSeriesQueries(t *testing.T) {
	m := &fakeMacro{}
	w := newWorld(t, says("x"), func(o *Options) { o.Macro = m })
	day := func(text string) market.Date {
		d, err := market.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for path, want := range map[string]macro.Query{
		"/api/macro/us-10y": {Series: "us-10y"},
		"/api/macro/10-year%20yield?range=1Y&format=json": {Series: "10-year yield", Range: "1y"},
		"/api/macro/CPI%2Fx?transform=YoY&frequency=year": {Series: "CPI/x", Transform: macro.YearOnYear, Frequency: "year"},
		"/api/macro/fred:DGS10?from=2031-01-02":           {Series: "fred:DGS10", From: day("2031-01-02")},
		"/api/macro/a?from=2031-01-02&to=2031-01-02":      {Series: "a", From: day("2031-01-02"), To: day("2031-01-02")},
	} {
		if resp := w.do(t, t.Context(), http.MethodGet, path, "", nil); resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", path, resp.StatusCode)
		}
		if diff := cmp.Diff(want, m.asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for path, field := range map[string]string{
		"a?range=7d": "range", "a?transform=x": "transform", "a?frequency=week": "frequency", "a?from=x": "from", "a?to=2031-01-01": "to", "a?from=2031-01-02&to=2031-01-01": "to", "a?from=2031-01-02&range=1d": "range",
		"a?start=2031-01-02": `"start"`, "a?format=xml": "format", "%20": "series", strings.Repeat("a", 201): "series", "treasury": "series", "a?range=1d&range=5d": "range",
	} {
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/macro/"+path, "", nil), fault.InvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" {
			t.Errorf("%s: %q, fix %q", path, e.Message, e.Fix)
		}
	}
	if e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/macro/nosuch", "", nil), fault.NotFound); !strings.Contains(e.Fix, "us-payrolls") {
		t.Errorf("%+v", e)
	}
	m.err = &market.Error{Kind: market.ErrBlocked, Message: "SECRET"}
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/macro/us-10y", "", nil), fault.MarketBlocked)
}

func TestSeriesAsCSV(t *testing.T) {
	w := newWorld(t, says("x"))
	want := "date,value,series,transform,unit,revised,unfinished,provider,simulated\n2031-05-01,150000.5,us-payrolls,level,thousands of persons,,,Example Data,true\n2031-06-01,150100,us-payrolls,level,thousands of persons,true,true,Example Data,true\n"
	for _, header := range []http.Header{nil, {"Accept": {"text/csv"}}} {
		path := "/api/macro/us-payrolls"
		if header == nil {
			path += "?format=csv"
		}
		resp := w.do(t, t.Context(), http.MethodGet, path, "", header)
		if got := body(t, resp); got != want || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/csv") {
			t.Errorf("%s %q", resp.Header.Get("Content-Type"), got)
		}
	}
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/macro/us-payrolls", "", nil))
	for _, part := range []string{
		`"unit":"thousands of persons","scale":1000`, `{"date":"2031-05-01","through":"2031-05-31","value":150000.5,"whole":150000500}`, `"change":99.5,"change_unit":"thousands of persons"`,
		`{"date":"2031-06-01","through":"2031-06-30","value":150100,"whole":150100000,"since":"2031-05-01","count":2,"revised":true,"unfinished":true}`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("no %s in\n%s", part, got)
		}
	}
}

// A series whose sources are off is listed as such, and asked for it says whose it is.
func TestSeriesThatAreOff(t *testing.T) {
	_, router := loadDescription(t)
	w := newWorld(t, says("x"))
	resp := w.do(t, t.Context(), http.MethodGet, "/api/macro", "", nil)
	got := body(t, resp)
	fits(t, router, resp, got)
	if strings.Count(got, `"off"`) != 1 || !strings.Contains(got, `"sources":["nyfed:sofr","fred:SOFR"],"off":true`) {
		t.Errorf("%s", got)
	}
	resp = w.do(t, t.Context(), http.MethodGet, "/api/macro/sofr", "", nil)
	got = body(t, resp)
	fits(t, router, resp, got)
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, "series: sofr comes from nyfed or fred, which this server does not ask") || strings.Contains(got, "QUOTEWIRE") {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
}
