package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

type indexArgs struct {
	Symbol string `json:"symbol" min:"1" jsonschema:"an index, such as ^DJI"`
	Order  string `json:"order,omitempty" enum:"change,market_cap,volume" jsonschema:"what comes first; default change, the best first"`
	Page   int    `json:"page,omitempty" min:"1" max:"10" jsonschema:"page of the list; default 1"`
}

func (ts toolset) index(ctx context.Context, args indexArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	m, err := ts.data.Members(ctx, symbol)
	if errors.Is(err, market.ErrUnknownSymbol) && !strings.HasPrefix(symbol.String(), "^") {
		return failed(symbol.String()+" is no index", "members of "+symbol.String()+": it is no index that is known. The symbols of indices begin with ^, such as ^DJI; find them with the symbols tool."), nil
	}
	if err != nil {
		return failure(ctx, err, "members of "+symbol.String(), "the data source has no list of them. Say so; an ETF on the index names its largest holdings (company, section fund).")
	}
	rows := study.Ranked(m.Rows, study.Order(args.Order))
	w := writeMembers(m, rows, agent.Narrow(ctx) && args.Order == "")
	w.Origins = []exhibit.Origin{origin(m.Origin, "members of "+symbol.String())}
	return w.result(args.Page, fmt.Sprintf("%s: %d members, first %s", m.Index, len(rows), inBrief(rows[0]))), nil
}

// writeMembers lists all of them, in brief where they would take pages: who reads
// the first page alone takes its last row for the worst.
func writeMembers(m *market.Members, rows []*market.Ticker, brief bool) *builder {
	lines := make([]exhibit.Row, len(rows))
	columns, write := tickerColumns(), tickerRow
	if brief {
		columns, write = changeColumns(), changeRow
	}
	for i, t := range rows {
		lines[i] = write(t)
	}
	b, breadth := &builder{}, study.BreadthOf(rows)
	b.Title = fmt.Sprintf("Members of %s: %d, of which %d are up and %d down", m.Index, len(rows), breadth.Advancing, breadth.Declining)
	b.tell("members", "index.members", tally(float64(len(rows))))
	b.tell("members that are up", "index.advancing", tally(float64(breadth.Advancing)))
	b.tell("members that are down", "index.declining", tally(float64(breadth.Declining)))
	b.Subject = m.Index.String()
	if m.Cut {
		b.wordsf("note", "the list is cut at %d members", market.MaxMembers)
	}
	if len(m.Missing) > 0 {
		b.wordsf("note", "no quote of %v", m.Missing)
	}
	b.freshness(m.Origin)
	b.top().behind(rows...)
	b.table("", columns, lines)
	return b
}
