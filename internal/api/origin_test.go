package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/marketdata"
	"quotewire/internal/market"
)

// dataRequests are requests that each data route answers, by its pattern.
func dataRequests() map[string][]string {
	return map[string][]string{
		"/api/page":                  {"/api/page?url=http://127.0.0.2:4000/a"},
		"/api/quotes":                {"/api/quotes?symbols=A,B"},
		"/api/quotes/{symbol}":       {"/api/quotes/A"},
		"/api/history/{symbol}":      {"/api/history/A", "/api/history/A?interval=1h&format=csv"},
		"/api/fundamentals/{symbol}": {"/api/fundamentals/A?section=actions,fund&statement=all"},
		"/api/options/{symbol}":      {"/api/options/A", "/api/options/A?greeks=true&rate=4", "/api/options/A?view=totals"},
		"/api/news/{symbol}":         {"/api/news/A"},
		"/api/screeners":             {"/api/screeners"},
		"/api/screeners/{name}":      {"/api/screeners/day_gainers", "/api/screeners/trending"},
		"/api/symbols":               {"/api/symbols?q=a"},
		"/api/analysis":              {"/api/analysis?symbols=A"},
		"/api/macro":                 {"/api/macro"},
		"/api/macro/{series}":        {"/api/macro/us-10y", "/api/macro/us-10y?format=csv"},
	}
}

// answerRoutes are those that tell of a model's answers, by "demo" and by the
// providers of their sources. Every other route below /api is a data route.
func answerRoutes() []string {
	return []string{
		"/api/chat", "/api/chat/stream", "/api/advanced", "/api/advanced/stream", "/api/runs/{id}/finish", "/api/models", "/api/sessions/{id}",
	}
}

// routesBelowAPI are the patterns and methods of all routes there are.
func routesBelowAPI(t *testing.T, w *world) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := chi.Walk(w.routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(route, "/api/") {
			all[route] = append(all[route], method)
		}
		return nil
	})
	if err != nil || len(all) < len(dataRequests()) {
		t.Fatalf("%d routes, %v", len(all), err)
	}
	return all
}

// madeUp says of all answers below v whether they are.
func madeUp(v reflect.Value, simulated bool) {
	if v.Type() == reflect.TypeFor[market.Origin]() && v.CanSet() {
		v.FieldByName("Simulated").SetBool(simulated)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			madeUp(v.Elem(), simulated)
		}
	case reflect.Slice:
		for i := range v.Len() {
			madeUp(v.Index(i), simulated)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			madeUp(v.Field(i), simulated)
		}
	}
}

// settable are the answers of a fakeMarket.
func settable(f *fakeMarket) []reflect.Value {
	all := []any{f.ticker, f.history, &f.matches, f.fundamentals, f.statements, f.actions, f.chain, f.totals, f.articles, f.screen, f.trends}
	values := make([]reflect.Value, len(all))
	for i, v := range all {
		values[i] = reflect.ValueOf(v)
	}
	return values
}

// withData gives every data route something made up to answer.
func withData(t *testing.T) func(*Options) { return withDataOf(t, true) }

func withDataOf(t *testing.T, simulated bool) func(*Options) {
	return func(o *Options) {
		page := examplePage()
		page.URL = "http://127.0.0.2:4000/a"
		data, report := exampleMarket(), exampleReport(t)
		for _, v := range append(settable(data), reflect.ValueOf(report)) {
			madeUp(v, simulated)
		}
		o.Market, o.Studies, o.Macro, o.Pages = data, &fakeStudies{report: report, market: data}, &fakeMacro{real: !simulated}, &fakePages{page: page}
		o.SimulatedSites = []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:4000")}
	}
}

// Whatever the server answers in the demo says that it is made up: each route
// there is, in each of its forms, what is refused included. A route that is not
// listed above fails here.
func TestEveryAnswerOfTheDemoIsMarked(t *testing.T) {
	w := newWorld(t, says("x"), withData(t))
	for route, methods := range routesBelowAPI(t, w) {
		answers := slices.Contains(answerRoutes(), route)
		if requests := dataRequests()[route]; !answers && len(requests) == 0 {
			t.Errorf("%s is neither among the data routes nor among those of answers", route)
		}
		for _, path := range dataRequests()[route] {
			resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
			got := body(t, resp)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", path, resp.StatusCode, got)
			}
			wantMark(t, path, resp, true)
			wantOrigin(t, path, resp.Header, got, true)
			wantMark(t, path, w.do(t, t.Context(), http.MethodHead, path, "", nil), true)
		}
		if route == "/api/page" {
			continue // what page it is about is known only when the request is valid
		}
		for _, method := range methods { // an unknown field, or an empty body
			path := strings.NewReplacer("{symbol}", "A", "{name}", "day_gainers", "{id}", "a.b").Replace(route) + "?nosuch=1"
			resp := w.do(t, t.Context(), method, path, "", nil)
			if resp.StatusCode < 400 {
				t.Fatalf("%s %s: %d", method, path, resp.StatusCode)
			}
			wantMark(t, method+" "+path, resp, true)
		}
	}
	for _, path := range []string{"/api/chat", "/api/chat/stream", "/api/advanced", "/api/advanced/stream"} {
		wantMark(t, path, w.do(t, t.Context(), http.MethodPost, path, hi, nil), true)
	}
}

