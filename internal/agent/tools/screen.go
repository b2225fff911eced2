package tools

import (
	"context"
	"fmt"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// screenRows is how many rows a page of a screen has.
const screenRows = 25

type screenArgs struct {
	Name   string `json:"name" enum:"trending,day_gainers,day_losers,most_actives,day_gainers_etfs,day_losers_etfs,most_actives_etfs,day_gainers_cryptocurrencies,day_losers_cryptocurrencies,most_actives_cryptocurrencies,all_cryptocurrencies_us,aggressive_small_caps,small_cap_gainers,growth_technology_stocks,undervalued_growth_stocks,undervalued_large_caps,most_shorted_stocks,conservative_foreign_funds,high_yield_bond,portfolio_anchors,solid_large_growth_funds,solid_midcap_growth_funds,top_mutual_funds" jsonschema:"which list"`
	Region string `json:"region,omitempty" enum:"us,au,br,ca,de,es,fr,gb,hk,in,it,nz,sg,americas,asia,europe" jsonschema:"where they trade; default us"`
	Page   int    `json:"page,omitempty" min:"1" max:"400" jsonschema:"page of 25 rows; default 1"`
}

func (ts toolset) screen(ctx context.Context, args screenArgs, _ agent.Report) (agent.Result, error) {
	if args.Name == "trending" {
		return ts.trending(ctx, args)
	}
	offset := (max(1, args.Page) - 1) * screenRows
	s, err := ts.data.Screen(ctx, args.Name, market.ScreenQuery{Limit: screenRows, Offset: offset, Region: args.Region})
	if err != nil {
		return failure(ctx, err, "screen "+args.Name, "there is nothing on it.")
	}
	b := builder{exhibit.Exhibit{Title: "Screen " + s.Name + ", best first", OnePage: true}}
	b.words("title", label(s.Title))
	b.words("description", label(s.Description))
	b.words("region", s.Region)
	if total, ok := s.Total.Get(); ok && len(s.Rows) > 0 {
		b.top().add("rows", exhibit.Text(fmt.Sprintf("%d to %d of ", s.Offset+1, s.Offset+len(s.Rows))), tally(total).Of("screen.total"))
	}
	b.freshness(s.Origin)
	b.top().behind(s.Rows...)
	var rows []exhibit.Row
	for _, t := range s.Rows {
		rows = append(rows, tickerRow(t))
	}
	b.Parts = []exhibit.Part{{Columns: tickerColumns(), Rows: rows, Empty: "There are no rows on this page."}}
	if total, ok := s.Total.Get(); ok {
		b.Parts[0].Total = int(total)
	}
	b.Origins = []exhibit.Origin{origin(s.Origin, "screen "+s.Name+", region "+s.Region)}
	b.Link = screenLink(s.Name, s.Region, s.Offset)
	return b.result(0, fmt.Sprintf("%s (%s): %d rows", s.Name, s.Region, len(s.Rows))), nil
}

func (ts toolset) trending(ctx context.Context, args screenArgs) (agent.Result, error) {
	t, err := ts.data.Trending(ctx, args.Region)
	if err != nil {
		return failure(ctx, err, "trending symbols", "there are none.")
	}
	b := builder{exhibit.Exhibit{Title: "Symbols that most people look at now, most wanted first"}}
	b.words("region", t.Region)
	b.freshness(t.Origin)
	var rows []exhibit.Row
	for _, symbol := range t.Symbols {
		rows = append(rows, row(exhibit.Text(symbol.String())))
	}
	b.Parts = []exhibit.Part{{Rows: rows, Empty: "There are none."}}
	b.Origins = []exhibit.Origin{origin(t.Origin, "trending symbols, region "+t.Region)}
	b.Link = screenLink("trending", t.Region, 0)
	return b.result(args.Page, fmt.Sprintf("trending (%s): %s", t.Region, symbolList(t.Symbols))), nil
}
