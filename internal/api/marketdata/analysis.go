package marketdata

import (
	"errors"
	"net/http"
	"strings"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// How many rows of each table an analysis gives, the newest.
const (
	maxTableRows     = 1000
	defaultTableRows = 100
)

// analysisData is a report with what failed beside it.
type analysisData struct {
	*study.Report
	Failures []failureData `json:"failures"`
}

// failureData is a symbol that could not be had, while others could.
type failureData struct {
	Symbol market.Symbol `json:"symbol"`
	Error  fault.Data    `json:"error"`
}

// Analysis answers with what was computed.
func (d *Routes) Analysis(w http.ResponseWriter, r *http.Request) (*Answer, error) {
	asked, err := d.analysisQuery(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	if err := d.Charge(w, r, asked.Size()); err != nil {
		return nil, err
	}
	report, err := d.Studies.Analyze(r.Context(), asked)
	if err != nil {
		return nil, studyFault(err)
	}
	failures := make([]failureData, len(report.Failures))
	for i, f := range report.Failures {
		failures[i] = failureData{f.Symbol, fault.Of(studyFault(f.Err)).Data(w.Header().Get("X-Request-Id"))}
	}
	origins := make(Origins, len(report.Inputs))
	for i, in := range report.Inputs {
		origins[i] = originOf(in.Symbol.String(), in.Origin)
	}
	for _, beside := range report.Beside {
		origins = append(origins, originOf(beside.Of, beside.Origin))
	}
	return &Answer{analysisData{report, failures}, origins}, nil
}

// studyFault passes on what is wrong in the words of package study: they are our
// own.
func studyFault(err error) error {
	if f, ok := errors.AsType[*study.FieldError](err); ok {
		return fault.Invalid(f.Field, f.Wrong, "send "+f.Want)
	}
	if e, ok := errors.AsType[*study.NoTradingError](err); ok {
		return &fault.Fault{Code: fault.Unanswerable, Message: e.Error(), Logged: "no trading in the period", Fix: "ask for another period"}
	}
	if e, ok := errors.AsType[*study.UnvaluedError](err); ok {
		return &fault.Fault{Code: fault.Unanswerable, Message: e.Error(), Logged: "no market value at that time", Fix: "leave it out, or take the market cap of today from /api/quotes"}
	}
	return err
}

func (d *Routes) analysisQuery(raw string) (asked study.Query, err error) {
	q := query.Parse(raw, "symbols", "period", "measures", "window", "level", "benchmark", "adjusted", "timezone", "rows")
	asked.Symbols = symbolList(q, study.MaxSymbols)
	if benchmark := q.Text("benchmark"); benchmark != "" {
		if asked.Benchmark, err = market.ParseSymbol(benchmark); err != nil {
			q.Fail(notSymbol("benchmark", "it", err))
		}
	}
	asked.Period = q.Text("period")
	for _, m := range q.Pieces("measures") {
		asked.Measures = append(asked.Measures, study.Measure(strings.ToLower(query.Present(m))))
	}
	asked.Window = q.Whole("window", 0, 1, study.MaxWindow)
	asked.Level = q.Number("level", 1e-9, 1e12)
	asked.Adjusted = q.OneOf("adjusted", "false", "false", "true") == "true"
	asked.Rows = q.Whole("rows", defaultTableRows, 1, maxTableRows)
	asked.Zone = q.Zone("timezone", d.Zones)
	return asked, q.Err()
}
