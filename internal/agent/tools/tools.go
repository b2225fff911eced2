// Package tools is what the model may do: look up quotes, price history,
// companies and funds, statements, options, news, screens and symbols, and
// calculate. All of it only reads.
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
	"errors"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

// marketData is what the tools need of package market.
type marketData interface {
	Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error)
	History(ctx context.Context, query market.HistoryQuery) (*market.History, error)
	Search(ctx context.Context, query string, limit int) ([]market.Match, error)
	depth
}

// Market gives the tools over market data, and the calculator. provider names
// the origin of the data in every source, such as "Yahoo Finance".
func Market(data marketData, provider string) ([]agent.Tool, error) {
	if data == nil {
		return nil, errors.New("make market tools: data is missing")
	}
	if provider == "" {
		return nil, errors.New("make market tools: provider is missing")
	}
	d := desk{data, provider}
	var tools []agent.Tool
	for _, make := range []func() (agent.Tool, error){
		d.quoteTool, d.historyTool, d.companyTool, d.statementsTool, d.optionsTool, d.newsTool, d.screenTool, d.symbolsTool, calculateTool,
	} {
		t, err := make()
		if err != nil {
			return nil, fmt.Errorf("make market tools: %w", err)
		}
		tools = append(tools, t)
	}
	return tools, nil
}

// desk answers from market data.
type desk struct {
	data     marketData
	provider string
}

// failed is a result that tells the model what went wrong and what to do.
func failed(summary, text string) agent.Result {
	return agent.Result{Text: "Failed: " + text, Summary: summary, Failed: true}
}
