package tools

import (
	"context"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
)

// maxMatches is how many symbols a search gives.
const maxMatches = 10

type symbolsArgs struct {
	Query string `json:"query" min:"1" max:"200" jsonschema:"company, fund, index, currency pair or coin by name, or an ISIN"`
}

func (ts toolset) symbols(ctx context.Context, args symbolsArgs, _ agent.Report) (agent.Result, error) {
	matches, err := ts.data.Search(ctx, args.Query, maxMatches)
	if err != nil {
		return unanswered(ctx, err, advice(err), "symbol search failed", "symbol search")
	}
	query := label(args.Query)
	if len(matches) == 0 {
		return agent.Result{
			Text:    fmt.Sprintf("Symbols for %q: none found. Try the official name, a shorter one, or ask the reader which instrument is meant.", query),
			Summary: "nothing found for " + query,
		}, nil
	}
	b := builder{exhibit.Exhibit{Title: fmt.Sprintf("Symbols for %q, best match first", query)}}
	var rows []exhibit.Row
	for _, m := range matches {
		rows = append(rows, row(exhibit.Text(m.Symbol.String()), exhibit.Text(label(m.Name)), exhibit.Text(string(m.Kind)), exhibit.Text(label(m.Exchange))))
	}
	b.table("", []exhibit.Head{column("symbol", ""), column("name", ""), column("kind", ""), column("exchange", "")}, rows)
	b.Origins = []exhibit.Origin{{Provider: matches[0].Origin.Provider}} // what a symbol means is not cited
	b.Link = symbolsLink(args.Query)
	return b.result(0, fmt.Sprintf("%s: %s", query, titled(matches[0].Name, matches[0].Symbol))), nil
}
