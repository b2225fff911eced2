package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// studies computes on prices without a model.
type studies interface {
	Analyze(ctx context.Context, query study.Query) (*study.Report, error)
}

// How many rows of each table an analysis gives, the newest.
const (
	maxRows     = 1000
	defaultRows = 100
)

// analysisData is a report with what failed beside it.
type analysisData struct {
	*study.Report
	Failures []failureData `json:"failures"`
}

// failureData is a symbol that could not be had, while others could.
type failureData struct {
	Symbol market.Symbol `json:"symbol"`
	Error  errorData     `json:"error"`
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
	rows, err := wholeNumber(values, "rows", defaultRows, 1, maxRows)
	if err != nil {
		return err
	}
	report, err := s.studies.Analyze(r.Context(), query)
	if err != nil {
		return studyFault(err)
	}
	for i := range report.Sections {
		if t := report.Sections[i].Table; t != nil {
			report.Sections[i].Table = t.Newest(rows)
		}
	}
	d := analysisData{Report: report, Failures: make([]failureData, len(report.Failures))}
	for i, f := range report.Failures {
		if study.Missing(f.Err) {
			f.Err = &market.Error{Kind: market.ErrNoData, Err: f.Err}
		}
		d.Failures[i] = failureData{f.Symbol, faultOf(f.Err).data(x.id)}
	}
	return x.json(http.StatusOK, d)
}

// studyFault passes on which field is wrong: it is our own text.
func studyFault(err error) error {
	if f, ok := errors.AsType[*study.FieldError](err); ok {
		return invalid(f.Field, f.Wrong, "send "+f.Want)
	}
	return err
}

func (s *Server) analysisQuery(values url.Values) (q study.Query, err error) {
	if q.Symbols, err = symbolList(values, "symbols"); err != nil {
		return q, err
	}
	benchmark, err := symbolList(values, "benchmark")
	switch {
	case err != nil:
		return q, err
	case len(benchmark) > 1:
		return q, invalid("benchmark", "there are several", "send one symbol")
	case len(benchmark) == 1:
		q.Benchmark = benchmark[0]
	}
	if q.Period, err = single("period", values["period"]); err != nil {
		return q, err
	}
	for _, m := range presentAll(splitList("measures", values["measures"])) {
		q.Measures = append(q.Measures, study.Measure(strings.ToLower(m)))
	}
	if q.Window, err = wholeNumber(values, "window", 0, 1, study.MaxWindow); err != nil {
		return q, err
	}
	if q.Level, err = priceOf(values, "level"); err != nil {
		return q, err
	}
	adjusted, err := oneOf(values, "adjusted", "false", []string{"false", "true"})
	if err != nil {
		return q, err
	}
	q.Adjusted = adjusted == "true"
	zone, err := single("timezone", values["timezone"])
	if err != nil {
		return q, err
	}
	q.Zone, err = s.zones.load(zone)
	return q, err
}

// symbolList reads symbols that stand in a parameter, parted by commas.
func symbolList(values url.Values, name string) ([]market.Symbol, error) {
	var all []market.Symbol
	for _, text := range presentAll(splitList(name, values[name])) {
		symbol, err := market.ParseSymbol(text)
		if err != nil {
			return nil, notSymbol(name)
		}
		all = append(all, symbol)
	}
	return all, nil
}

// wholeNumber reads a number from least to most; def when it is left out.
func wholeNumber(values url.Values, name string, def, least, most int) (int, error) {
	text, err := single(name, values[name])
	if err != nil || text == "" {
		return def, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, invalid(name, "it is not a number in range", "send "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
	}
	return n, nil
}

// priceOf reads a price above 0; absent when it is left out.
func priceOf(values url.Values, name string) (market.Number, error) {
	text, err := single(name, values[name])
	if err != nil || text == "" {
		return market.Number{}, err
	}
	v, err := strconv.ParseFloat(text, 64)
	if price := market.Num(v); err == nil && !price.IsZero() && v > 0 {
		return price, nil
	}
	return market.Number{}, invalid(name, "it is not a price", "send a number above 0, such as 150.5")
}
