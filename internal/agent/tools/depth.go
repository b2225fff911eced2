package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
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

// of says what the exhibit is about: what was written for it, where that is another
// spelling, and its origins.
func (b *builder) of(written string, got market.Symbol, origins ...exhibit.Origin) {
	b.Above, b.Subject, b.Origins = reading(written, got), got.String(), origins
}

// result is the exhibit as a tool gives it back, page as it was asked for.
func (b *builder) result(page int, summary string) agent.Result {
	return agent.Result{Exhibits: []*exhibit.Exhibit{&b.Exhibit}, Page: page, Summary: summary}
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

// origin is the origin of an answer of market data.
func origin(o market.Origin, title string) exhibit.Origin {
	return exhibit.Origin{Kind: exhibit.Market, Title: title, URL: o.URL, Provider: o.Provider, AsOf: o.AsOf, Stale: o.Stale, Age: o.Age}
}

// freshness says how old an answer is.
func (b *builder) freshness(f market.Origin) {
	b.top().stale(f)
	b.top().asOf(f, time.UTC)
}

func (l *factList) stale(f market.Origin) {
	if f.Stale {
		l.words("stale", fmt.Sprintf("the data source refuses us; this is what it said %s ago", age(f.Age)))
	}
}

func (l *factList) asOf(f market.Origin, zone *time.Location) {
	if !f.AsOf.IsZero() {
		l.add("as of", exhibit.Moment(f.AsOf.In(zone), exhibit.Instant()))
	}
}

// moment is a time of day in UTC to the minute.
func moment(t time.Time) string { return exhibit.Moment(t, exhibit.UTC()).String() }
