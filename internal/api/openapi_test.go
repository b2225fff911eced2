package api

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

func loadDescription(t testing.TB) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

func withScrape(o *Options) {
	o.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "metrics") })
}

func TestDescriptionHasEveryRoute(t *testing.T) {
	doc, _ := loadDescription(t)
	w := newWorld(t, says("x"), withScrape)
	var routed, described []string
	err := chi.Walk(w.routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodHead {
			routed = append(routed, method+" "+route)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	sort.Strings(routed)
	sort.Strings(described)
	if diff := cmp.Diff(routed, described); diff != "" {
		t.Errorf("-routed +described:\n%s", diff)
	}
	welcome := body(t, w.do(t, t.Context(), http.MethodGet, "/", "", nil))
	for path := range doc.Paths.Map() {
		if path != "/" && !strings.Contains(welcome, path) {
			t.Errorf("the page does not name %s", path)
		}
	}
}

func TestDescriptionHasEveryName(t *testing.T) {
	doc, _ := loadDescription(t)
	var codes, described []string
	for _, c := range fault.Codes() {
		codes = append(codes, string(c))
	}
	for _, v := range doc.Components.Schemas["ErrorCode"].Value.Enum {
		described = append(described, v.(string))
	}
	sort.Strings(codes)
	sort.Strings(described)
	if diff := cmp.Diff(codes, described); diff != "" {
		t.Errorf("codes, -ours +described:\n%s", diff)
	}

	var properties, parameters []string
	for name := range doc.Components.Schemas["Question"].Value.Properties {
		properties = append(properties, name)
	}
	for _, p := range doc.Paths.Value("/api/chat/stream").Get.Parameters {
		if p.Value.In == "query" {
			parameters = append(parameters, p.Value.Name)
		}
	}
	want := fieldNames()
	for _, names := range [][]string{want, properties, parameters} {
		sort.Strings(names)
	}
	if diff := cmp.Diff(want, properties) + cmp.Diff(want, parameters); diff != "" {
		t.Errorf("fields, -ours +described:\n%s", diff)
	}

	stream := *doc.Components.Responses["Stream"].Value.Description
	for _, name := range []string{eventSession, eventStatus, eventTool, eventSource, eventExhibit, eventDelta, eventDone, eventError} {
		if !strings.Contains(stream, "`"+name+"`") {
			t.Errorf("the event %s is not described", name)
		}
	}
	schema := doc.Components.Schemas
	for name, max := range map[string]uint64{"QuestionText": maxQuestion, "WebURL": maxURL, "PageText": maxPageText} {
		if got := schema[name].Value.MaxLength; got == nil || *got != max {
			t.Errorf("%s: maxLength %v, want %d", name, got, max)
		}
	}
	if *schema["PreferredURLs"].Value.MaxItems != maxPreferredURLs || *schema["SearchDomains"].Value.MaxItems != maxSearchDomains {
		t.Error("the lengths of the lists differ")
	}
}

// schemaOf is the schema of the data of an event.
func schemaOf(doc *openapi3.T, event string) *openapi3.Schema {
	name := map[string]string{
		eventSession: "SessionEvent", eventStatus: "StatusEvent", eventTool: "ToolEvent", eventSource: "Source", eventExhibit: "Exhibit",
		eventDelta: "DeltaEvent", eventDone: "DoneEvent", eventError: "Error",
	}[event]
	return doc.Components.Schemas[name].Value
}

func TestEventsFitTheDescription(t *testing.T) {
	doc, _ := loadDescription(t)
	w := newWorld(t, script(func(_ context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		for _, ev := range []answer.Event{
			answer.Status{Label: "a", Detail: "b", URL: "https://c.d"}, answer.ToolStarted{ID: "1", Name: "n", Args: []byte(`{"a":1}`)},
			answer.ToolFinished{ID: "1", Name: "n", Summary: "s", Took: time.Second}, answer.Delta{Text: "x"},
			answer.SourceFound{Source: answer.Source{N: 1, Origin: exhibit.Origin{Kind: exhibit.Filing, Title: "t", URL: "https://c.d", Provider: "p", AsOf: time.Now(), Stale: true, Age: time.Minute, ConfirmedBy: []string{"q"}}}},
			answer.Exhibited{ID: "e1", Exhibit: everyKind(), Sources: []answer.Source{{N: 1}, {N: 2}}},
		} {
			if !yield(ev, nil) {
				return
			}
		}
		if turn.Question == "fail" {
			yield(nil, io.ErrUnexpectedEOF)
			return
		}
		yield(answer.Finished{Reason: "stop"}, nil)
	}))
	for _, q := range []string{"fail", "work"} {
		events, err := w.events(t, `{"question":"`+q+`"}`)
		if err != nil || len(events) != 10 {
			t.Fatalf("%v %v", events, err)
		}
		for _, e := range events {
			v, err := openapi3filter.RegisteredBodyDecoder("application/json")(strings.NewReader(e.data), nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := schemaOf(doc, e.name).VisitJSON(v); err != nil {
				t.Errorf("%s %s: %v", e.name, e.data, err)
			}
		}
	}
}

func exampleMarket() *fakeMarket {
	sym, _ := market.ParseSymbol("^GSPC")
	loc, _ := time.LoadLocation("America/New_York")
	start := time.Date(2024, 11, 4, 9, 30, 0, 0, loc)
	bars := []market.Bar{
		{Time: start.Unix(), Open: 1, High: 2, Low: .5, Close: 1.5, AdjClose: 1.5, Volume: 10},
		{Time: start.AddDate(0, 0, 1).Unix(), Open: 1, High: 2, Low: .5, Close: 1.5, AdjClose: math.NaN(), Volume: -1},
	}
	now := time.Now().UTC()
	return &fakeMarket{
		ticker: &market.Ticker{
			Symbol: sym, Kind: market.KindIndex, State: market.StateOpen, AsOf: now, Price: market.Num(0), Volume: market.Num(1e308),
			DelayMinutes: market.Num(15), Origin: exampleOrigin(), PreMarket: &market.Extended{AsOf: now, Price: market.Num(1)},
		},
		history:   &market.History{Symbol: sym, Kind: market.KindIndex, Currency: "USD", Location: loc, Interval: market.Day, Bars: bars, Open: true, Gaps: 1, Origin: market.Origin{Provider: "Example Data", AsOf: now}},
		matches:   []market.Match{{Symbol: sym, Name: "S&P 500", Kind: market.KindIndex, Exchange: "SNP", Origin: exampleOrigin()}},
		asked:     make(chan market.HistoryQuery, 100),
		fakeDepth: fullDepth(),
	}
}

// fits holds a response against openapi.yaml.
func fits(t *testing.T, router routers.Router, resp *http.Response, raw string) {
	t.Helper()
	route, params, err := router.FindRoute(resp.Request)
	if err != nil {
		t.Fatal(err)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: resp.Request, Route: route, PathParams: params},
		Status:                 resp.StatusCode, Header: resp.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json")},
	}
	in.SetBodyBytes([]byte(raw))
	if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
		t.Errorf("%s\n%v", raw, err)
	}
}

// Every JSON route answers what openapi.yaml promises.
func TestResponsesFitTheDescription(t *testing.T) {
	_, router := loadDescription(t)
	data := exampleMarket()
	data.history.Partial, data.history.Doubts = 1, exampleDoubts()
	w := newWorld(t, says("x"), withScrape, func(o *Options) {
		o.Market, o.Studies, o.Pages = data, &fakeStudies{report: exampleReport(t)}, &fakePages{page: examplePage()}
		o.Parts = []Part{{"market", func() (time.Time, error) { return time.Now(), market.ErrBlocked }}, {"model", func() (time.Time, error) { return time.Time{}, nil }}}
		o.Sources = func() []market.SourceState {
			return []market.SourceState{{Name: "yahoo", Roles: []string{"quotes"}, Lost: true, Err: market.ErrBlocked, Since: time.Now(), RetryAt: time.Now(), Answered: time.Now()}, {Name: "cnbc"}}
		}
	})
	reply := body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil))
	id := strings.Split(reply, `"`)[3]
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/api/chat", hi, 200}, {"POST", "/api/chat", "{}", 400}, {"POST", "/api/chat/stream", "{}", 400},
		{"GET", "/api/models", "", 200}, {"GET", "/api/models?x=1", "", 400},
		{"GET", "/api/quotes/%5EGSPC", "", 200}, {"GET", "/api/quotes/^GSPC", "", 200}, {"GET", "/api/quotes/EURUSD%3DX", "", 200},
		{"GET", "/api/quotes/a%2Fb", "", 400}, {"GET", "/api/quotes/%2e%2e", "", 400}, {"GET", "/api/quotes/AAPL?x=1", "", 400}, {"GET", "/api/quotes/" + strings.Repeat("A", 9999), "", 400},
		{"GET", "/api/history/AAPL", "", 200}, {"GET", "/api/history/AAPL?start=2024-11-04&end=2024-11-05&interval=1h", "", 200},
		{"GET", "/api/history/AAPL?format=csv", "", 200}, {"GET", "/api/history/AAPL?format=xml", "", 400},
		{"GET", "/api/quotes?symbols=AAPL,MSFT", "", 200}, {"GET", "/api/quotes", "", 400},
		{"GET", "/api/fundamentals/AAPL", "", 200}, {"GET", "/api/fundamentals/AAPL?section=actions,fund&statement=all&frequency=quarterly", "", 200},
		{"GET", "/api/fundamentals/AAPL?statement=cash", "", 200}, {"GET", "/api/fundamentals/AAPL?section=x", "", 400},
		{"GET", "/api/options/AAPL", "", 200}, {"GET", "/api/options/AAPL?greeks=true&rate=4", "", 200}, {"GET", "/api/options/AAPL?view=totals", "", 200}, {"GET", "/api/options/AAPL?view=x", "", 400},
		{"GET", "/api/news/AAPL?limit=5", "", 200}, {"GET", "/api/news/AAPL?limit=51", "", 400},
		{"GET", "/api/screeners", "", 200}, {"GET", "/api/screeners?x=1", "", 400}, {"GET", "/api/screeners/day_gainers?region=gb", "", 200}, {"GET", "/api/screeners/trending", "", 200}, {"GET", "/api/screeners/none", "", 404},
		{"GET", "/api/symbols?q=s%26p&limit=5", "", 200}, {"GET", "/api/symbols", "", 400}, {"GET", "/api/symbols?q=a&limit=0", "", 400},
		{"GET", "/api/symbols?q=a&limit=x", "", 400}, {"GET", "/api/symbols?q=" + strings.Repeat("a", 101), "", 400},
		{"POST", "/api/advanced", hi, 200}, {"POST", "/api/advanced", "{}", 400}, {"POST", "/api/advanced/stream", "{}", 400},
		{"POST", "/api/runs/NONE/finish", "", 404}, {"POST", "/api/runs/a.b/finish", "", 400},
		{"GET", "/api/page?url=https://example.com/a", "", 200}, {"GET", "/api/page", "", 400}, {"GET", "/api/page?url=ftp://example.com", "", 400},
		{"GET", "/api/macro", "", 200}, {"GET", "/api/macro?x=1", "", 400}, {"GET", "/api/macro/us-10y", "", 200}, {"GET", "/api/macro/real%20gdp?transform=real&range=1y", "", 200},
		{"GET", "/api/macro/us-10y?format=csv", "", 200}, {"GET", "/api/macro/us-10y?transform=x", "", 400}, {"GET", "/api/macro/nosuch", "", 404}, {"GET", "/api/macro/treasury", "", 400},
		{"GET", "/api/analysis?symbols=AAPL", "", 200}, {"GET", "/api/analysis?symbols=a%2Fb", "", 400},
		{"GET", "/api/sessions/" + id, "", 200}, {"GET", "/api/sessions/none", "", 404}, {"GET", "/api/sessions/a.b", "", 400},
		{"DELETE", "/api/sessions/" + id, "", 204}, {"DELETE", "/api/sessions/" + id, "", 404},
		{"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200}, {"GET", "/readyz?verbose", "", 200}, {"GET", "/readyz?x=1", "", 400}, {"GET", "/openapi.yaml", "", 200}, {"GET", "/", "", 200}, {"GET", "/metrics", "", 200},
	} {
		t.Run(c.method+c.path[:min(len(c.path), 40)], func(t *testing.T) {
			resp := w.do(t, t.Context(), c.method, c.path, c.body, nil)
			raw := body(t, resp)
			if resp.StatusCode != c.status {
				t.Fatalf("status %d: %s", resp.StatusCode, raw)
			}
			if _, _, err := router.FindRoute(resp.Request); err != nil && strings.Contains(c.path, "%2") { // a path that only its refusal needs
				return
			}
			fits(t, router, resp, raw)
			if c.method == http.MethodGet {
				head := w.do(t, t.Context(), http.MethodHead, c.path, "", nil)
				if head.StatusCode != c.status || head.Header.Get("Content-Type") != resp.Header.Get("Content-Type") {
					t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
				}
			}
		})
	}
}

