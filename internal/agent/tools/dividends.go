package tools

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// dividends is what was paid on each share, and the splits, newest first.
func (ts toolset) dividends(ctx context.Context, args companyArgs, symbol market.Symbol) (agent.Result, error) {
	subject := "dividends and splits of " + symbol.String()
	a, err := ts.data.Actions(ctx, symbol, market.Date{}, market.Date{})
	if err != nil {
		return failure(ctx, err, subject, "nothing of it ever traded.")
	}
	symbol = a.Symbol // the source may know it by another one
	var b builder
	b.Title = "Dividends and splits of " + titled(a.Name, symbol)
	b.words("symbol", symbol.String())
	b.words("trading began", a.FirstTrade.String())
	found := fmt.Sprintf("%s: %d dividends, %d splits", titled(a.Name, symbol), len(a.Dividends), len(a.Splits))
	if a.SplitsUnknown {
		b.top().add("dividends", tally(float64(len(a.Dividends))).Of("dividends.count").Between("", ", the amounts as they were paid, not adjusted for later splits"))
		b.words("splits", "not known: this source has none, so amounts of before and after a split are not comparable")
		found = fmt.Sprintf("%s: %d dividends", titled(a.Name, symbol), len(a.Dividends))
	} else {
		b.top().add("dividends", tally(float64(len(a.Dividends))).Of("dividends.count").Between("", ", the amounts adjusted for later splits"))
		b.top().add("splits", tally(float64(len(a.Splits))).Of("splits.count"))
	}
	b.freshness(a.Origin)
	var splits []exhibit.Row
	for i := len(a.Splits) - 1; i >= 0; i-- {
		splits = append(splits, split(a.Splits[i]))
	}
	b.table("Splits by first day after them, newest first", []exhibit.Head{column("date", ""), column("new shares for old", "")}, splits) // ahead of the dividends, which may take pages
	b.table("Dividends by ex-date, newest first", []exhibit.Head{column("ex-date", ""), column("a share", "dividends.amount")}, paid(a)).Chart = exhibit.Chart{Type: exhibit.Bars, Y: []int{1}}
	b.of(args.Symbol, symbol, origin(a.Origin, titled(a.Name, symbol)+" dividends and splits"))
	b.Link = link("/api/fundamentals/", symbol.String(), "section", "actions")
	return b.result(args.Page, found), nil
}

// split is a row of one: its ratio as the source words it, or its two numbers.
func split(s market.Split) exhibit.Row {
	ratio := cmp.Or(label(s.Ratio), cell(s.Numerator, shortest).String()+":"+cell(s.Denominator, shortest).String())
	return row(exhibit.Day(s.Date), splitRatio(ratio)).During(exhibit.On(s.Date))
}

// splitRatio is "4:1" as its two numbers, or the words of the source where it is none.
func splitRatio(ratio string) exhibit.Value {
	before, after, _ := strings.Cut(ratio, ":")
	issued, err := strconv.ParseFloat(before, 64)
	held, also := strconv.ParseFloat(after, 64)
	v := shortest(issued).Of("splits.new_shares").Between("", ":").Then(shortest(held).Of("splits.old_shares"))
	if err != nil || also != nil || v.String() != ratio {
		return exhibit.Text(ratio)
	}
	return v
}

func paid(a *market.Actions) (rows []exhibit.Row) {
	for i := len(a.Dividends) - 1; i >= 0; i-- {
		one := a.Dividends[i]
		unit := cmp.Or(label(one.Currency), label(a.Currency))
		amount := func(v float64) exhibit.Value { return exhibit.Number(v, exhibit.Fixed(6), exhibit.AShare(unit)) }
		rows = append(rows, row(exhibit.Day(one.Date), cell(one.Amount, amount)).During(exhibit.On(one.Date)))
	}
	return rows
}
