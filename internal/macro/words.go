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

// idle says that a word tells no series from another.
func idle(word string) bool {
	switch word {
	case "the", "a", "an", "of", "in", "for", "on", "at", "to", "and", "is", "what", "s", "us", "usa", "american", "america", "united", "states",
		"current", "latest", "now", "today", "series", "please", "level":
		return true
	}
	return false
}

// spelled is the form in which a word is compared. It is a switch and no table because
// each name of the catalogue asks it.
func spelled(word string) string {
	switch word {
	case "one":
		return "1"
	case "two":
		return "2"
	case "three":
		return "3"
	case "five":
		return "5"
	case "seven":
		return "7"
	case "ten":
		return "10"
	case "twenty":
		return "20"
	case "thirty":
		return "30"
	case "yr", "yrs", "y":
		return "year"
	case "mo", "mos", "m":
		return "month"
	case "wk":
		return "week"
	case "treasuries":
		return "treasury"
	case "tbill":
		return "bill"
	case "labour":
		return "labor"
	case "indices", "indexes":
		return "index"
	case "utilisation":
		return "utilization"
	case "years", "months", "weeks", "yields", "rates", "bills", "prices", "wages", "funds", "feds", "notes", "bonds",
		"claims", "payrolls", "goods", "sales", "starts", "permits", "openings", "expectations", "jobs", "homes", "houses", "spreads",
		"mortgages", "reserves":
		return strings.TrimSuffix(word, "s")
	}
	return word
}

// counted is a number with its unit in one word: 10yr, 3m, 2y.
var counted = regexp.MustCompile(`^(\d{1,3})(y|yr|yrs|year|years|m|mo|mos|month|months|w|wk|week|weeks|d|day|days)$`)

// wordsOf is a text as the set of its words, sorted.
func wordsOf(text string) []string {
	text = strings.ToLower(text)
	for _, pair := range [][2]string{{"u.s.a.", "us"}, {"u.s.", "us"}, {"'s", ""}, {"’", "'"}, {"€str", "estr"}, {"&", " "}} {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	var words []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if m := counted.FindStringSubmatch(w); m != nil {
			words = append(words, m[1], map[byte]string{'y': "year", 'm': "month", 'w': "week", 'd': "day"}[m[2][0]])
			continue
		}
		words = append(words, spelled(w))
	}
	words = slices.DeleteFunc(words, idle)
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
