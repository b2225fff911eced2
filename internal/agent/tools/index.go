package tools

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

//go:embed index.md
var indexText string

type indexArgs struct {
	Symbol string `json:"symbol" min:"1" jsonschema:"an index, such as ^DJI"`
	Order  string `json:"order,omitempty" enum:"change,market_cap,volume" jsonschema:"what comes first; default change, the best first"`
	Page   int    `json:"page,omitempty" min:"1" max:"10" jsonschema:"page of the list; default 1"`
}

func (d desk) indexTool() (agent.Tool, error) {
	return agent.NewTool("index", indexText, d.index)
}

func (d desk) index(ctx context.Context, args indexArgs, _ agent.Report) (agent.Result, error) {
	symbol, wrong := symbolArg(args.Symbol)
	if wrong != nil {
		return *wrong, nil
	}
	m, err := d.data.Members(ctx, symbol)
	if errors.Is(err, market.ErrUnknownSymbol) && !strings.HasPrefix(symbol.String(), "^") {
		return failed(symbol.String()+" is no index", "members of "+symbol.String()+": it is no index that is known. The symbols of indices begin with ^, such as ^DJI; find them with the symbols tool."), nil
	}
	if err != nil {
		return unfit(ctx, err, "members of "+symbol.String(), "the data source has no list of them. Say so; an ETF on the index names its largest holdings (company, section fund).")
	}
	rows := slices.Clone(m.Rows)
	slices.SortStableFunc(rows, func(a, b *market.Ticker) int { return byFigure(figureOf(b, args.Order), figureOf(a, args.Order)) })
	return agent.Result{
		Text:    writeMembers(m, rows, narrow(ctx) && args.Order == "").write(ctx, args.Page),
		Summary: fmt.Sprintf("%s: %d members, first %s", m.Index, len(rows), inBrief(rows[0])),
		Sources: []agent.Source{sourceOf(m.Origin, "members of "+symbol.String())},
	}, nil
}

func figureOf(t *market.Ticker, order string) market.Number {
	switch order {
	case "market_cap":
		return t.MarketCap
	case "volume":
		return t.Volume
	}
	return t.ChangePercent
}

// byFigure orders absent figures below all others.
func byFigure(a, b market.Number) int {
	x, hasX := a.Get()
	y, hasY := b.Get()
	if hasX && hasY {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(b2i(hasX), b2i(hasY))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// writeMembers lists all of them, in brief where they would take pages: who reads
// the first page alone takes its last row for the worst.
func writeMembers(m *market.Members, rows []*market.Ticker, brief bool) *paper {
	up, down := 0, 0
	lines := make([]string, len(rows))
	header, write := tickerHeader, tickerRow
	if brief {
		header, write = changeHeader, changeRow
	}
	for i, t := range rows {
		lines[i] = write(t)
		if v, ok := t.ChangePercent.Get(); ok && v > 0 {
			up++
		} else if ok && v < 0 {
			down++
		}
	}
	p := &paper{}
	p.text(fmt.Sprintf("Members of %s: %d, of which %d are up and %d down", m.Index, len(rows), up, down))
	if m.Cut {
		p.linef("note", "the list is cut at %d members", market.MaxMembers)
	}
	if len(m.Missing) > 0 {
		p.linef("note", "no quote of %v", m.Missing)
	}
	p.freshness(m.Origin)
	p.add("", header, lines)
	return p
}
