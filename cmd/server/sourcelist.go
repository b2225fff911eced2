package main

import (
	"slices"
	"strings"
)

// sources are names of sources of market data and of published series, each once.
type sources []string

func (s *sources) UnmarshalText(text []byte) error {
	*s = split([]byte(strings.ToLower(string(text))))
	for i, name := range *s {
		if !slices.Contains(sourceSwitches(), name) || slices.Contains((*s)[:i], name) {
			return errValue
		}
	}
	return nil
}

// sourceURLs are base URLs by source.
type sourceURLs map[string]string

func (s *sourceURLs) UnmarshalText(text []byte) error {
	*s = sourceURLs{}
	for _, entry := range split(text) {
		name, address, ok := strings.Cut(entry, "=")
		var u baseURL
		if name = strings.ToLower(strings.TrimSpace(name)); !ok || !slices.Contains(sourceNames(), name) || (*s)[name] != "" || u.UnmarshalText([]byte(address)) != nil {
			return errValue
		}
		(*s)[name] = string(u)
	}
	return nil
}

// sourceSwitches are the names by which sources are switched: one that has market data and
// series too has one.
func sourceSwitches() (names []string) {
	for _, k := range sourceKinds() {
		names = append(names, k.name)
	}
	for _, k := range seriesKinds() {
		if !slices.Contains(names, k.name) {
			names = append(names, k.name)
		}
	}
	return names
}

// sourceNames are those that can be given another address: of market data, of series, and
// of filings.
func sourceNames() []string { return append(sourceSwitches(), "edgar") }

// marketSources are the sources of market data that a configuration asks, in the order
// that it gives. Beside a Yahoo of somebody's own those of the real world would be out of
// place, unless one of them has an address too.
func (c config) marketSources() (kinds []sourceKind) {
	all := sourceKinds()
	if len(c.MarketSources) > 0 {
		return ofNames(c.MarketSources, all, func(k sourceKind) string { return k.name })
	}
	alone := c.YahooURL != "" && !slices.ContainsFunc(all, func(k sourceKind) bool { return c.SourceURLs[k.name] != "" })
	for _, k := range all {
		if k.name == yahooName || !alone && (k.variable == "" || k.key(c) != "") {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// seriesSources are those of published series: who gives one an address wants it asked,
// though he names sources of market data alone.
func (c config) seriesSources() []seriesKind {
	all, named := seriesKinds(), c.namedSeries()
	addressed := func(k seriesKind) bool { return c.SourceURLs[k.name] != "" }
	switch {
	case len(named) > 0:
		return named
	case len(c.MarketSources) > 0:
		return slices.DeleteFunc(all, func(k seriesKind) bool { return !addressed(k) })
	case c.YahooURL != "" && !slices.ContainsFunc(all, addressed):
		return nil
	}
	return all
}

// namedSeries are those of them that are named, in the order of the names.
func (c config) namedSeries() []seriesKind {
	return ofNames(c.MarketSources, seriesKinds(), func(k seriesKind) string { return k.name })
}

// ofNames are those of all that have one of the names, in the order of the names.
func ofNames[K any](names []string, all []K, name func(K) string) (kinds []K) {
	for _, n := range names {
		if i := slices.IndexFunc(all, func(k K) bool { return name(k) == n }); i >= 0 {
			kinds = append(kinds, all[i])
		}
	}
	return kinds
}

// providers names all who are asked for market data, in their order.
func (c config) providers(world outside) string {
	var names []string
	for _, k := range c.marketSources() {
		names = append(names, k.asked(world, c).Name)
	}
	return strings.Join(names, ", ")
}
