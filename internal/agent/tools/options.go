package tools

import (
	"context"
	"errors"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// aroundStrikes is how many strikes a chain shows on each side of the money.
const aroundStrikes = 10

type optionsArgs struct {
	Symbol string   `json:"symbol" min:"1" jsonschema:"one Yahoo symbol, such as AAPL or ^SPX"`
	View   string   `json:"view,omitempty" enum:"chain,totals,expirations" jsonschema:"default chain"`
	Expiry string   `json:"expiry,omitempty" jsonschema:"day of expiry, YYYY-MM-DD; default the nearest"`
	Side   string   `json:"side,omitempty" enum:"both,calls,puts" jsonschema:"default both"`
	Around int      `json:"around,omitempty" min:"1" max:"5000" jsonschema:"strikes on each side of the price; default 10"`
	Least  *float64 `json:"min_strike,omitempty" min:"0" jsonschema:"lowest strike, in place of around"`
	Most   *float64 `json:"max_strike,omitempty" min:"0" jsonschema:"highest strike, in place of around"`
	Rate   *float64 `json:"rate,omitempty" min:"-10" max:"100" jsonschema:"risk-free rate for the Greeks, per cent a year, continuously compounded; default that of Treasury bills"`
	Page   int      `json:"page,omitempty" min:"1" max:"1000" jsonschema:"page of a long result; default 1"`
}

func (ts toolset) options(ctx context.Context, args optionsArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	expiry, wrong := dayArg("expiry", args.Expiry)
	if wrong != nil {
		return *wrong, nil
	}
	if args.Least != nil && args.Most != nil && *args.Most < *args.Least {
		return failed("max_strike is below min_strike", fmt.Sprintf("max_strike %s is below min_strike %s", exhibit.Decimal(*args.Most, 4), exhibit.Decimal(*args.Least, 4))), nil
	}
	switch args.View {
	case "totals":
		return ts.optionTotals(ctx, symbol, args)
	case "expirations":
		return ts.expirations(ctx, symbol, args)
	}
	chain, err := ts.data.Options(ctx, symbol, expiry)
	if err != nil {
		return ts.noChain(ctx, err, symbol, expiry)
	}
	w := newChainWriter(chain, args)
	if err := w.assume(ctx, ts.data); err != nil {
		return agent.Result{}, err
	}
	b := w.build(agent.Room(ctx))
	b.of(args.Symbol, chain.Symbol, b.Origins...)
	b.Link = w.link()
	result := b.result(args.Page, w.brief())
	result.Err = sourceFaults(w.fault)
	return result, nil
}

// noOptions says what it means that there are none.
const noOptions = "the source lists no options on it; only some US stocks, ETFs and indices have them there."

// noChain says on which days options expire when none do on the one asked for.
func (ts toolset) noChain(ctx context.Context, err error, symbol market.Symbol, expiry market.Date) (agent.Result, error) {
	subject := "options of " + symbol.String()
	if !errors.Is(err, market.ErrNoData) || expiry.IsZero() {
		return failure(ctx, err, subject, noOptions)
	}
	nearest, again := ts.data.Options(ctx, symbol, market.Date{})
	if again != nil {
		return failure(ctx, again, subject, noOptions)
	}
	return failed("no options expire on "+expiry.String(), fmt.Sprintf("%s: none expire on %s. They expire on %s.", subject, expiry, dayList(nearest.Expirations, 60))), nil
}

// dayList names the first most of some days.
func dayList(list []market.Date, most int) string {
	names := listed(list[:min(len(list), most)], ", ", market.Date.String)
	if len(list) > most {
		names += fmt.Sprintf(", and %d more", len(list)-most)
	}
	return names
}

func (ts toolset) expirations(ctx context.Context, symbol market.Symbol, args optionsArgs) (agent.Result, error) {
	chain, err := ts.data.Options(ctx, symbol, market.Date{})
	if err != nil {
		return failure(ctx, err, "options of "+symbol.String(), noOptions)
	}
	symbol = chain.Symbol
	var b builder
	b.Title = "Expirations of the options on " + underlying(chain.Underlying, symbol)
	b.top().add("expirations", tally(float64(len(chain.Expirations))).Of("options.expirations"))
	b.freshness(chain.Origin)
	var rows []exhibit.Row
	for _, day := range chain.Expirations {
		rows = append(rows, row(exhibit.Day(day).Between("", " "+day.Weekday().String())))
	}
	b.table("Days, soonest first", nil, rows)
	b.of(args.Symbol, symbol, origin(chain.Origin, titled(nameOf(chain.Underlying), symbol)+" option expirations"))
	b.Link = link("/api/options/", symbol.String())
	return b.result(args.Page, fmt.Sprintf("%s: %d expirations", symbol, len(chain.Expirations))), nil
}

func nameOf(t *market.Ticker) string {
	if t == nil {
		return ""
	}
	return t.Name
}

func underlying(t *market.Ticker, symbol market.Symbol) string { return titled(nameOf(t), symbol) }
