package macro

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// meaning is a name of a series as a set of words, with what it asks to be computed.
type meaning struct {
	words     []string
	transform Transform
}

// idle are words that tell no series from another.
func idle() []string {
	return []string{
		"the", "a", "an", "of", "in", "for", "on", "at", "to", "and", "is", "what", "s", "us", "usa", "american", "america", "united", "states",
		"current", "latest", "now", "today", "series", "please", "level",
	}
}

// spellings are other forms of a word.
func spellings() map[string]string {
	return map[string]string{
		"one": "1", "two": "2", "three": "3", "five": "5", "seven": "7", "ten": "10", "twenty": "20", "thirty": "30",
		"yr": "year", "yrs": "year", "years": "year", "y": "year", "mo": "month", "months": "month", "mos": "month", "m": "month", "weeks": "week", "wk": "week",
		"yields": "yield", "rates": "rate", "treasuries": "treasury", "tbill": "bill", "labour": "labor", "prices": "price", "wages": "wage",
		"funds": "fund", "feds": "fed", "notes": "note", "bonds": "bond", "bills": "bill", "indices": "index", "indexes": "index", "claims": "claim",
		"payrolls": "payroll", "goods": "good", "sales": "sale", "starts": "start", "permits": "permit", "openings": "opening", "expectations": "expectation",
		"jobs": "job", "homes": "home", "houses": "house", "spreads": "spread", "utilisation": "utilization", "mortgages": "mortgage", "reserves": "reserve",
	}
}

// counted is a number with its unit in one word: 10yr, 3m, 2y.
var counted = regexp.MustCompile(`^(\d{1,3})(y|yr|yrs|year|years|m|mo|mos|month|months|w|wk|week|weeks|d|day|days)$`)

// wordsOf is a text as the set of its words, sorted.
func wordsOf(text string) []string {
	text = strings.NewReplacer("u.s.a.", "us", "u.s.", "us", "’", "'", "'s", "", "€str", "estr", "&", " ").Replace(strings.ToLower(text))
	same, ignored := spellings(), idle()
	var words []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if m := counted.FindStringSubmatch(w); m != nil {
			words = append(words, m[1], map[byte]string{'y': "year", 'm': "month", 'w': "week", 'd': "day"}[m[2][0]])
			continue
		}
		if plain, ok := same[w]; ok {
			w = plain
		}
		words = append(words, w)
	}
	words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(ignored, w) })
	slices.Sort(words)
	return slices.Compact(words)
}

// within says that all of some words are among others; both are sorted.
func within(some, others []string) bool {
	for _, w := range some {
		if _, ok := slices.BinarySearch(others, w); !ok {
			return false
		}
	}
	return true
}
