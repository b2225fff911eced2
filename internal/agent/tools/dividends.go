package tools

import (
	"context"
	"fmt"
	"strconv"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

// dividends is what was paid on each share, and the splits, newest first.
func (d desk) dividends(ctx context.Context, args companyArgs, symbol market.Symbol) (agent.Result, error) {
	subject := "dividends and splits of " + symbol.String()
	a, err := d.data.Actions(ctx, symbol, market.Date{}, market.Date{})
	if err != nil {
		return unfit(ctx, err, subject, "nothing of it ever traded.")
	}
	symbol = a.Symbol // the source may know it by another one
	var p paper
	p.text("Dividends and splits of " + titled(a.Name, symbol))
	p.line("symbol", symbol.String())
	p.line("trading began", a.FirstTrade.String())
	p.linef("dividends", "%d, the amounts adjusted for later splits", len(a.Dividends))
	p.linef("splits", "%d", len(a.Splits))
	p.freshness(a.Origin)
	var splits []string
	for i := len(a.Splits) - 1; i >= 0; i-- {
		s := a.Splits[i]
		ratio := label(s.Ratio)
		if ratio == "" {
			ratio = cell(s.Numerator, shortest) + ":" + cell(s.Denominator, shortest)
		}
		splits = append(splits, row(s.Date.String(), ratio))
	}
	p.add("Splits by first day after them, newest first", "date | new shares for old", splits) // ahead of the dividends, which may take pages
	p.add("Dividends by ex-date, newest first", "ex-date | a share", paid(a))
	return readAs(args.Symbol, symbol, agent.Result{
		Text:    p.write(ctx, args.Page),
		Summary: fmt.Sprintf("%s: %d dividends, %d splits", titled(a.Name, symbol), len(a.Dividends), len(a.Splits)),
		Sources: []agent.Source{sourceOf(a.Origin, titled(a.Name, symbol)+" dividends and splits")},
	}), nil
}

// shortest writes a number with no digit too many: 7, or 1.5.
func shortest(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func paid(a *market.Actions) (rows []string) {
	for i := len(a.Dividends) - 1; i >= 0; i-- {
		one := a.Dividends[i]
		unit := label(one.Currency)
		if unit == "" {
			unit = label(a.Currency)
		}
		rows = append(rows, row(one.Date.String(), cell(one.Amount, func(v float64) string { return join(fixed(v, 6), unit) })))
	}
	return rows
}
