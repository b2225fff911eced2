package tools

import (
	"net/url"

	"quotewire/internal/market"
)

// Provider is the origin of the market data, as every source names it.
type Provider struct {
	Name string // such as "Yahoo Finance"
	// Site is the base URL of its pages, for a reader to look a figure up. Empty:
	// it has none that show these figures, and its sources have no address.
	Site string
}

// page is the address of one of its pages, empty when it has none. path is
// escaped already.
func (p Provider) page(path string) string {
	if p.Site == "" {
		return ""
	}
	return p.Site + path
}

// about is the address of one of its pages about symbol.
func (p Provider) about(symbol market.Symbol, path string) string {
	return p.page("/quote/" + url.PathEscape(symbol.String()) + path)
}
