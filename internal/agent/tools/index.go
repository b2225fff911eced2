package tools

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"quotewire/internal/agent"
	"quotewire/internal/market"
)

//go:embed index.md
var indexText string

// indexRows is how many members a page has.
const indexRows = 50

type indexArgs struct {
	Symbol string `json:"symbol" min:"1" jsonschema:"an index, such as ^DJI"`
	Order  string `json:"order,omitempty" enum:"change,market_cap,volume" jsonschema:"what comes first; default change, the best first"`
	Page   int    `json:"page,omitempty" min:"1" max:"10" jsonschema:"page of the list; default 1"`
}

func (d desk) indexTool() (agent.Tool, error) {
	return agent.NewTool("index", indexText, d.index)
}

func (d desk) index(ctx context.Context, args indexArgs, _ agent.Report) (agent.Result, error) {
	symbol, err := market.ParseSymbol(args.Symbol)
	if err != nil {
		return failed(label(args.Symbol)+" is no symbol", label(args.Symbol)+": "+advice(err)), nil
	}
	m, err := d.data.Members(ctx, symbol)
	if cause := context.Cause(ctx); cause != nil {
		return agent.Result{}, cause
	}
	if errors.Is(err, market.ErrNoData) {
		return failed("no members of "+symbol.String(), fmt.Sprintf("the data source has no list of the members of %s. Say so; an ETF on the index names its largest holdings (company, section fund).", symbol)), nil
	}
	if err != nil {
		hint := advice(err)
		if hint == "" {
			return agent.Result{}, fmt.Errorf("get members of %s: %w", symbol, err)
		}
		return failed(symbol.String()+" members failed", fmt.Sprintf("members of %s: %s", symbol, hint)), nil
	}
	rows := slices.Clone(m.Rows)
	slices.SortStableFunc(rows, func(a, b *market.Ticker) int { return byFigure(figureOf(b, args.Order), figureOf(a, args.Order)) })
	text, summary := writeMembers(m, rows, max(1, args.Page))
	return agent.Result{
		Text: text, Summary: summary,
		Sources: []agent.Source{{
			Kind:     agent.SourceMarket,
			Title:    "members of " + symbol.String(),
			URL:      "https://finance.yahoo.com/quote/" + url.PathEscape(symbol.String()) + "/components/",
			Provider: d.provider,
			AsOf:     m.AsOf,
		}},
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

func writeMembers(m *market.Members, rows []*market.Ticker, page int) (text, summary string) {
	var s sheet
	up, down := 0, 0
	for _, t := range rows {
		if v, ok := t.ChangePercent.Get(); ok && v > 0 {
			up++
		} else if ok && v < 0 {
			down++
		}
	}
	s.text(fmt.Sprintf("Members of %s: %d, of which %d are up and %d down", m.Index, len(rows), up, down))
	if m.Cut {
		s.linef("note", "the list is cut at %d members", market.MaxMembers)
	}
	if len(m.Missing) > 0 {
		s.linef("note", "no quote of %v", m.Missing)
	}
	if m.Stale {
		s.linef("stale", "the data source refuses us; this is what it said %s ago", age(m.Age))
	}
	pages := (len(rows) + indexRows - 1) / indexRows
	if page > pages {
		s.text(fmt.Sprintf("There is no page %d: pages are 1 to %d.", page, pages))
		return s.String(), m.Index.String() + " members"
	}
	if pages > 1 {
		s.linef("page", "%d of %d", page, pages)
	}
	s.text("symbol | name | price | currency | change | change in % | previous close | volume | market cap | market state")
	for _, t := range rows[(page-1)*indexRows : min(len(rows), page*indexRows)] {
		s.text(memberRow(t))
	}
	best := rows[0]
	return s.String(), fmt.Sprintf("%s: %d members, first %s", m.Index, len(rows), brief(best))
}

func memberRow(t *market.Ticker) string {
	places := 2
	if v, ok := t.Price.Get(); ok {
		places = decimals(v, t.Kind)
	}
	show := func(n market.Number, write func(float64) string) string {
		if v, ok := n.Get(); ok {
			return write(v)
		}
		return ""
	}
	plain := func(v float64) string { return fixed(v, places) }
	short := func(v float64) string { return fixed(v, 0) }
	return fmt.Sprintf("%s | %s | %s | %s | %s | %s | %s | %s | %s | %s", t.Symbol, label(t.Name), show(t.Price, plain), label(t.Currency),
		show(t.Change, func(v float64) string { return signed(v, places) }), show(t.ChangePercent, func(v float64) string { return signed(v, 2) }),
		show(t.PreviousClose, plain), show(t.Volume, short), show(t.MarketCap, short), t.State)
}