// Refusals of the guards say so as well.
func TestRefusalsOfTheDemoAreMarked(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Access.Keys = []string{"k"} })
	for _, path := range []string{"/api/quotes/A", "/api/chat/stream?question=Hi"} {
		resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
		wantFault(t, resp, fault.Unauthorized)
		wantMark(t, path, resp, true)
	}
}

// What is real says nothing of the kind, in the demo neither.
func TestRealDataAreNotMarked(t *testing.T) {
	for _, demo := range []bool{false, true} {
		w := newWorld(t, says("x"), withDataOf(t, false), func(o *Options) {
			o.Demo, o.SimulatedMarket, o.SimulatedSeries, o.SimulatedSites = demo, false, false, nil
		})
		for _, requests := range dataRequests() {
			for _, path := range requests {
				resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
				got := body(t, resp)
				wantMark(t, path, resp, false)
				wantOrigin(t, path, resp.Header, got, false)
			}
		}
		wantMark(t, "an error", w.do(t, t.Context(), http.MethodGet, "/api/quotes/A?nosuch=1", "", nil), false)
		wantMark(t, "an answer", w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil), demo)
		wantMark(t, "a stream", w.ask(t, t.Context(), hi), demo)
	}
}

// A page is marked when it was read from the simulated web, by whichever name of
// its host, and not by where it was looked for.
func TestPagesOfTheSimulatedWebAreMarked(t *testing.T) {
	pages := &fakePages{page: examplePage()}
	w := newWorld(t, says("x"), withData(t), func(o *Options) { o.Pages = pages })
	for _, c := range []struct {
		asked, read, provider string
		simulated             bool
	}{
		{"http://127.0.0.1:4000/a", "http://127.0.0.1:4000/a", "127.0.0.1", true},
		{"http://localhost:4000/a", "http://localhost:4000/a", "localhost", true},
		{"http://[::ffff:127.0.0.1]:04000/a", "http://[::ffff:127.0.0.1]:04000/a", "::ffff:127.0.0.1", true},
		{"https://example.com/a", "http://127.0.0.1:4000/a", "127.0.0.1", true},
		{"http://127.0.0.1:4000/redirect", "https://example.com/a", "example.com", false},
		{"https://example.com/a", "https://example.com/a", "example.com", false},
		{"https://example.com:443/4000", "https://example.com:443/4000", "example.com", false},
	} {
		pages.page.URL, pages.err = c.read, nil
		path := "/api/page?url=" + url.QueryEscape(c.asked)
		resp := w.do(t, t.Context(), http.MethodGet, path, "", nil)
		got := body(t, resp)
		wantMark(t, path, resp, c.simulated)
		if says := strings.Contains(got, `"simulated":true`); says != c.simulated || !strings.HasPrefix(got, fmt.Sprintf(`{"provider":%q,`, c.provider)) {
			t.Errorf("%s read at %s: %s", c.asked, c.read, got)
		}
	}
	pages.err = errNoEnd
	for path, simulated := range map[string]bool{"http://localhost:4000/a": true, "https://example.com/a": false} {
		wantMark(t, "a fault of "+path, w.do(t, t.Context(), http.MethodGet, "/api/page?url="+path, "", nil), simulated)
	}
}

func wantMark(t *testing.T, what string, resp *http.Response, want bool) {
	t.Helper()
	values := map[bool][]string{true: {"true"}}[want]
	if diff := cmp.Diff(values, resp.Header.Values("X-Quotewire-Simulated")); diff != "" {
		t.Errorf("%s: header (-want +got):\n%s", what, diff)
	}
}

// wantOrigin checks the body of a data route.
func wantOrigin(t *testing.T, path string, head http.Header, body string, simulated bool) {
	t.Helper()
	provider := "Example Data"
	if strings.HasPrefix(path, "/api/page") {
		provider = "127.0.0.2" // where the page was read, whatever it calls itself
	}
	if path == "/api/macro" {
		provider = "quotewire" // the list of series is ours
	}
	if strings.HasPrefix(head.Get("Content-Type"), "text/csv") {
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %v in %q", path, err, body)
		}
		names, cells := []string{"provider"}, []string{provider}
		if simulated {
			names, cells = append(names, "simulated"), append(cells, "true")
		}
		for i, row := range rows {
			want := append([]string{"USD"}, cells...)
			if i == 0 {
				want = append([]string{"currency"}, names...)
			}
			if strings.HasPrefix(path, "/api/macro") {
				want = want[1:]
			}
			if diff := cmp.Diff(want, row[7:]); diff != "" {
				t.Errorf("%s: row %d (-want +got):\n%s", path, i, diff)
			}
		}
		return
	}
	want := map[string][]any{"provider": {provider}}
	if simulated {
		want["simulated"] = []any{true}
	}
	if diff := cmp.Diff(want, topFields(t, body, "provider", "simulated")); diff != "" {
		t.Errorf("%s: (-want +got):\n%s\n%.300s", path, diff, body)
	}
	origins := topFields(t, body, "origin")["origin"]
	if len(origins) != 1 {
		t.Fatalf("%s has %d fields origin: %.300s", path, len(origins), body)
	}
	if list, ok := origins[0].([]any); ok {
		origins = list
	}
	for _, o := range origins {
		if o, _ := o.(map[string]any); o["provider"] != provider || o["age_seconds"] == nil || (o["simulated"] == true) != simulated {
			t.Errorf("%s: origin %v", path, o)
		}
	}
}