func TestHistoryQueries(t *testing.T) {
	m := exampleMarket()
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	for query, want := range map[string]string{
		"":                       "{AAPL 1mo   1d}",
		"range=YTD&interval=1wk": "{AAPL ytd   1wk}",
		"start=2024-01-02":       "{AAPL  2024-01-02  1d}",
		"start=2024-01-02&end=2024-01-02&interval=undefined": "{AAPL  2024-01-02 2024-01-02 1d}",
	} {
		if resp := w.do(t, t.Context(), http.MethodGet, "/api/history/aapl?"+query, "", nil); resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", query, resp.StatusCode)
		}
		if got := fmt.Sprint(<-m.asked); got != want {
			t.Errorf("%s: asked %s, want %s", query, got, want)
		}
	}
	for query, field := range map[string]string{
		"range=7d": "range", "interval=2h": "interval", "start=x": "start", "start=2024-13-01": "start", "end=2024-01-01": "end",
		"start=2024-01-02&end=2024-01-01": "end", "start=2024-01-02&range=1d": "range", "from=2024-01-02": `"from"`, "range=1d&range=5d": "range",
	} {
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/history/AAPL?"+query, "", nil), fault.InvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" {
			t.Errorf("%s: %q, fix %q", query, e.Message, e.Fix)
		}
	}
}

