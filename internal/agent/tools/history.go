package tools

import (
	"context"
	"errors"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/market"
)

type historyArgs struct {
	Symbol   string `json:"symbol" min:"1" jsonschema:"one Yahoo symbol, such as AAPL or ^GSPC"`
	Period   string `json:"period,omitempty" max:"200" jsonschema:"words about time, such as on the 13th, September or last quarter; instead of start and range"`
	Start    string `json:"start,omitempty" jsonschema:"first day, YYYY-MM-DD, inclusive; instead of range"`
	End      string `json:"end,omitempty" jsonschema:"last day, YYYY-MM-DD, inclusive; default today"`
	Range    string `json:"range,omitempty" enum:"1d,5d,1mo,3mo,6mo,1y,2y,5y,10y,ytd,max" jsonschema:"period that ends now; default 1mo"`
	Interval string `json:"interval,omitempty" enum:"1m,5m,15m,30m,1h,1d,1wk,1mo" jsonschema:"time a bar covers; default by length: 5m for 1d, 1wk above two years, 1mo for max, else 1d"`
	Page     int    `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of the table; 1, the default, holds the newest bars"`
}

func (ts toolset) history(ctx context.Context, args historyArgs, _ agent.Report) (agent.Result, error) {
	query, err := args.query()
	if err != nil {
		return failed(label(args.Symbol)+": "+err.Error(), err.Error()), nil
	}
	bars, err := ts.study.Bars(ctx, args.Period, query, answer.TurnFrom(ctx).Location)
	if err != nil {
		return unanswered(ctx, err, studyAdvice(err), query.Symbol.String()+" history failed", "history of "+query.Symbol.String())
	}
	w := newHistoryWriter(bars)
	h := bars.History
	w.build(args.Page)
	w.of(args.Symbol, h.Symbol, origin(h.Origin, titled(h.Name, h.Symbol)+" price history, "+w.period()+w.reading()+w.doubtful()))
	w.Link = args.link(bars)
	return w.result(args.Page, w.brief()), nil
}

// query checks what the schema cannot say.
func (a historyArgs) query() (market.HistoryQuery, error) {
	symbol, err := market.ParseSymbol(a.Symbol)
	if err != nil {
		return market.HistoryQuery{}, errors.New(advice(err))
	}
	q := market.HistoryQuery{Symbol: symbol, Range: a.Range, Interval: market.Interval(a.Interval)}
	switch {
	case a.Period != "" && (a.Start != "" || a.End != "" || a.Range != ""):
		return q, errors.New("period is given together with start, end or range: give period alone")
	case a.Period != "":
		return q, nil // its days are read later
	case a.Start != "" && a.Range != "":
		return q, errors.New("start and range are both given: give one of them")
	case a.Start == "" && a.End != "":
		return q, errors.New("end is given without start: give both, or a range alone")
	case a.Start != "":
		if q.From, err = market.ParseDate(a.Start); err != nil {
			return q, fmt.Errorf("start is %w", err)
		}
		if a.End != "" {
			if q.To, err = market.ParseDate(a.End); err != nil {
				return q, fmt.Errorf("end is %w", err)
			}
			if q.To.Compare(q.From) < 0 {
				return q, fmt.Errorf("end %s is before start %s", q.To, q.From)
			}
		}
	case a.Range == "":
		q.Range = "1mo"
	}
	return q, nil
}
