package nasdaq

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// list is all listed shares: as it is downloaded, or with a table around.
type list struct {
	Rows  []*listed `json:"rows"`
	Table *struct {
		Rows []*listed `json:"rows"`
	} `json:"table"`
}

type listed struct {
	Symbol    httpsource.Cell `json:"symbol"` // BRK/B
	Name      httpsource.Cell `json:"name"`
	Price     httpsource.Cell `json:"lastsale"`
	Change    httpsource.Cell `json:"netchange"`
	Volume    httpsource.Cell `json:"volume"`
	MarketCap httpsource.Cell `json:"marketCap"`
}

// screen is which of all shares are in it, and in which order.
type screen struct {
	title string
	holds func(price, percent, volume float64) bool
	less  func(a, b *market.Ticker) int
}

// Bounds of all screens, which are Yahoo's: shares of large companies.
const (
	leastCap   = 2e9
	leastPrice = 5
)

func screens() map[string]screen {
	figure := func(n market.Number) float64 { v, _ := n.Get(); return v }
	percent := func(t *market.Ticker) float64 { return figure(t.ChangePercent) }
	return map[string]screen{
		"day_gainers":  {"Day Gainers", func(_, p, v float64) bool { return p > 3 && v > 15e3 }, func(a, b *market.Ticker) int { return cmp.Compare(percent(b), percent(a)) }},
		"day_losers":   {"Day Losers", func(_, p, v float64) bool { return p < -2.5 && v > 20e3 }, func(a, b *market.Ticker) int { return cmp.Compare(percent(a), percent(b)) }},
		"most_actives": {"Most Actives", func(_, _, v float64) bool { return v > 5e6 }, func(a, b *market.Ticker) int { return cmp.Compare(figure(b.Volume), figure(a.Volume)) }},
	}
}

// Screen sorts the list of all listed shares: the gainers, losers and most active ones of
// the day among large companies of the United States. It has no other screen.
func (s *Source) Screen(ctx context.Context, name string, q market.ScreenQuery) (*market.Screen, error) {
	want, ok := screens()[name]
	if !ok || q.Region != "us" && q.Region != "" {
		return nil, &market.Error{Kind: market.ErrNoData, Message: "no such screen here"}
	}
	page := &market.Screen{Name: name, Region: "us", Title: want.title, Offset: q.Offset, Rows: []*market.Ticker{}, Origin: s.client.Origin("/market-activity/stocks/screener")}
	err := ask(ctx, s, "screener/stocks", url.Values{"tableonly": {"true"}, "limit": {"25"}, "offset": {"0"}, "download": {"true"}}, func(v *list) error {
		all := s.listing(v)
		if len(all) == 0 {
			return httpsource.Malformed("no shares in the list")
		}
		all = slices.DeleteFunc(all, func(t *market.Ticker) bool {
			price, _ := t.Price.Get()
			percent, moved := t.ChangePercent.Get()
			volume, _ := t.Volume.Get()
			size, _ := t.MarketCap.Get()
			return !moved || price < leastPrice || size < leastCap || !want.holds(price, percent, volume)
		})
		slices.SortStableFunc(all, want.less)
		page.Total = market.Num(float64(len(all)))
		first := min(q.Offset, len(all))
		page.Rows = append(page.Rows, all[first:min(first+cmp.Or(q.Limit, 25), len(all))]...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// listing are the listed shares whose symbols we know how to write. When their prices are
// from the list does not say.
func (s *Source) listing(v *list) (all []*market.Ticker) {
	rows := v.Rows
	if rows == nil && v.Table != nil {
		rows = v.Table.Rows
	}
	now, origin := s.client.Now(), s.client.Origin("/market-activity/stocks/screener")
	for _, r := range rows {
		if r == nil {
			continue
		}
		text, ok := spelling.From(spelling.Nasdaq, string(r.Symbol))
		symbol, err := market.ParseSymbol(text)
		price := r.Price.Price()
		if !ok || err != nil || price.IsZero() || spelling.KindOf(text) != spelling.US {
			continue
		}
		at := s.venues.Of(text)
		t := &market.Ticker{
			Symbol: symbol, Name: r.Name.Text(), Kind: market.KindEquity, Currency: "USD", TimeZone: at.Zone(), Price: price, Volume: r.Volume.Number(), MarketCap: r.MarketCap.Price(),
			Origin: origin,
		}
		t.State = at.State(now, t.AsOf)
		if change, ok := r.Change.Number().Get(); ok {
			t.PreviousClose = httpsource.Before(r.Price, change, r.Change, market.Number{})
			t.Change, t.ChangePercent = httpsource.Change(price, t.PreviousClose)
		}
		all = append(all, t)
	}
	return all
}
