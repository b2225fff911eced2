package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"quotewire/internal/agent"
	"quotewire/internal/agent/tools"
	"quotewire/internal/calendar"
	"quotewire/internal/dates"
	"quotewire/internal/macro"
	"quotewire/internal/macro/fred"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/yahoo"
	"quotewire/internal/market/yahoo/client"
	"quotewire/internal/study"
)

// A figures file is a situation in which a figure, a unit or a day is easily got
// wrong: what the source sends, and what the server must say. In an archive there
// are case.json, a figuresCase, and the bodies by path, such as
// v8/finance/chart/AAPL; the comment says what the situation is.
type figuresCase struct {
	Request string    // a path of the server; empty: the expectations ask for themselves
	Now     time.Time // the server's clock
	Expect  []figureExpected
}

// figureExpected is one thing that must be so. Of Kind
//
//	figure            the figure Name of Measure and Unit for Symbol is Near
//	must_not_figure   no such figure is Value
//	warned_or_not     such a figure is Value only where a doubt stands beside it
//	table             the cell Cell of Measure's table in row Row is Near
//	greek             Greek of Contract is at most Max
//	json              the value at Path is Near or Equal
//	tool              the text of Tool for Args has one of MustAny and none of MustNot
//	reading           Words are read as From to To
//	sessions          Words are read as Day, on which the market is Closed or not
type figureExpected struct {
	Kind, Measure, Symbol, Name, Unit, Row, Contract, Greek, Path, Tool, Words, Day string
	From_, To                                                                       string
	Cell                                                                            int
	Near, Value, Max                                                                float64
	Abs, Within                                                                     float64 // tolerance: absolute, or as a share
	Equal                                                                           any
	OrAbsent                                                                        bool `json:"or_absent"`
	Closed                                                                          *bool
	Args                                                                            json.RawMessage
	MustAny                                                                         []string `json:"must_any"`
	MustNot                                                                         []string `json:"must_not"`
}

func TestFigures(t *testing.T) {
	files, err := filepath.Glob("testdata/figures/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no figures: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, bodies := figuresCase{}, map[string]json.RawMessage{}
			for _, f := range archive.Files {
				if f.Name == "case.json" {
					if err := json.Unmarshal(f.Data, &c); err != nil {
						t.Fatal(err)
					}
					continue
				}
				bodies[f.Name] = f.Data
			}
			c.hold(t, bodies)
		})
	}
}

// hold asks the server and its tools, with bodies as the source's answers.
func (c figuresCase) hold(t *testing.T, bodies map[string]json.RawMessage) {
	t.Helper()
	source := httptest.NewServer(bodiesOf(bodies))
	t.Cleanup(source.Close)
	now := time.Now
	if !c.Now.IsZero() {
		now = func() time.Time { return c.Now }
	}
	var answer any
	if strings.HasPrefix(c.Request, "/") {
		answer = jsonOf(t, figuresServer(t, source.URL, now)+c.Request)
	}
	for _, want := range c.Expect {
		if fault := want.fault(t, answer, source.URL, now); fault != "" {
			t.Errorf("%s: %s\n%.3000s", want.Kind, fault, shown(answer))
		}
	}
}

func shown(answer any) string {
	text, err := json.Marshal(answer)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// figuresServer is a whole server over a source.
func figuresServer(t *testing.T, sourceURL string, now func() time.Time) string {
	t.Helper()
	cfg := testConfig(t, "OPENAI_BASE_URL="+sourceURL, "QUOTEWIRE_MODEL=none", "QUOTEWIRE_YAHOO_URL="+sourceURL,
		"QUOTEWIRE_STARTUP_CHECKS=false", "QUOTEWIRE_RATE_LIMIT=0")
	return running(t, cfg, func(a *app) { a.now = now })
}

// jsonOf is what a route answers, whatever its status.
func jsonOf(t *testing.T, url string) any {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%s: %v of %.300s", url, err, body)
	}
	return v
}

