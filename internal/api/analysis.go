package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// studies computes on prices without a model.
type studies interface {
	Analyze(ctx context.Context, query study.Query) (*study.Report, error)
	Bars(ctx context.Context, words string, query market.HistoryQuery, zone *time.Location) (*study.Bars, error)
}

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

func (s *Server) analysis(x *exchange, r *http.Request) error {
	values, err := parseQuery(r.URL.RawQuery, []string{"symbols", "period", "measures", "window", "level", "benchmark", "adjusted", "timezone", "rows"})
	if err != nil {
		return err
	}
	query, err := s.analysisQuery(values)
	if err != nil {
		return err
	}
	if err := s.access.Charge(x, r, query.Size()); err != nil {
		return err
	}
	report, err := s.studies.Analyze(r.Context(), query)
	if err != nil {
		return studyFault(err)
	}
	d := analysisData{Report: report, Failures: make([]failureData, len(report.Failures))}
	for i, f := range report.Failures {
		d.Failures[i] = failureData{f.Symbol, fault.Of(studyFault(f.Err)).Data(x.id)}
	}
	return x.json(http.StatusOK, d)
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

func (s *Server) analysisQuery(values url.Values) (q study.Query, err error) {
	if q.Symbols, err = symbolList(values["symbols"], study.MaxSymbols); err != nil {
		return q, err
	}
	benchmark, err := single("benchmark", values["benchmark"])
	if err != nil {
		return q, err
	}
	if benchmark != "" {
		if q.Benchmark, err = market.ParseSymbol(benchmark); err != nil {
			return q, notSymbol("benchmark", "it", err)
		}
	}
	if q.Period, err = single("period", values["period"]); err != nil {
		return q, err
	}
	for _, m := range presentAll(splitList("measures", values["measures"])) {
		q.Measures = append(q.Measures, study.Measure(strings.ToLower(m)))
	}
	if q.Window, err = wholeOf(values, "window", 0, 1, study.MaxWindow); err != nil {
		return q, err
	}
	if q.Level, err = numberOf(values, "level", 1e-9, 1e12); err != nil {
		return q, err
	}
	adjusted, err := oneOf(values, "adjusted", "false", []string{"false", "true"})
	if err != nil {
		return q, err
	}
	q.Adjusted = adjusted == "true"
	if q.Rows, err = wholeOf(values, "rows", defaultTableRows, 1, maxTableRows); err != nil {
		return q, err
	}
	zone, err := single("timezone", values["timezone"])
	if err != nil {
		return q, err
	}
	q.Zone, err = s.zones.load(zone)
	return q, err
}
