package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/market"
	"quotewire/internal/units"
)

// depth is what the tools need of package market beyond prices.
type depth interface {
	Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error)
	Statements(ctx context.Context, symbol market.Symbol, query market.StatementQuery) (*market.Statements, error)
	Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error)
	Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error)
	OptionTotals(ctx context.Context, symbol market.Symbol) (*market.OptionTotals, error)
	News(ctx context.Context, query string, limit int) (*market.News, error)
	Screen(ctx context.Context, name string, query market.ScreenQuery) (*market.Screen, error)
	Trending(ctx context.Context, region string) (*market.Trends, error)
}

// unfit is what became of a question for subject that failed: a result that the
// model can act on, or an error for the log. noData says what it means that
// there is none.
func unfit(ctx context.Context, err error, subject, noData string) (agent.Result, error) {
	hint := advice(err)
	if errors.Is(err, market.ErrNoData) {
		hint = noData
	}
	return unanswered(ctx, err, hint, subject+" failed", subject)
}

// symbolArg reads a symbol that the model wrote; a failed result says what is
// wrong with it.
func symbolArg(text string) (market.Symbol, *agent.Result) {
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		r := failed(label(text)+" is no symbol", label(text)+": "+advice(err))
		return symbol, &r
	}
	return symbol, nil
}

// readAs says above a result which symbol it is of, where that is not what was
// written.
func readAs(written string, got market.Symbol, r agent.Result) agent.Result {
	if note := reading(written, got); note != "" {
		r.Text = note + "\n" + r.Text
	}
	return r
}

// reading is "BRK.B: read as BRK-B", empty where what was written is the symbol.
func reading(written string, got market.Symbol) string {
	if written = short(label(strings.TrimSpace(written)), 60); got == (market.Symbol{}) || strings.EqualFold(written, got.String()) {
		return ""
	}
	return fmt.Sprintf("%s: read as %s", written, got)
}

// dayArg reads a date that the model wrote, zero for none.
func dayArg(name, text string) (market.Date, *agent.Result) {
	if text == "" {
		return market.Date{}, nil
	}
	day, err := market.ParseDate(text)
	if err != nil {
		r := failed(name+" is no date", fmt.Sprintf("%s is %v", name, err))
		return day, &r
	}
	return day, nil
}

// sourceOf is the source of an answer of market data.
func sourceOf(o market.Origin, title string) agent.Source {
	return agent.Source{Kind: agent.SourceMarket, Title: title, URL: o.URL, Provider: o.Provider, AsOf: o.AsOf}
}

// freshness says how old an answer is.
func (s *sheet) freshness(f market.Origin) {
	if f.Stale {
		s.linef("stale", "the data source refuses us; this is what it said %s ago", age(f.Age))
	}
	if !f.AsOf.IsZero() {
		s.line("as of", instant(f.AsOf, time.UTC))
	}
}

// share writes a fraction as per cent, exact for all that Yahoo
// sends: 0.25306 is 25.306 %.
func share(v float64) string { return fixed(v*100, 4) + " %" }

// growth is share with a plus before what is above zero.
func growth(v float64) string { return signed(v*100, 4) + " %" }

// cell is a figure in a table: empty when it is absent.
func cell(n market.Number, write func(float64) string) string {
	v, ok := n.Get()
	if !ok {
		return ""
	}
	return write(v)
}

// row joins cells to a line of a table.
func row(cells ...string) string { return strings.Join(cells, " | ") }

// tally writes a count with thousands separators.
func tally(v float64) string { return fixed(v, 0) }

// major is the unit that amounts are in where prices are in a part of it.
func major(currency string) string { return label(units.Major(currency)) }

// proven writes the figure of a field in the currency that is proven of it, usual
// where p names no other, and without one and with the reason where none is.
func (s *sheet) proven(p *market.Proof, field, name string, n market.Number, usual string, write func(unit string) func(float64) string) {
	if u := p.Doubt(field); u != nil {
		s.number(name, u.Value, func(v float64) string { return uncertain(write("")(v), u.Reason) })
		return
	}
	s.number(name, n, write(label(p.UnitOf(field, usual))))
}

// uncertain is a figure whose unit nothing proves.
func uncertain(figure, why string) string {
	if why == "" {
		return figure
	}
	return figure + " (unit not certain: " + foreign(why) + ")"
}

// amount writes whole money, in words as well from a million on.
func amount(currency string) func(float64) string {
	return func(v float64) string { return join(count(v), currency) }
}

// perShare writes money a share.
func perShare(currency string) func(float64) string {
	return func(v float64) string { return join(fixed(v, 4), currency) }
}

// priced writes a price in the unit that prices have.
func priced(currency string) func(float64) string {
	return func(v float64) string { return money(v, decimals(v, market.KindEquity), label(currency)) }
}

// moment writes a time of day in UTC to the minute.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