func TestBars(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Market = exampleMarket() })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/history/AAPL", "", nil))
	for _, want := range []string{
		`{"date":"2024-11-04","open":1,"high":2,"low":0.5,"close":1.5,"adj_close":1.5,"volume":10}`,
		`{"date":"2024-11-05","open":1,"high":2,"low":0.5,"close":1.5}`, `"session_open":true,"gaps":1`, `"time_zone":"America/New_York"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// A client is told when to come back, and of a query that cannot be asked in the
// names of this API.
func TestFaultsOfTheMarket(t *testing.T) {
	m := &fakeMarket{err: &market.Error{Kind: market.ErrBlocked, RetryAfter: 1500 * time.Millisecond, Message: "sk-SECRET"}}
	w := newWorld(t, says("x"), func(o *Options) { o.Market = m })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/quotes/AAPL", "", nil)
	wantFault(t, resp, fault.MarketBlocked)
	if got := resp.Header.Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %s", got)
	}
	m.err = &market.Error{Kind: market.ErrUnavailable, RetryAfter: 14 * time.Second}
	resp = w.do(t, t.Context(), http.MethodGet, "/api/quotes/AAPL", "", nil)
	if wantFault(t, resp, fault.MarketUnavailable); resp.Header.Get("Retry-After") != "14" {
		t.Errorf("Retry-After %q of a source that is left alone", resp.Header.Get("Retry-After"))
	}
	m.err = fmt.Errorf("%w: to: bars of 1m come at most 7 days at once: want 2024-01-08 or earlier, or a longer interval", market.ErrQuery)
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/history/AAPL", "", nil), fault.InvalidRequest)
	if e.Message != "end: bars of 1m come at most 7 days at once" || e.Fix != "send 2024-01-08 or earlier, or a longer interval" {
		t.Errorf("%+v", e)
	}
}

func TestDescriptionIsServed(t *testing.T) {
	w := newWorld(t, says("x"))
	resp := w.do(t, t.Context(), http.MethodGet, "/openapi.yaml", "", nil)
	if got := body(t, resp); got != string(openAPI) || !slices.Contains(resp.Header["Content-Type"], "application/yaml") {
		t.Errorf("%d bytes, %v", len(got), resp.Header)
	}
}
