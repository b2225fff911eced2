package macro

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/market"
)

// fake is a source of one part for each key, or one for each year.
type fake struct {
	name   string
	values map[string][]Observation
	yearly bool
	err    error
	mu     sync.Mutex
	asked  []string
}

func (f *fake) Name() string { return f.name }

func (f *fake) Problem() (time.Time, error) { return time.Time{}, f.err }
func (f *fake) Held() error                 { return nil }

func (f *fake) Parts(key string, from, to market.Date) (names []string) {
	if !f.yearly {
		return []string{key}
	}
	for y := max(from.Year, 2000); y <= to.Year; y++ {
		names = append(names, fmt.Sprintf("%d", y))
	}
	return names
}

func (f *fake) Load(_ context.Context, part string) (*Part, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, part)
	if f.err != nil {
		return nil, f.err
	}
	p := &Part{Series: map[string][]Observation{}, Origin: market.Origin{Source: f.name, Provider: f.name, URL: "https://example.com/" + part}}
	for key, all := range f.values {
		for _, o := range all {
			if key == part || f.yearly && fmt.Sprint(o.Date.Year) == part {
				p.Series[key] = append(p.Series[key], o)
			}
		}
	}
	if len(p.Series) == 0 {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol}
	}
	return p, nil
}

func day(t testing.TB, text string) market.Date {
	t.Helper()
	d, err := market.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// run reads "2024-01-01 5.5, 2024-02-01 5.4".
func run(t testing.TB, text string) (all []Observation) {
	t.Helper()
	for piece := range strings.SplitSeq(text, ",") {
		var d string
		var o Observation
		if _, err := fmt.Sscan(piece, &d, &o.Value); err != nil {
			t.Fatal(err)
		}
		o.Date = day(t, d)
		all = append(all, o)
	}
	return all
}

// shown is values as text: their label, the value, and what they are compared with.
func shown(a *Answer) string {
	var all []string
	for _, o := range a.Values {
		text := fmt.Sprintf("%s %v", a.Label(o.Date), o.Value)
		if !o.Since.IsZero() {
			text += " since " + a.Label(o.Since)
		}
		if o.Unfinished {
			text += " so far"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func newMacro(t *testing.T, sources ...Source) *Macro {
	t.Helper()
	m, err := New(Options{Sources: sources, Now: func() time.Time { return time.Date(2024, 8, 20, 15, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// A year and a half of invented prices, without March 2024.
const months = "2023-01-01 200, 2023-02-01 201, 2023-03-01 202.1, 2023-04-01 203, 2023-05-01 204, 2023-06-01 205, 2023-07-01 206, 2023-08-01 207, 2023-09-01 208, 2023-10-01 209," +
	"2023-11-01 210, 2023-12-01 211, 2024-01-01 206.3, 2024-02-01 207.03, 2024-04-01 210.105, 2024-05-01 204.0, 2024-06-01 215.25, 2024-07-01 212.18"

const days = "2023-07-18 4.1, 2023-07-19 4.11, 2023-12-29 4.4, 2024-06-27 4.28, 2024-06-28 4.36, 2024-07-01 4.48, 2024-07-02 4.43, 2024-07-18 4.2, 2024-07-19 4.25, 2024-07-22 4.26, 2024-08-19 3.86"

func invented(t *testing.T) *fake {
	t.Helper()
	return &fake{name: fred, values: map[string][]Observation{
		"CPIAUCSL": run(t, months), "DGS10": run(t, days), "UNRATE": run(t, "2023-07-01 3.5, 2024-06-01 4.1, 2024-07-01 4.3"),
		"RSAFS": run(t, "2024-05-01 700000, 2024-06-01 704324, 2024-07-01 709668, 2024-08-01 710000"), "GDP": run(t, "2023-04-01 27000.5, 2023-07-01 27500, 2024-04-01 28600.25"),
		"NETEXP": run(t, "2023-04-01 -800, 2024-04-01 -900"), "ICSA": run(t, "2023-08-12 240000, 2024-08-03 234000, 2024-08-10 227000"),
		"ABCD1": run(t, "2024-07-01 1, 2024-07-02 2"),
	}}
}

func TestAnswer(t *testing.T) {
	m := newMacro(t, invented(t))
	for name, c := range map[string]struct {
		query             Query
		want, title, unit string
	}{
		"a level": {Query{Series: "10-year yield", From: day(t, "2024-07-01"), To: day(t, "2024-07-18")}, "2024-07-01 4.48, 2024-07-02 4.43, 2024-07-18 4.2", "US Treasury par yield, 10 years", "percent a year"},
		"of three months": {Query{Series: "us-10y"}, "2024-06-27 4.28, 2024-06-28 4.36, 2024-07-01 4.48, 2024-07-02 4.43, 2024-07-18 4.2, 2024-07-19 4.25, 2024-07-22 4.26, 2024-08-19 3.86",
			"US Treasury par yield, 10 years", "percent a year"},
		"a range":    {Query{Series: "us-10y", Range: "1MO"}, "2024-07-19 4.25, 2024-07-22 4.26, 2024-08-19 3.86", "US Treasury par yield, 10 years", "percent a year"},
		"the latest": {Query{Series: "CPI", Range: "1d"}, "2024-07 212.18", "Consumer Price Index, all urban consumers, all items", "index, 1982-84=100"},
		// 2024-03 was not published: neither it nor, a year later, what compares with it. Nor is
		// February put in its place.
		"by the date": {Query{Series: "CPI yoy", From: day(t, "2024-01-01")}, "2024-01 3.15 since 2023-01, 2024-02 3 since 2023-02, 2024-04 3.5 since 2023-04, 2024-05 0 since 2023-05, 2024-06 5 since 2023-06, 2024-07 3 since 2023-07",
			"Consumer Price Index, all urban consumers, all items, change from a year ago in percent", "percent"},
		"what is asked goes before the name": {Query{Series: "inflation", Transform: Level, Range: "5d"}, "2024-07 212.18", "Consumer Price Index, all urban consumers, all items", "index, 1982-84=100"},
		"a rate's year":                      {Query{Series: "unemployment", Transform: YearOnYear}, "2024-07 0.8 since 2023-07", "Unemployment rate, change from a year ago in percentage points", "percentage points"},
		// 2023-07-20 to 22 have no value: the day before them is taken, none of days after.
		"a day a year ago": {Query{Series: "us-10y", Transform: YearOnYear, From: day(t, "2024-07-02")}, "2024-07-18 0.1 since 2023-07-18, 2024-07-19 0.14 since 2023-07-19, 2024-07-22 0.15 since 2023-07-19",
			"US Treasury par yield, 10 years, change from a year ago in percentage points", "percentage points"},
		"a week a year ago": {Query{Series: "initial claims", Transform: YearOnYear}, "2024-08-10 -5.4167 since 2023-08-12", "", ""},
		"a change":          {Query{Series: "us-10y", Transform: Change, From: day(t, "2024-07-01"), To: day(t, "2024-07-02")}, "2024-07-01 0.12 since 2024-06-28, 2024-07-02 -0.05 since 2024-07-01", "US Treasury par yield, 10 years, change from the observation before in percentage points", "percentage points"},
		"in per cent":       {Query{Series: "retail sales month over month", From: day(t, "2024-06-01"), To: day(t, "2024-07-31")}, "2024-06 0.6177 since 2024-05, 2024-07 0.7587 since 2024-06", "Advance retail sales, retail trade and food services, change from the month before in percent", "percent"},
		"from below zero":   {Query{Series: "net exports", Transform: Change, Range: "max"}, "2024-Q2 -100 since 2023-Q2", "", "billions of USD, annual rate"},
		"an average":        {Query{Series: "us-10y", Transform: Average, From: day(t, "2024-07-01"), To: day(t, "2024-07-19")}, "2024-07-01 4.34", "US Treasury par yield, 10 years, average of the period", "percent a year"},
		"months of days":    {Query{Series: "us-10y", Frequency: "month", From: day(t, "2024-06-28")}, "2024-06 4.32 so far, 2024-07 4.324 so far, 2024-08 3.86 so far", "US Treasury par yield, 10 years, average of the month", "percent a year"},
		"quarters of months": {Query{Series: "CPI", Frequency: "quarter", From: day(t, "2024-01-01")}, "2024-Q1 206.665 so far, 2024-Q2 209.785, 2024-Q3 212.18 so far",
			"Consumer Price Index, all urban consumers, all items, average of the quarter", "index, 1982-84=100"},
		"a year on quarters": {Query{Series: "CPI", Frequency: "quarter", Transform: YearOnYear, From: day(t, "2024-04-01")}, "2024-Q2 2.8358 since 2023-Q2, 2024-Q3 2.5024 since 2023-Q3 so far",
			"Consumer Price Index, all urban consumers, all items, average of the quarter, change from a year ago in percent", "percent"},
		"dollars of July": {Query{Series: "retail sales", Transform: Real, Range: "max"}, "2024-05 728069, 2024-06 694279, 2024-07 709668", "Advance retail sales, retail trade and food services, in dollars of 2024-07 by consumer prices", "millions of USD of 2024-07"},
		"dollars a year":  {Query{Series: "GDP", Transform: Real, Range: "max"}, "2023-Q2 28083.17, 2023-Q3 28188.16, 2024-Q2 28926.76", "", "billions of USD of 2024-07, annual rate"},
		"a real rate": {Query{Series: "real 10-year yield", From: day(t, "2024-07-01"), To: day(t, "2024-07-18")}, "2024-07-01 1.48, 2024-07-02 1.43, 2024-07-18 1.2",
			"US Treasury par yield, 10 years, less the change of consumer prices from a year ago", "percent a year"},
		"not in the catalogue": {Query{Series: "ABCD1"}, "2024-07-01 1, 2024-07-02 2", "FRED series ABCD1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := m.Answer(t.Context(), c.query)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, shown(a)); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if c.title != "" && a.Title() != c.title || c.unit != "" && a.Unit.String() != c.unit {
				t.Errorf("%q in %q; want %q in %q", a.Title(), a.Unit, c.title, c.unit)
			}
		})
	}
}

// What is left out and what is not complete is said, and what is not is not.
func TestNotes(t *testing.T) {
	m := newMacro(t, invented(t))
	for _, c := range []struct {
		query Query
		want  []string
	}{
		{Query{Series: "us-10y"}, nil},
		{Query{Series: "us-core-pce"}, nil},
		{Query{Series: "CPI", From: day(t, "2024-01-01")}, []string{"not seasonally adjusted", "Nothing was published for 2024-03."}},
		{Query{Series: "CPI", From: day(t, "2024-05-01")}, []string{"not seasonally adjusted"}},
		{Query{Series: "retail sales", Transform: Real, Range: "max"}, []string{"1 values are left out"}},
		{Query{Series: "us-10y", Transform: Real, From: day(t, "2024-07-22")}, []string{"computed here. It is not the yield of an inflation-indexed bond", "1 values are left out"}},
		{Query{Series: "us-10y", Frequency: "month", From: day(t, "2024-06-01")}, []string{"The last month, 2024-08, is not complete"}},
	} {
		a, err := m.Answer(t.Context(), c.query)
		if err != nil {
			if c.query.Series != "us-core-pce" {
				t.Error(err)
			}
			continue
		}
		said := strings.Join(a.Notes, "\n")
		if len(a.Notes) != len(c.want) {
			t.Errorf("%+v: %q; want %q", c.query, a.Notes, c.want)
		}
		for _, w := range c.want {
			if !strings.Contains(said, w) {
				t.Errorf("%+v: %q; want %q", c.query, a.Notes, w)
			}
		}
	}
}

func TestPrevious(t *testing.T) {
	m := newMacro(t, invented(t))
	a, err := m.Answer(t.Context(), Query{Series: "us-10y", Range: "1d"})
	if err != nil || a.Previous.Value != 4.26 || a.Last().Value != 3.86 || a.URL != "https://example.com/DGS10" || a.Places != 2 {
		t.Errorf("%+v %v", a, err)
	}
	if a, err = m.Answer(t.Context(), Query{Series: "unemployment", From: day(t, "2023-01-01"), To: day(t, "2023-07-31")}); err != nil || !a.Previous.Date.IsZero() {
		t.Errorf("the first has one before it: %+v %v", a.Previous, err)
	}
}

func TestRefusedQueries(t *testing.T) {
	m := newMacro(t, invented(t))
	for want, q := range map[string]Query{
		"transform: \"percent\": want one of level, yoy": {Series: "CPI", Transform: "percent"}, "frequency: \"week\": want one of month, quarter, year": {Series: "CPI", Frequency: "week"},
		"frequency: the series is monthly itself": {Series: "CPI", Frequency: "month"}, "range: \"3y\": want one of 1d": {Series: "CPI", Range: "3y"}, "from: must be set when to is": {Series: "CPI", To: day(t, "2024-01-01")},
		"range: must not be set together with from": {Series: "CPI", From: day(t, "2024-01-01"), Range: "1y"}, "from: 2024-02-02 is after to, 2024-01-01": {Series: "CPI", From: day(t, "2024-02-02"), To: day(t, "2024-01-01")},
		"from: 2025-01-01 lies in the future": {Series: "CPI", From: day(t, "2025-01-01")}, "transform: real is not for this series": {Series: "unemployment", Transform: Real}, "transform: real is": {Series: "ECB deposit rate", Transform: Real},
		"frequency: the series is daily itself": {Series: "us-10y", Frequency: "day"},
	} {
		if q.Frequency == "day" {
			want = "frequency: \"day\": want one of"
		}
		if _, err := m.Answer(t.Context(), q); !errors.Is(err, market.ErrQuery) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v; want %q", q, err, want)
		}
	}
	for text, several := range map[string]bool{"treasury": true, "unemploymnt": false, "NOSUCH9": false} {
		e, ok := errors.AsType[*UnknownError](second(m.Answer(t.Context(), Query{Series: text})))
		if !ok || e.Several != several || strings.Contains(e.Error(), text) && !several {
			t.Errorf("%q: %v", text, e)
		}
	}
	if _, err := m.Answer(t.Context(), Query{Series: "us-10y", From: day(t, "2024-08-20")}); !errors.Is(err, market.ErrNoData) {
		t.Errorf("a period without values: %v", err)
	}
}

func second[V any](_ V, err error) error { return err }

// The first source of a series that answers is that of all its values, and the answer
// says which.
func TestFailover(t *testing.T) {
	treasury := &fake{name: "treasury", yearly: true, values: map[string][]Observation{"10 Yr": run(t, "2023-12-29 4.4, 2024-08-16 3.9, 2024-08-19 3.87")}}
	other := invented(t)
	m := newMacro(t, treasury, other)
	ask := func(q Query) (*Answer, error) { return m.Answer(t.Context(), q) }
	a, err := ask(Query{Series: "us-10y", Range: "5d"})
	if err != nil || a.Source != "treasury" || shown(a) != "2024-08-16 3.9, 2024-08-19 3.87" || len(other.asked) != 0 {
		t.Errorf("%v %v, others asked %q", a, err, other.asked)
	}
	// Many years are one question to the other.
	if a, err = ask(Query{Series: "us-10y", Range: "max"}); err != nil || a.Source != fred || a.Last().Value != 3.86 {
		t.Errorf("%v %v", a, err)
	}
	// A year that fails is not filled in by another source: all are the other's.
	for _, kind := range []error{market.ErrBlocked, market.ErrUnavailable, market.ErrMalformed} {
		failing := &fake{name: "treasury", yearly: true, err: &market.Error{Kind: kind}}
		m := newMacro(t, failing, invented(t))
		if a, err := m.Answer(t.Context(), Query{Series: "us-10y", Range: "1y"}); err != nil || a.Source != fred {
			t.Errorf("%v: %v %v", kind, a, err)
		}
	}
	m = newMacro(t, &fake{name: "treasury", yearly: true, err: &market.Error{Kind: market.ErrBlocked}}, &fake{name: fred, err: &market.Error{Kind: market.ErrMalformed}})
	if _, err := m.Answer(t.Context(), Query{Series: "us-10y"}); !errors.Is(err, market.ErrBlocked) {
		t.Errorf("all fail: %v", err)
	}
}

// What no source is asked for is told by the names of those that would have to be, and
// another order is that of the sources.
func TestSourcesThatAreOff(t *testing.T) {
	prices := invented(t)
	prices.name = "treasury"
	m := newMacro(t, prices)
	for name, want := range map[string]string{"us-cpi": "fred", "sofr": "nyfed or fred", "fred:NOSUCH": "fred"} {
		_, err := m.Answer(t.Context(), Query{Series: name})
		off, ok := errors.AsType[*OffError](err)
		if !ok || !errors.Is(err, ErrOff) || off.Sources() != want || market.Refused(err) || strings.Contains(err.Error(), "NOSUCH") {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	yields := &fake{name: "treasury", values: map[string][]Observation{"10 Yr": run(t, days)}, yearly: true}
	m = newMacro(t, yields)
	if _, err := m.Answer(t.Context(), Query{Series: "us-10y", Transform: Real}); !errors.Is(err, ErrOff) || !strings.Contains(err.Error(), "fred") {
		t.Errorf("without consumer prices: %v", err)
	}
	var asked []string
	for _, s := range m.Series() {
		if m.Asked(s) {
			asked = append(asked, s.Sources[0].Source)
		}
	}
	if len(asked) == 0 || slices.ContainsFunc(asked, func(s string) bool { return s != "treasury" }) || !m.Any() || newMacro(t).Any() {
		t.Errorf("asked are %q", asked)
	}
	for _, inOrder := range []bool{false, true} {
		m, err := New(Options{Sources: []Source{invented(t), yields}, InOrder: inOrder, Now: newMacro(t).now})
		if err != nil {
			t.Fatal(err)
		}
		a, err := m.Answer(t.Context(), Query{Series: "us-10y"})
		if want := map[bool]string{false: "treasury", true: fred}[inOrder]; err != nil || a.Source != want {
			t.Errorf("in order %v: %v, want %s", inOrder, err, want)
		}
		m.Close()
	}
}

// What a source said is served with its age when all refuse, and before it what another
// says now.
func TestStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		treasury := &fake{name: "treasury", yearly: true, values: map[string][]Observation{"10 Yr": run(t, "2024-08-16 3.9, 2024-08-19 3.87")}}
		other := &fake{name: fred, values: map[string][]Observation{"DGS10": run(t, "2024-08-16 3.89, 2024-08-19 3.86")}}
		m := newMacro(t, treasury, other)
		ask := func() *Answer {
			a, err := m.Answer(t.Context(), Query{Series: "us-10y", Range: "5d"})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		ask()
		time.Sleep(time.Hour)
		treasury.err = &market.Error{Kind: market.ErrBlocked}
		if a := ask(); a.Source != fred || a.Stale {
			t.Errorf("%+v", a.Origin)
		}
		time.Sleep(2 * time.Hour)
		other.err = &market.Error{Kind: market.ErrUnavailable}
		if a := ask(); a.Source != "treasury" || !a.Stale || a.Age != 3*time.Hour || shown(a) != "2024-08-16 3.9, 2024-08-19 3.87" {
			t.Errorf("%+v", a.Origin)
		}
		time.Sleep(5 * 24 * time.Hour)
		if _, err := m.Answer(t.Context(), Query{Series: "us-10y"}); !errors.Is(err, market.ErrBlocked) {
			t.Errorf("after days: %v", err)
		}
	})
}

// The parts of a source are asked for once, for all its series.
func TestPartsAreShared(t *testing.T) {
	treasury := &fake{name: "treasury", yearly: true, values: map[string][]Observation{"10 Yr": run(t, "2024-08-16 3.9, 2024-08-19 3.87"), "2 Yr": run(t, "2024-08-19 4.06")}}
	m := newMacro(t, treasury)
	for _, name := range []string{"us-10y", "us-2y", "us-10y"} {
		if _, err := m.Answer(t.Context(), Query{Series: name, From: day(t, "2024-08-01")}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"2024"}, treasury.asked); diff != "" {
		t.Error(diff)
	}
}

func TestClosed(t *testing.T) {
	m := newMacro(t, invented(t))
	m.Close()
	if _, err := m.Answer(t.Context(), Query{Series: "CPI"}); !errors.Is(err, market.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := newMacro(t, invented(t)).Answer(gone, Query{Series: "CPI"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who left: %v", err)
	}
}

func TestOptions(t *testing.T) {
	for want, o := range map[string]Options{
		"two that are named": {Sources: []Source{&fake{name: "a"}, &fake{name: "a"}}}, "CacheBytes must": {Sources: []Source{&fake{}}, CacheBytes: -1}, "LoadTimeout must": {Sources: []Source{&fake{}}, LoadTimeout: -1},
	} {
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}
