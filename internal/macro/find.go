package macro

import (
	"regexp"
	"slices"
	"strings"
)

// Match is what a name means: a series, and what is to be computed of it where the name
// says so.
type Match struct {
	Series    Series
	Transform Transform // empty: the name does not say
}

// qualifier is words of a name that ask for something to be computed.
type qualifier struct {
	words     *regexp.Regexp
	transform Transform
}

// The words that ask for something to be computed.
var (
	yearOnYear   = regexp.MustCompile(`(?i)\b(yoy|y/y|y-o-y|year[- ](over|on)[- ]year|change from a year ago|annual (change|growth)|12[- ]month (change|growth)|from a year (ago|earlier))`)
	monthOnMonth = regexp.MustCompile(`(?i)\b(mom|m/m|qoq|q/q|month[- ](over|on)[- ]month|quarter[- ](over|on)[- ]quarter|monthly (change|growth) in percent)\b`)
	changes      = regexp.MustCompile(`(?i)\b(monthly|weekly|daily|quarterly) change\b`)
	averaged     = regexp.MustCompile(`(?i)\b(average|mean)\b`)
	deflating    = regexp.MustCompile(`(?i)\b(real|inflation[- ]adjusted|deflated)\b`)
)

// qualifiers are looked for in this order.
func qualifiers() []qualifier {
	return []qualifier{{yearOnYear, YearOnYear}, {monthOnMonth, ChangePercent}, {changes, Change}, {averaged, Average}, {deflating, Real}}
}

// maxSuggestions is how many series are named to who did not name one.
const maxSuggestions = 6

// Find is the series that a text means, whatever the case, the punctuation and the
// order of its words: an id or a name of the catalogue, one with words for what is to be
// computed, such as "CPI yoy" or "real 10-year yield", or an id of FRED in capitals or
// behind "fred:". When it means none or more than one, ok is false and suggestions are
// the nearest or those that it could mean.
func (c *Catalogue) Find(text string) (m Match, ok bool, suggestions []Series) {
	text = strings.TrimSpace(text)
	if s, ok := c.byName(strings.ToLower(text)); ok {
		return Match{Series: s}, true, nil
	}
	words := wordsOf(text)
	if m, ok := c.named(words); ok {
		return m, true, nil
	}
	if id := bareID(text); id != "" {
		return Match{Series: c.ofFRED(id)}, true, nil
	}
	if m, ok := c.qualified(text); ok {
		return m, true, nil
	}
	if len(words) == 0 {
		return Match{}, false, nil
	}
	switch meant := c.holding(words); len(meant) {
	case 0:
	case 1:
		return meant[0], true, nil
	default:
		return Match{}, false, listed(meant)
	}
	return Match{}, false, c.nearest(words)
}

// named is the series that has these words for a name.
func (c *Catalogue) named(words []string) (Match, bool) {
	if len(words) == 0 {
		return Match{}, false
	}
	for _, s := range c.series {
		for _, n := range s.meanings {
			if slices.Equal(n.words, words) {
				return Match{s, n.transform}, true
			}
		}
	}
	return Match{}, false
}

// qualified is the series that is named by a text without the words that ask for
// something to be computed.
func (c *Catalogue) qualified(text string) (Match, bool) {
	for _, q := range qualifiers() {
		rest := q.words.ReplaceAllString(text, " ")
		if rest == text {
			continue
		}
		if id := bareID(rest); id != "" {
			return Match{c.ofFRED(id), q.transform}, true
		}
		words := wordsOf(rest)
		m, ok := c.named(words)
		if !ok && len(words) > 0 {
			if meant := c.holding(words); len(meant) == 1 {
				m, ok = meant[0], true
			}
		}
		if ok {
			m.Transform = q.transform
			return m, true
		}
	}
	return Match{}, false
}

// holding are the series one of whose names has all of these words, each once.
func (c *Catalogue) holding(words []string) (meant []Match) {
	for _, s := range c.series {
		for _, n := range s.meanings {
			if within(words, n.words) {
				meant = append(meant, Match{s, n.transform})
				break
			}
		}
	}
	return meant
}

func listed(meant []Match) (all []Series) {
	for _, m := range meant[:min(len(meant), maxSuggestions)] {
		all = append(all, m.Series)
	}
	return all
}

// ofFRED is the series of an id of FRED: that of the catalogue, or one of which only its
// source knows what it is.
func (c *Catalogue) ofFRED(id string) Series {
	for _, s := range c.series {
		if slices.Contains(s.Sources, Key{fred, id}) {
			return s
		}
	}
	return Series{ID: fred + ":" + id, Title: "FRED series " + id, Unit: Unit{Scale: 1}, Lag: -1, Sources: []Key{{fred, id}}}
}
