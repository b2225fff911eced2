package tools

import (
	"context"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

type analysisArgs struct {
	Symbols   []string `json:"symbols" min:"1" max:"10" jsonschema:"Yahoo symbols, such as AAPL or ^GSPC"`
	Period    string   `json:"period,omitempty" max:"200" jsonschema:"words about time, such as September 2025, last quarter or 2024-01-02 to 2024-03-28; default past year"`
	Measures  []string `json:"measures,omitempty" max:"8" jsonschema:"what to compute, see above; default change, extremes, daily, drawdown, volatility"`
	Window    int      `json:"window,omitempty" min:"1" max:"250" jsonschema:"bars of a moving average or indicator, months of an uptrend; default the usual ones"`
	Level     float64  `json:"level,omitempty" jsonschema:"price for above"`
	Benchmark string   `json:"benchmark,omitempty" jsonschema:"symbol for beta; default ^GSPC"`
	Adjusted  bool     `json:"adjusted,omitempty" jsonschema:"closes adjusted for dividends too"`
	Page      int      `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of the result; 1, the default, holds the figures and the newest rows"`
}

func (ts toolset) analysis(ctx context.Context, args analysisArgs, _ agent.Report) (agent.Result, error) {
	query, err := args.query()
	if err != nil {
		return failed(err.Error(), err.Error()), nil
	}
	query.Zone = answer.TurnFrom(ctx).Location
	report, err := ts.study.Analyze(ctx, query)
	if err != nil {
		return unanswered(ctx, err, studyAdvice(err), "analysis failed: "+label(strings.Join(args.Symbols, ", ")), "analysis")
	}
	faults := make([]error, len(report.Inputs))
	for _, f := range report.Failures {
		faults = append(faults, f.Err)
		if advice(f.Err) == "" && !study.Missing(f.Err) {
			return agent.Result{}, fmt.Errorf("analyse %s: %w", f.Symbol, f.Err)
		}
	}
	b := writeReport(report)
	b.Origins, b.Link = reportOrigins(report), args.link(report, query)
	result := b.result(args.Page, reportInBrief(report))
	result.Err = sourceFaults(faults...)
	return result, nil
}

// query checks what the schema cannot say.
func (a analysisArgs) query() (study.Query, error) {
	q := study.Query{Period: a.Period, Window: a.Window, Adjusted: a.Adjusted}
	for _, text := range a.Symbols {
		symbol, err := market.ParseSymbol(text)
		if err != nil {
			return q, fmt.Errorf("%s: %s", label(text), advice(err))
		}
		q.Symbols = append(q.Symbols, symbol)
	}
	if a.Benchmark != "" {
		symbol, err := market.ParseSymbol(a.Benchmark)
		if err != nil {
			return q, fmt.Errorf("benchmark %s: %s", label(a.Benchmark), advice(err))
		}
		q.Benchmark = symbol
	}
	for _, m := range a.Measures {
		q.Measures = append(q.Measures, study.Measure(strings.ToLower(strings.TrimSpace(m))))
	}
	if a.Level != 0 {
		q.Level = market.Num(a.Level)
	}
	return q, nil
}

// reportOrigins is one for each symbol, which says how the period was read, and those of
// what figures rest on beside the bars.
func reportOrigins(r *study.Report) []exhibit.Origin {
	var origins []exhibit.Origin
	for _, in := range r.Inputs {
		title := titled(in.Name, in.Symbol) + " daily prices, " + extent(in)
		if reading := r.Span.Reading; reading != "" {
			title += "; period read as " + reading
		}
		if len(in.Doubts) > 0 {
			title += ", doubtful"
		}
		origins = append(origins, origin(in.Origin, title))
	}
	for _, beside := range r.Beside {
		origins = append(origins, origin(beside.Origin, beside.Of))
	}
	return origins
}
