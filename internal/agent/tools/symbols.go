package tools

import (
	"context"
	_ "embed"
	"fmt"

	"quotewire/internal/agent"
)

//go:embed symbols.md
var symbolsText string

// maxMatches is how many symbols a search gives.
const maxMatches = 10

type symbolsArgs struct {
	Query string `json:"query" min:"1" max:"200" jsonschema:"company, fund, index, currency pair or coin by name, or an ISIN"`
}

func (d desk) symbolsTool() (agent.Tool, error) {
	return agent.NewTool("symbols", symbolsText, d.symbols)
}

func (d desk) symbols(ctx context.Context, args symbolsArgs, _ agent.Report) (agent.Result, error) {
	matches, err := d.data.Search(ctx, args.Query, maxMatches)
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
	var s sheet
	s.text(fmt.Sprintf("Symbols for %q, best match first", query))
	s.text("symbol | name | kind | exchange")
	for _, m := range matches {
		s.text(fmt.Sprintf("%s | %s | %s | %s", m.Symbol, label(m.Name), m.Kind, label(m.Exchange)))
	}
	return agent.Result{
		Text:    s.String(),
		Summary: fmt.Sprintf("%s: %s", query, titled(matches[0].Name, matches[0].Symbol)),
	}, nil
}
