package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

func parsed(t testing.TB, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// exampleReport has every field that a report can have.
func exampleReport(t testing.TB) *study.Report {
	sym := parsed(t, "^GSPC")
	day := market.Date{Year: 2025, Month: time.October, Day: 13}
	return &study.Report{
		Span:   study.Span{Words: "w", Reading: "r", From: day, To: day, Market: "m", Sessions: 1, Closed: "c", Note: "n"},
		Inputs: []study.Input{{Partial: 1, Doubts: exampleDoubts(), Symbol: sym, Name: "S&P 500", Kind: market.KindIndex, Currency: "USD", ExchangeName: "SNP", First: day, Last: day, Bars: 1, Before: day, Adjusted: true, Open: true, Gaps: 1, Origin: exampleOrigin()}},
		Sections: []study.Section{
			{Measure: study.Change, Symbols: []market.Symbol{sym}, About: "a", Figures: []study.Figure{{Name: "f", Value: market.Num(1.5), Exact: market.Num(1.51), Unit: study.Points, Date: day, Until: day}}},
			{Measure: study.Months, Symbols: []market.Symbol{sym}, Table: &study.Table{Columns: []study.Column{{Name: "month"}, {Name: "x"}}, Left: 1, Rows: []study.Row{{Name: "2025-10", Cells: []market.Number{market.Num(1)}, Texts: []string{"t"}, Note: "incomplete"}}}},
			{Measure: study.Beta, Missing: "too short"},
		},
		Failures: []study.Failure{{Symbol: sym, Err: &market.Error{Kind: market.ErrBlocked, Message: "SECRET"}}, {Symbol: sym, Err: errors.New("SECRET")}},
	}
}

func TestAnalysis(t *testing.T) {
	f := &fakeStudies{report: exampleReport(t)}
	w := newWorld(t, says("x"), func(o *Options) { o.Studies = f })
	got := body(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=aapl,%5EGSPC&symbols=MSFT&period=on+the+13th&measures=Change,months&window=20&level=1.5&benchmark=QQQ&adjusted=true&timezone=Asia/Tokyo&rows=1", "", nil))
	for _, want := range []string{
		`"figures":[{"name":"f","value":1.5,"exact":1.51,"unit":"points","date":"2025-10-13","until":"2025-10-13"}]`,
		`"rows":[{"name":"2025-10","cells":[1],"texts":["t"],"note":"incomplete"}],"rows_left_out":1`,
		`"code":"market_blocked"`, `"code":"internal"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "SECRET") {
		t.Errorf("a cause is shown: %s", got)
	}
	q := f.asked
	if fmt.Sprint(q.Symbols) != "[AAPL ^GSPC MSFT]" || q.Period != "on the 13th" || !slices.Equal(q.Measures, []study.Measure{study.Change, study.Months}) ||
		q.Window != 20 || q.Level != market.Num(1.5) || q.Benchmark.String() != "QQQ" || !q.Adjusted || q.Rows != 1 || q.Zone.String() != "Asia/Tokyo" {
		t.Errorf("asked %+v", q)
	}
}

func TestAnalysisOfBadInput(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{report: exampleReport(t)} })
	for query, field := range map[string]string{
		"symbols=a/b": "symbols", "symbols=AAPL&benchmark=a/b": "benchmark", "symbols=AAPL&benchmark=A,B": "benchmark", "symbols=AAPL&window=0": "window",
		"symbols=AAPL&window=251": "window", "symbols=AAPL&level=x": "level", "symbols=AAPL&level=-1": "level", "symbols=AAPL&level=Inf": "level", "symbols=AAPL&adjusted=maybe": "adjusted",
		"symbols=AAPL&timezone=Mars": "timezone", "symbols=AAPL&rows=1001": "rows", "symbol=AAPL": `"symbol"`, "symbols=AAPL&period=a&period=b": "period",
	} {
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?"+query, "", nil), fault.InvalidRequest)
		if !strings.HasPrefix(e.Message, field+":") || e.Fix == "" {
			t.Errorf("%s: %q, fix %q", query, e.Message, e.Fix)
		}
	}
	w = newWorld(t, says("x"), func(o *Options) {
		o.Studies = &fakeStudies{err: fmt.Errorf("analyse: %w", &study.FieldError{Field: "measures", Wrong: "there is no measure", Want: "some of these"})}
	})
	e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=AAPL&measures="+url.QueryEscape("alpha"), "", nil), fault.InvalidRequest)
	if e.Message != "measures: there is no measure" || e.Fix != "send some of these" {
		t.Errorf("%+v", e)
	}
}

// An analysis for which there is no room is told when to come again.
func TestAnalysisWithoutRoom(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{err: fmt.Errorf("analyse: %w", study.ErrBusy)} })
	resp := w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=AAPL", "", nil)
	wantFault(t, resp, fault.Overloaded)
	if after := resp.Header.Get("Retry-After"); after == "" || after == "0" {
		t.Errorf("Retry-After %q", after)
	}
}

// What package study says of a period or a symbol is said to the client.
func TestAnalysisSaysWhatIsMissing(t *testing.T) {
	day := market.Date{Year: 2025, Month: 12, Day: 25}
	for want, err := range map[string]error{
		"no trading on 2025-12-25; the last close before is 1.00 USD on 2025-12-24": study.Span{From: day, To: day}.NoTrading("1.00 USD on 2025-12-24"),
		"no market value: it is no company but of kind etf":                         &study.UnvaluedError{Why: "it is no company but of kind etf"},
	} {
		w := newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{err: err} })
		e := wantFault(t, w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=AAPL", "", nil), fault.Unanswerable)
		if e.Message != want || e.Fix == "" {
			t.Errorf("%+v, want %s", e, want)
		}
		report := exampleReport(t)
		report.Failures = []study.Failure{{Symbol: report.Inputs[0].Symbol, Err: err}}
		w = newWorld(t, says("x"), func(o *Options) { o.Studies = &fakeStudies{report: report} })
		var body struct {
			Failures []struct{ Error fault.Data }
		}
		if err := json.NewDecoder(w.do(t, t.Context(), http.MethodGet, "/api/analysis?symbols=AAPL", "", nil).Body).Decode(&body); err != nil {
			t.Fatal(err)
		}
		if len(body.Failures) != 1 || body.Failures[0].Error.Message != want {
			t.Errorf("failures %+v, want %s", body.Failures, want)
		}
	}
}

// The measures that openapi.yaml names are those that there are.
func TestDescriptionHasEveryMeasure(t *testing.T) {
	doc, _ := loadDescription(t)
	var described []string
	for _, v := range doc.Components.Schemas["Measure"].Value.Enum {
		described = append(described, v.(string))
	}
	if !slices.Equal(described, study.Measures()) {
		t.Errorf("described %v, want %v", described, study.Measures())
	}
}
