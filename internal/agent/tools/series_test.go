package tools

import (
	"context"
	"strings"
	"testing"
	"time"

	"quotewire/internal/macro"
	"quotewire/internal/market"
)

// fakeSeries is a source of invented series.
type fakeSeries struct{ err error }

func (f fakeSeries) Name() string { return "fred" }

func (f fakeSeries) Problem() (time.Time, error) { return time.Time{}, f.err }
func (f fakeSeries) Held() error                 { return nil }

func (f fakeSeries) Parts(key string, _, _ market.Date) []string { return []string{key} }

func (f fakeSeries) Load(_ context.Context, part string) (*macro.Part, error) {
	if f.err != nil {
		return nil, f.err
	}
	first := market.Date{Year: 2024, Month: 1, Day: 1}
	var all []macro.Observation
	switch part {
	case "DGS10":
		for i, v := range []float64{4.1, 4.12, 4.09, 4.15, 4.06} {
			all = append(all, macro.Observation{Date: market.Date{Year: 2025, Month: 11, Day: 14 + i}, Value: v, Revised: i == 1})
		}
	case "CPIAUCSL", "PAYEMS", "GDP":
		step := map[string][3]float64{"CPIAUCSL": {310, 1.005, 1}, "PAYEMS": {158000, 125, 1}, "GDP": {28000.5, 210.25, 3}}[part]
		for i := 0; i < 21; i += int(step[2]) {
			d := market.Date{Year: first.Year + i/12, Month: time.Month(1 + i%12), Day: 1}
			all = append(all, macro.Observation{Date: d, Value: step[0] + float64(i)*step[1]})
		}
	default:
		return nil, &market.Error{Kind: market.ErrUnknownSymbol}
	}
	return &macro.Part{Series: map[string][]macro.Observation{part: all}, Origin: market.Origin{
		Source: "fred", Provider: "FRED, Federal Reserve Bank of St. Louis", URL: "https://fred.stlouisfed.org/series/" + part, AsOf: toolsNow(),
	}}, nil
}

// seriesOf answers about invented series.
func seriesOf(t testing.TB, faults ...error) *macro.Macro {
	t.Helper()
	var source fakeSeries
	if len(faults) > 0 {
		source.err = faults[0]
	}
	m, err := macro.New(macro.Options{Sources: []macro.Source{source}, Now: toolsNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func TestSeries(t *testing.T) {
	for name, args := range map[string]string{
		"series":           `{"series":"10-year Treasury yield"}`,
		"series-inflation": `{"series":"CPI","transform":"yoy","range":"6mo"}`,
		"series-payrolls":  `{"series":"nonfarm payrolls","transform":"change","range":"3mo"}`,
		"series-gdp":       `{"series":"GDP","range":"1y"}`,
		"series-real":      `{"series":"GDP","transform":"real","range":"1y"}`,
		"series-average":   `{"series":"us-10y","transform":"average","from":"2025-11-14","to":"2025-11-17"}`,
		"series-quarters":  `{"series":"CPI","frequency":"quarter","range":"1y"}`,
		"series-several":   `{"series":"treasury"}`,
		"series-unknown":   `{"series":"unemploymnt"}`,
	} {
		t.Run(name, func(t *testing.T) { golden(t, name+".golden", call(t, &fakeMarket{}, "series", args)) })
	}
}

// What cannot be asked is told by the field, and a fault by what to do.
func TestSeriesFaults(t *testing.T) {
	for _, c := range []struct {
		args string
		err  error
		want string
	}{
		{`{"series":""}`, nil, `"series" is missing`},
		{`{"series":"CPI","transform":"percent"}`, nil, "one of level, yoy, change, change_percent, average, real"},
		{`{"series":"CPI","frequency":"month"}`, nil, "it cannot be asked for like this: frequency: the series is monthly itself"},
		{`{"series":"CPI","from":"1 May"}`, nil, "from is not a date"},
		{`{"series":"CPI","to":"2025-01-01"}`, nil, "from: must be set when to is"},
		{`{"series":"CPI","from":"2019-01-01","to":"2019-12-31"}`, nil, "no data in that period"},
		{`{"series":"NOSUCH9"}`, nil, "no such series"},
		{`{"series":"CPI"}`, &market.Error{Kind: market.ErrBlocked, Message: "SECRET"}, "refuses our requests. Say"},
		{`{"series":"CPI"}`, &market.Error{Kind: market.ErrUnavailable, Message: "SECRET"}, "no source that has it answers"},
	} {
		ts := toolset{macro: seriesOf(t)}
		if c.err != nil {
			ts.macro = seriesOf(t, c.err)
		}
		make := tool("series", ts.series)
		one, err := make()
		if err != nil {
			t.Fatal(err)
		}
		r, err := one.Call(t.Context(), c.args)
		if text := r.Told(); err != nil || !r.Failed || !strings.Contains(text, c.want) || strings.Contains(text, "SECRET") {
			t.Errorf("%s with %v: failed %v, %v, %q; want %q", c.args, c.err, r.Failed, err, text, c.want)
		}
		if c.err != nil && r.Err == nil {
			t.Errorf("%s: the log hears nothing of %v", c.args, c.err)
		}
	}
}
