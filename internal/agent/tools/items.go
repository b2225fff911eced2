package tools

import (
	"slices"
	"strings"
	"unicode"

	"quotewire/internal/market"
)

// plainly puts phrases that people use into the words of statements.
func plainly(text string) string {
	return strings.NewReplacer(
		"earnings per share", "eps", "fcf", "free cash flow", "capex", "capital expenditure",
		"net profit", "net income", "net earnings", "net income", "operating profit", "operating income",
		"sales", "revenue", "turnover", "revenue", "shareholder", "stockholder", "inventories", "inventory",
	).Replace(strings.ToLower(text))
}

// pick is the items that fit one of the wants, in the order of the wants, each
// once; all items when nothing is wanted.
func pick(items []market.StatementItem, wants []string) []market.StatementItem {
	if len(wants) == 0 {
		return items
	}
	var picked []market.StatementItem
	seen := map[string]bool{}
	for _, want := range wants {
		for _, it := range fits(items, want) {
			if key := string(it.Statement) + it.Key; !seen[key] {
				seen[key] = true
				picked = append(picked, it)
			}
		}
	}
	return picked
}

// fits is the items that a text names: those with just that name, else those
// whose label has all its words, the shortest labels first.
func fits(items []market.StatementItem, text string) []market.StatementItem {
	const most = 12
	wanted := words(text)
	if len(wanted) == 0 {
		return nil
	}
	var named, near []market.StatementItem
	for _, it := range items {
		have := words(it.Label)
		switch {
		case slices.Equal(have, wanted), strings.EqualFold(it.Key, strings.ReplaceAll(text, " ", "")):
			named = append(named, it)
		case contains(have, wanted):
			near = append(near, it)
		}
	}
	if len(named) > 0 {
		return named
	}
	slices.SortStableFunc(near, func(a, b market.StatementItem) int { return len(words(a.Label)) - len(words(b.Label)) })
	return near[:min(len(near), most)]
}

// contains reports whether each wanted word begins a word of have.
func contains(have, wanted []string) bool {
	for _, w := range wanted {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

// words are the words of a text that tell something, lower case and singular.
func words(text string) (list []string) {
	for _, w := range strings.FieldsFunc(plainly(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if slices.Contains([]string{"the", "of", "and", "to", "in", "for", "a"}, w) {
			continue
		}
		if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			w = strings.TrimSuffix(w, "s")
		}
		list = append(list, w)
	}
	return list
}

// someLabels names lines that there are.
func someLabels(items []market.StatementItem) string {
	const most = 40
	names := listed(items[:min(len(items), most)], ", ", func(it market.StatementItem) string { return it.Label })
	if len(items) > most {
		names += ", ..."
	}
	return names
}