// bodiesOf answers as the source does: with what it has of a path, of a chart the
// bars between the times asked for.
func bodiesOf(bodies map[string]json.RawMessage) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch name := strings.TrimPrefix(r.URL.Path, "/"); {
		case name == "v1/test/getcrumb":
			fmt.Fprint(w, "crumb")
		case name == "":
			http.SetCookie(w, &http.Cookie{Name: "A3", Value: "v"})
		case name == "v7/finance/quote":
			fmt.Fprintf(w, `{"quoteResponse":{"result":[%s],"error":null}}`, rowsOf(bodies, r.URL.Query().Get("symbols")))
		case bodies[name] == nil:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}`)
		case strings.HasPrefix(name, "v8/finance/chart/"):
			_, _ = w.Write(between(bodies[name], r.URL.Query()))
		default:
			_, _ = w.Write(bodies[name])
		}
	})
}

// rowsOf are the quotes of the symbols that there are.
func rowsOf(bodies map[string]json.RawMessage, symbols string) string {
	var rows []string
	for symbol := range strings.SplitSeq(symbols, ",") {
		var q struct {
			QuoteResponse struct{ Result []json.RawMessage }
		}
		if json.Unmarshal(bodies["v7/finance/quote/"+symbol], &q) == nil {
			for _, row := range q.QuoteResponse.Result {
				rows = append(rows, string(row))
			}
		}
	}
	return strings.Join(rows, ",")
}

// between is a chart with the bars from period1 to period2; the whole of it where
// a range is asked for.
func between(chart []byte, query map[string][]string) []byte {
	var body struct {
		Chart struct {
			Result []struct {
				Meta       map[string]any                 `json:"meta"`
				Timestamp  []int64                        `json:"timestamp"`
				Events     any                            `json:"events,omitempty"`
				Indicators map[string][]map[string][]*any `json:"indicators"`
			} `json:"result"`
			Error any `json:"error"`
		} `json:"chart"`
	}
	if query["period1"] == nil || json.Unmarshal(chart, &body) != nil || len(body.Chart.Result) == 0 {
		return chart
	}
	from, _ := strconv.ParseInt(query["period1"][0], 10, 64)
	to, _ := strconv.ParseInt(query["period2"][0], 10, 64)
	r := &body.Chart.Result[0]
	first, last := 0, len(r.Timestamp)
	for first < last && r.Timestamp[first] < from {
		first++
	}
	for last > first && r.Timestamp[last-1] >= to {
		last--
	}
	for _, lists := range r.Indicators {
		for _, list := range lists {
			for name, values := range list {
				list[name] = values[first:last]
			}
		}
	}
	r.Timestamp = r.Timestamp[first:last]
	out, err := json.Marshal(body)
	if err != nil {
		return chart
	}
	return out
}

// fault is what is wrong, empty when all is as expected.
func (f figureExpected) fault(t *testing.T, answer any, sourceURL string, now func() time.Time) string {
	t.Helper()
	switch f.Kind {
	case "figure":
		v, ok := f.figure(answer)
		return f.near(v, ok)
	case "must_not_figure":
		if _, refused := at(answer, "error.code"); !refused && len(f.sections(answer)) == 0 {
			return "there is no section of " + f.Measure
		}
		if v, ok := f.figure(answer); ok && math.Abs(v-f.Value) < 0.02 {
			return fmt.Sprintf("%s is %v", f.Name, v)
		}
	case "warned_or_not":
		v, ok := f.figure(answer)
		if !ok {
			return "there is no " + f.Name
		}
		if math.Abs(v-f.Value) < 0.02 && !strings.Contains(shown(answer), "doubt") {
			return fmt.Sprintf("%s is %v without a doubt", f.Name, v)
		}
	case "table":
		v, ok := f.cell(answer)
		return f.near(v, ok)
	case "greek":
		if v, ok := f.greek(answer); ok && v > f.Max || !ok && !f.OrAbsent {
			return fmt.Sprintf("%s of %s is %v, %t", f.Greek, f.Contract, v, ok)
		}
	case "json":
		v, ok := at(answer, f.Path)
		if f.Equal != nil {
			if v != f.Equal {
				return fmt.Sprintf("%s is %v, want %v", f.Path, v, f.Equal)
			}
			return ""
		}
		n, isNumber := v.(float64)
		return f.near(n, ok && isNumber)
	case "tool":
		return f.said(toolText(t, sourceURL, now, f.Tool, string(f.Args)))
	case "reading":
		p, err := dates.New().Read(f.Words, dates.AsOf{Now: now(), Exchange: testCalendars(t).NewYork()})
		if err != nil || p.From.String() != f.From_ || p.To.String() != f.To {
			return fmt.Sprintf("%q is read as %s to %s (%v), want %s to %s", f.Words, p.From, p.To, err, f.From_, f.To)
		}
	case "sessions":
		text := toolText(t, sourceURL, now, "dates", fmt.Sprintf(`{"text":%q}`, f.Words))
		if !strings.Contains(text, "("+f.Day+")") || f.Closed != nil && *f.Closed != strings.Contains(text, "\nclosed: ") {
			return text
		}
	default:
		return "unknown kind"
	}
	return ""
}

func (f figureExpected) near(v float64, ok bool) string {
	tolerance := math.Max(f.Abs, f.Within*math.Abs(f.Near))
	if !ok && f.OrAbsent || ok && math.Abs(v-f.Near) <= tolerance {
		return ""
	}
	return fmt.Sprintf("%s%s%s is %v, %t; want %v within %v", f.Name, f.Path, f.Row, v, ok, f.Near, tolerance)
}

func (f figureExpected) said(text string) string {
	any := len(f.MustAny) == 0
	for _, want := range f.MustAny {
		any = any || strings.Contains(text, want)
	}
	for _, not := range f.MustNot {
		if strings.Contains(text, not) {
			return fmt.Sprintf("%q in\n%s", not, text)
		}
	}
	if !any {
		return fmt.Sprintf("none of %q in\n%s", f.MustAny, text)
	}
	return ""
}

// at is the value at a path such as bars.3.close.
func at(v any, way string) (any, bool) {
	for key := range strings.SplitSeq(way, ".") {
		switch at := v.(type) {
		case map[string]any:
			next, ok := at[key]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(at) {
				return nil, false
			}
			v = at[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// sections are those of the measure, for the symbol where one is named.
func (f figureExpected) sections(answer any) (found []map[string]any) {
	all, _ := at(answer, "sections")
	list, _ := all.([]any)
	for _, one := range list {
		s, _ := one.(map[string]any)
		symbols, _ := at(s, "symbols.0")
		if s["measure"] == f.Measure && (f.Symbol == "" || symbols == f.Symbol) {
			found = append(found, s)
		}
	}
	return found
}

func (f figureExpected) figure(answer any) (float64, bool) {
	for _, s := range f.sections(answer) {
		figures, _ := s["figures"].([]any)
		for _, one := range figures {
			if g, _ := one.(map[string]any); g["name"] == f.Name && g["unit"] == f.Unit {
				v, ok := g["value"].(float64)
				return v, ok
			}
		}
	}
	return 0, false
}

func (f figureExpected) cell(answer any) (float64, bool) {
	for _, s := range f.sections(answer) {
		rows, _ := at(s, "table.rows")
		list, _ := rows.([]any)
		for _, row := range list {
			if name, _ := at(row, "name"); name == f.Row {
				v, _ := at(row, "cells."+strconv.Itoa(f.Cell))
				n, ok := v.(float64)
				return n, ok
			}
		}
	}
	return 0, false
}

// greek looks for the contract wherever it stands in the answer.
func (f figureExpected) greek(v any) (float64, bool) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			if n, ok := f.greek(one); ok {
				return n, true
			}
		}
	case map[string]any:
		for _, inner := range v {
			if inner == f.Contract {
				n, ok := v[f.Greek].(float64)
				return n, ok
			}
		}
		for _, inner := range v {
			if n, ok := f.greek(inner); ok {
				return n, true
			}
		}
	}
	return 0, false
}

func testCalendars(t *testing.T) *calendar.Calendars {
	t.Helper()
	all, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// toolText is what the model would read of a tool.
func toolText(t *testing.T, sourceURL string, now func() time.Time, name, args string) string {
	t.Helper()
	for _, tool := range marketTools(t, sourceURL, now) {
		if tool.Name() == name {
			r, err := tool.Call(t.Context(), args)
			if err != nil {
				t.Fatal(err)
			}
			return r.Told()
		}
	}
	t.Fatalf("no tool %s", path.Base(name))
	return ""
}

// marketTools are all tools over a source of market data, and over one of series where
// it is given.
func marketTools(t *testing.T, sourceURL string, now func() time.Time, series ...*macro.Macro) []agent.Tool {
	t.Helper()
	calendars := testCalendars(t)
	source, err := yahoo.New(yahoo.Options{Client: client.Options{BaseURL: sourceURL}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	data, err := market.New(market.Options{Sources: []market.Source{source}, Calendars: calendars, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(data.Close)
	studies, err := study.New(study.Options{Market: data, Calendars: calendars, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if len(series) == 0 {
		series = []*macro.Macro{testSeries(t, map[string]string{fred.Name: sourceURL}, now)}
	}
	all, err := tools.Market(data, studies, series[0])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// testSeries are the series of sources at some addresses.
func testSeries(t *testing.T, urls map[string]string, now func() time.Time) *macro.Macro {
	t.Helper()
	var sources []macro.Source
	for _, k := range seriesKinds() {
		if urls[k.name] == "" {
			continue
		}
		s, err := k.open(httpsource.Options{BaseURL: urls[k.name], Now: now})
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, s)
	}
	m, err := macro.New(macro.Options{Sources: sources, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}
