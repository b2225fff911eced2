package api

import (
	"net/http"
	"slices"
	"strings"

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

// screeners names what may be asked for.
func (s *Server) screeners(x *exchange, r *http.Request) error {
	if _, err := parseQuery(r.URL.RawQuery, nil); err != nil {
		return err
	}
	return x.json(http.StatusOK, screenersData{screenerNames(), market.ScreenRegions(), market.TrendRegions()})
}

func (s *Server) screener(x *exchange, r *http.Request) error {
	name, err := pathValue(r, "name")
	if err != nil {
		return err
	}
	if name = strings.ToLower(name); !slices.Contains(screenerNames(), name) {
		return &fault{code: codeNotFound, message: "name: there is no such screener", fix: "see /api/screeners for their names"}
	}
	values, err := parseQuery(r.URL.RawQuery, []string{"region", "limit", "offset"})
	if err != nil {
		return err
	}
	regions := market.ScreenRegions()
	if name == trending {
		regions = market.TrendRegions()
	}
	var q market.ScreenQuery
	if q.Region, err = oneOf(values, "region", "us", regions); err != nil {
		return err
	}
	if q.Limit, err = wholeOf(values, "limit", defaultRows, 1, market.MaxScreenRows); err != nil {
		return err
	}
	if q.Offset, err = wholeOf(values, "offset", 0, 0, market.MaxScreenOffset); err != nil {
		return err
	}
	d, err := s.screenOf(r, name, q)
	if err != nil {
		return noData(err, "there is nothing on this screen", "ask for another one")
	}
	return x.json(http.StatusOK, d)
}

func (s *Server) screenOf(r *http.Request, name string, q market.ScreenQuery) (screenData, error) {
	if name == trending {
		t, err := s.market.Trending(r.Context(), q.Region)
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
	sc, err := s.market.Screen(r.Context(), name, q)
	if err != nil {
		return screenData{}, err
	}
	d := screenData{
		Name: sc.Name, Region: sc.Region, Title: sc.Title, Description: sc.Description, Total: sc.Total, Offset: sc.Offset,
		Rows: []tickerData{}, Origin: sc.Origin, aged: agedBy(sc.Origin),
	}
	for _, t := range sc.Rows {
		d.Rows = append(d.Rows, *tickerOf(t))
	}
	return d, nil
}