// Each part of an answer has the origin of its own source's answer, a quote the delay
// of its exchange; what no data came for, the name of who was asked.
func TestOriginsOfTheParts(t *testing.T) {
	const when = `"provider":"Example Data","simulated":true,"url":"https://data.example/AAPL","as_of":"2025-11-21T20:00:00Z","age_seconds":90,"stale":true`
	data, report := exampleMarket(), exampleReport(t)
	for _, v := range append(settable(data), reflect.ValueOf(report)) {
		madeUp(v, true)
	}
	w := newWorld(t, says("x"), func(o *Options) { o.Market, o.Studies = data, &fakeStudies{report: report} })
	origin := func(path, want string) {
		t.Helper()
		got := body(t, w.do(t, t.Context(), http.MethodGet, path, "", nil))
		if !strings.HasPrefix(got, `{"provider":"Example Data","simulated":true,"origin":`+want+`,"`) {
			t.Errorf("%s: want %s in\n%.600s", path, want, got)
		}
	}
	origin("/api/quotes/A", "{"+when+`,"delay_minutes":15}`)
	origin("/api/quotes?symbols=A", `[{"of":"^GSPC",`+when+`,"delay_minutes":15}]`) // the symbol of the answer
	origin("/api/fundamentals/A", "{"+when+"}")
	origin("/api/fundamentals/A?section=fund,actions&statement=all", `[{"of":"fundamentals",`+when+`},{"of":"statements",`+when+`},{"of":"actions",`+when+`}]`)
	origin("/api/options/A?greeks=true&rate=4", "{"+when+"}")
	origin("/api/options/A?greeks=true", `[{"of":"chain",`+when+`},{"of":"rate",`+when+`}]`)
	origin("/api/options/A?view=totals", "{"+when+"}")
	origin("/api/news/A", "{"+when+"}")
	origin("/api/screeners/day_gainers", "{"+when+"}")
	origin("/api/screeners/trending", "{"+when+"}")
	origin("/api/symbols?q=a", "{"+when+"}")
	origin("/api/analysis?symbols=A", `[{"of":"^GSPC",`+when+"}]")
	const asked = `"provider":"Example Data","simulated":true,"age_seconds":0`
	data.matches, data.err = nil, nil
	origin("/api/symbols?q=a", "{"+asked+"}")
	origin("/api/screeners", "{"+asked+"}")
	data.ticker, data.err = nil, market.ErrBlocked
	origin("/api/quotes?symbols=A,B", `[{"of":"A",`+asked+`},{"of":"B",`+asked+"}]")
}

func TestDataWithoutOriginAreNotSent(t *testing.T) {
	report := exampleReport(t)
	report.Inputs = nil
	w := newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{report: report} })
	wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=A", "", nil), fault.Internal)
}

// topFields are all values of these fields at the top of an object: a decoder
// would hide that a field is there twice.
func topFields(t *testing.T, object string, names ...string) map[string][]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(object))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		t.Fatalf("no object: %v in %.300s", err, object)
	}
	found := map[string][]any{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(names, name.(string)) {
			found[name.(string)] = append(found[name.(string)], value)
		}
	}
	return found
}

// A page of another origin may read the header: browsers hide those not named.
func TestPagesMayReadTheMark(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market, o.Access.Origins = exampleMarket(), []string{"https://app.example.com"} })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes/A", "", http.Header{"Origin": {"https://app.example.com"}})
	if got := resp.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(got, headerSimulated) {
		t.Errorf("exposed: %s", got)
	}
}

func TestOnlyObjectsAreSigned(t *testing.T) {
	o := origin{"Example", true, marketdata.Origins{{Provider: "Example"}}}
	if got, err := o.sign([]byte(`{"a":1}`)); err != nil || string(got) != `{"provider":"Example","simulated":true,"origin":{"provider":"Example","age_seconds":0},"a":1}` {
		t.Errorf("%s %v", got, err)
	}
	for _, body := range []string{"{}", "[1,2,3,4]", "null", `"some text"`, ""} {
		if got, err := o.sign([]byte(body)); err == nil {
			t.Errorf("%s becomes %s", body, got)
		}
	}
}

func TestDescriptionTellsOfTheMark(t *testing.T) {
	doc, _ := loadDescription(t)
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			ok := op.Responses.Value("200")
			if strings.HasPrefix(path, "/api/") && ok != nil && ok.Value.Headers[headerSimulated] == nil {
				t.Errorf("%s %s: the header is not described", method, path)
			}
		}
	}
}
