package marketdata

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
)

// trending is a list of symbols without figures, served beside the screens.
const trending = "trending"

const defaultRows = 25

type (
	screenersData struct {
		Screeners []string `json:"screeners"`
		// Regions are those of day_gainers, day_losers and most_actives; all other
		// screens are of the us.
		Regions      []string `json:"regions"`
		TrendRegions []string `json:"trending_regions"`
	}
	// screenData is a page of a screen. Trending has Symbols and no Rows.
	screenData struct {
		Name        string          `json:"name"`
		Region      string          `json:"region"`
		Title       string          `json:"title,omitempty"`
		Description string          `json:"description,omitempty"`
		Total       market.Number   `json:"total,omitzero"`
		Offset      int             `json:"offset"`
		Rows        []tickerData    `json:"rows,omitzero"`
		Symbols     []market.Symbol `json:"symbols,omitzero"`
		market.Origin
		aged
	}
)

func screenerNames() []string { return append(market.ScreenNames(), trending) }

// Screeners names what may be asked for.
func (d *Routes) Screeners(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	names := screenersData{screenerNames(), market.ScreenRegions(), market.TrendRegions()}
	return answer(names, d.asked()), query.Parse(r.URL.RawQuery).Err()
}

// Screener answers with a page of a list.
func (d *Routes) Screener(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	name, err := pathValue(r, "name")
	if err != nil {
		return nil, err
	}
	if name = strings.ToLower(name); !slices.Contains(screenerNames(), name) {
		return nil, &fault.Fault{Code: fault.NotFound, Message: "name: there is no such screener", Fix: "see /api/screeners for their names"}
	}
	regions := market.ScreenRegions()
	if name == trending {
		regions = market.TrendRegions()
	}
	q := query.Parse(r.URL.RawQuery, "region", "limit", "offset")
	asked := market.ScreenQuery{
		Region: q.OneOf("region", "us", regions...), Limit: q.Whole("limit", defaultRows, 1, market.MaxScreenRows),
		Offset: q.Whole("offset", 0, 0, market.MaxScreenOffset),
	}
	if err := q.Err(); err != nil {
		return nil, err
	}
	page, err := d.screenOf(r.Context(), name, asked)
	if err != nil {
		return nil, noData(err, "there is nothing on this screen", "ask for another one")
	}
	return answer(page, page.Origin), nil
}

func (d *Routes) screenOf(ctx context.Context, name string, q market.ScreenQuery) (screenData, error) {
	if name == trending {
		t, err := d.Market.Trending(ctx, q.Region)
		if err != nil {
			return screenData{}, err
		}
		symbols := append([]market.Symbol{}, t.Symbols...)
		first := min(q.Offset, len(symbols))
		return screenData{
			Name: name, Region: t.Region, Total: market.Num(float64(len(t.Symbols))), Offset: q.Offset,
			Symbols: symbols[first:min(len(symbols), first+q.Limit)], Origin: t.Origin, aged: agedBy(t.Origin),
		}, nil
	}
	sc, err := d.Market.Screen(ctx, name, q)
	if err != nil {
		return screenData{}, err
	}
	page := screenData{
		Name: sc.Name, Region: sc.Region, Title: sc.Title, Description: sc.Description, Total: sc.Total, Offset: sc.Offset,
		Rows: []tickerData{}, Origin: sc.Origin, aged: agedBy(sc.Origin),
	}
	for _, t := range sc.Rows {
		page.Rows = append(page.Rows, *tickerOf(t))
	}
	return page, nil
}
