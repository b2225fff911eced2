package macro

import (
	"slices"

	"quotewire/internal/cache"
	"quotewire/internal/market"
)

// keeps is what outlives the process of the answers of sources, nil without a Store: what
// the sources and the publishers of the series allow.
func keeps(o Options, c *Catalogue) (cache.Backing[*Part], error) {
	if o.Store == nil {
		return nil, nil
	}
	return market.Keeps(o.Store, "series", o.Sources, o.Now, func(_ string, p *Part) bool { return c.free(p) })
}

// free reports whether all of an answer's series are of the catalogue, and of publishers who
// let everybody keep them. Others are of FRED alone, whose ids clients name.
func (c *Catalogue) free(p *Part) bool {
	if p.Source != fred {
		return true
	}
	for id := range p.Series {
		if !slices.ContainsFunc(c.series, func(s Series) bool {
			return slices.Contains(s.Sources, Key{fred, id}) && !slices.Contains(owners(), s.Agency)
		}) {
			return false
		}
	}
	return true
}

// owners are the publishers at FRED whose series are their own.
func owners() []string {
	return []string{"Moody's", "ICE BofA", "S&P Dow Jones Indices", "University of Michigan", "Freddie Mac", "National Association of Realtors"}
}
