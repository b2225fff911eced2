package yahoo

import (
	"net/url"

	"quotewire/internal/market"
)

// Provider is Yahoo, which the hosts belong to that are asked where no others are named.
func Provider() market.Provider {
	return market.Provider{Name: "Yahoo Finance", Site: "https://finance.yahoo.com"}
}

// from is the origin of an answer that Yahoo shows on a page of its site; path is
// escaped already, and empty where it shows it on none.
func (y *Source) from(path string) market.Origin {
	o := market.Origin{Provider: y.provider.Name, Simulated: y.provider.Simulated, AsOf: y.now().UTC()}
	if y.provider.Site != "" && path != "" {
		o.URL = y.provider.Site + path
	}
	return o
}

// about is the origin of an answer about symbol, which is on a page of its quote's.
func (y *Source) about(symbol market.Symbol, page string) market.Origin {
	return y.from("/quote/" + url.PathEscape(symbol.String()) + page)
}

// signed is a ticker with its origin.
func (y *Source) signed(t *market.Ticker) *market.Ticker {
	t.Origin = y.about(t.Symbol, "")
	return t
}

// sections are the pages of what is known of symbol beside its price, but for what
// the whole of it is shown on.
func (y *Source) sections(symbol market.Symbol) map[market.Section]string {
	pages := map[market.Section]string{
		market.SectionProfile: "/profile/", market.SectionEarnings: "/analysis/", market.SectionTrend: "/analysis/", market.SectionAnalysts: "/analysis/",
		market.SectionHolders: "/holders/", market.SectionInsiders: "/insider-transactions/", market.SectionFund: "/holdings/",
	}
	for section, page := range pages {
		pages[section] = y.about(symbol, page).URL
	}
	return pages
}
