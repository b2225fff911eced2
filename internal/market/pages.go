package market

import "net/url"

// Yahoo is the provider whose hosts are asked where no others are named.
func Yahoo() Provider { return Provider{"Yahoo Finance", "https://finance.yahoo.com"} }

// from is the origin of an answer that Yahoo shows on a page of its site; path is
// escaped already, and empty where it shows it on none.
func (y *yahoo) from(path string) Origin {
	o := Origin{Provider: y.provider.Name, AsOf: y.now().UTC()}
	if y.provider.Site != "" && path != "" {
		o.URL = y.provider.Site + path
	}
	return o
}

// about is the origin of an answer about symbol, which is on a page of its quote's.
func (y *yahoo) about(symbol Symbol, page string) Origin {
	return y.from("/quote/" + url.PathEscape(symbol.String()) + page)
}

// signed is a ticker with its origin.
func (y *yahoo) signed(t *Ticker) *Ticker {
	t.Origin = y.about(t.Symbol, "")
	return t
}

// sections are the pages of what is known of symbol beside its price, but for what
// the whole of it is shown on.
func (y *yahoo) sections(symbol Symbol) map[Section]string {
	pages := map[Section]string{
		SectionProfile: "/profile/", SectionEarnings: "/analysis/", SectionTrend: "/analysis/", SectionAnalysts: "/analysis/",
		SectionHolders: "/holders/", SectionInsiders: "/insider-transactions/", SectionFund: "/holdings/",
	}
	for section, page := range pages {
		pages[section] = y.about(symbol, page).URL
	}
	return pages
}
