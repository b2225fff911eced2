package tools

import (
	"context"
	"errors"

	"quotewire/internal/agent"
	"quotewire/internal/macro"
)

// macroData is what the tools need of package macro.
type macroData interface {
	Answer(ctx context.Context, query macro.Query) (*macro.Answer, error)
	Any() bool // whether a source is asked
}

type seriesArgs struct {
	Series    string `json:"series" min:"1" max:"200" jsonschema:"name of a rate or series, such as 10-year Treasury yield, or a FRED id"`
	Transform string `json:"transform,omitempty" enum:"level,yoy,change,change_percent,average,real" jsonschema:"what is computed; default level"`
	From      string `json:"from,omitempty" jsonschema:"first day, YYYY-MM-DD"`
	To        string `json:"to,omitempty" jsonschema:"last day"`
	Range     string `json:"range,omitempty" enum:"1d,5d,1mo,3mo,6mo,ytd,1y,2y,5y,10y,max" jsonschema:"period that ends with the latest value"`
	Frequency string `json:"frequency,omitempty" enum:"month,quarter,year" jsonschema:"averages of each"`
	Page      int    `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of the table; 1 is the newest"`
}

func (ts toolset) series(ctx context.Context, args seriesArgs, _ agent.Report) (agent.Result, error) {
	query := macro.Query{Series: args.Series, Transform: macro.Transform(args.Transform), Range: args.Range, Frequency: args.Frequency}
	var wrong *agent.Result
	if query.From, wrong = dayArg("from", args.From); wrong != nil {
		return *wrong, nil
	}
	if query.To, wrong = dayArg("to", args.To); wrong != nil {
		return *wrong, nil
	}
	a, err := ts.macro.Answer(ctx, query)
	if err != nil {
		return unanswered(ctx, err, seriesAdvice(err), label(args.Series)+" failed", "series "+label(args.Series))
	}
	w := &seriesWriter{Answer: a}
	w.build(args.Page)
	w.Exhibit.Link = link("/api/macro/", a.Series.ID, "transform", string(a.Transform), "from", query.From.String(), "to", query.To.String(), "range", query.Range, "frequency", query.Frequency)
	return w.result(args.Page, a.Title()+": "+w.value(a.Last()).String()+" ("+w.when(a.Last())+")"), nil
}

// seriesAdvice is advice on what package macro failed with.
func seriesAdvice(err error) string {
	if e, ok := errors.AsType[*macro.UnknownError](err); ok {
		names := listed(e.Nearest, "; ", func(s macro.Series) string { return s.ID + " (" + s.Title + ")" })
		switch {
		case e.Several:
			return "this could be more than one series. Call again with the id of one of them: " + names + "."
		case names != "":
			return "no such series. The nearest are " + names + ". Call again with one of these ids, or with an id of FRED as fred:ID."
		}
		return "no such series. Name it as people do (10-year Treasury yield, CPI, unemployment rate), or by an id of FRED as fred:ID."
	}
	if off, ok := errors.AsType[*macro.OffError](err); ok {
		return "it comes from " + off.Sources() + ", which is not asked here. Say that the figure is not to be had; do not guess it."
	}
	return advice(err)
}
