// Package tools is what the model may do: look up quotes, price history,
// companies and funds, statements, options, news, screens, symbols, published rates
// and macroeconomic series, and calculate. All of it only reads.
//
// A tool answers in compact plain text, one "label: value" a line, tables with
// " | " between columns, the first line naming what it is. Figures are rounded
// for reading and carry their currency and time; what the source did not send
// is left out. A result that would not fit is cut into pages. A fault that the model can act on is a failed result that says
// what to do. The package refuses raw symbols and anything that is not in a
// tool's schema.
package tools

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

//go:embed *.md
var texts embed.FS

// marketData is what the tools need of package market.
type marketData interface {
	Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error)
	Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error)
	Search(ctx context.Context, query string, limit int) ([]market.Match, error)
	Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error)
	Statements(ctx context.Context, symbol market.Symbol, query market.StatementQuery) (*market.Statements, error)
	Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error)
	Options(ctx context.Context, symbol market.Symbol, expiry market.Date) (*market.Chain, error)
	OptionTotals(ctx context.Context, symbol market.Symbol) (*market.OptionTotals, error)
	News(ctx context.Context, query string, limit int) (*market.News, error)
	Screen(ctx context.Context, name string, query market.ScreenQuery) (*market.Screen, error)
	Trending(ctx context.Context, region string) (*market.Trends, error)
	Members(ctx context.Context, index market.Symbol) (*market.Members, error)
}

// studies is what they need of package study.
type studies interface {
	Read(ctx context.Context, words string, symbol market.Symbol, zone *time.Location) (study.Span, error)
	Bars(ctx context.Context, words string, query market.HistoryQuery, zone *time.Location) (*study.Bars, error)
	Analyze(ctx context.Context, query study.Query) (*study.Report, error)
	Sessions(ctx context.Context, words string, symbol market.Symbol, zone *time.Location) (*study.Sessions, error)
}

// Market gives the tools over market data and published series, and the calculator. Where
// no source of series is asked there is no tool for them.
func Market(data marketData, studies studies, series macroData) ([]agent.Tool, error) {
	if data == nil || studies == nil || series == nil {
		return nil, errors.New("make market tools: data, studies or series are missing")
	}
	ts := toolset{data, studies, series}
	var tools []agent.Tool
	for _, make := range []func() (agent.Tool, error){
		tool("quote", ts.quote), tool("history", ts.history), tool("analysis", ts.analysis), tool("company", ts.company),
		tool("statements", ts.statements), tool("options", ts.options), tool("index", ts.index), tool("screen", ts.screen),
		tool("series", ts.series), tool("news", ts.news), tool("symbols", ts.symbols), tool("dates", ts.dates), tool("calculate", calculate),
	} {
		t, err := make()
		if err != nil {
			return nil, fmt.Errorf("make market tools: %w", err)
		}
		if t.Name() == "series" && !series.Any() {
			continue
		}
		tools = append(tools, t)
	}
	return tools, nil
}

// tool makes the tool of a name. What the model reads of it is in the file of that name.
func tool[A any](name string, run func(context.Context, A, agent.Report) (agent.Result, error)) func() (agent.Tool, error) {
	return func() (agent.Tool, error) {
		text, err := texts.ReadFile(name + ".md")
		if err != nil {
			return agent.Tool{}, fmt.Errorf("read text of tool: %w", err)
		}
		return agent.NewTool(name, string(text), run)
	}
}

// toolset answers from market data.
type toolset struct {
	data  marketData
	study studies
	macro macroData
}

// failed is a result that tells the model what went wrong and what to do.
func failed(summary, text string) agent.Result {
	return agent.Result{Text: "Failed: " + text, Summary: summary, Failed: true}
}
