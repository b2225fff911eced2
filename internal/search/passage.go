package search

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
)

// passages is what of a page's text fits a question best, in the order of the
// page, at most most bytes. The beginning is always part of it: it says what the
// page is about.
func passages(text, question string, most int) string {
	if len(text) <= most {
		return text
	}
	paragraphs := strings.Split(text, "\n\n")
	wanted := words(question)
	type scored struct{ at, score int }
	ranked := make([]scored, len(paragraphs))
	for i, p := range paragraphs {
		ranked[i] = scored{i, score(p, wanted)}
	}
	slices.SortStableFunc(ranked, func(a, b scored) int { return b.score - a.score })
	first := shortBytes(paragraphs[0], most/4)
	room := most - len(first)
	taken := map[int]string{0: first}
	for _, r := range ranked {
		p := paragraphs[r.at]
		if _, twice := taken[r.at]; twice || r.score == 0 && len(taken) > 1 {
			continue
		}
		if len(p)+2 > room {
			if room < 200 {
				break
			}
			p = shortBytes(p, room-2)
		}
		taken[r.at] = p
		room -= len(p) + 2
	}
	var kept []string
	last := -1
	for i := range paragraphs {
		p, ok := taken[i]
		if !ok {
			continue
		}
		if last >= 0 && i > last+1 {
			kept = append(kept, "[...]")
		}
		kept, last = append(kept, p), i
	}
	return strings.Join(kept, "\n\n")
}

// score counts the words of a question in a paragraph, each once, and favours
// paragraphs with figures.
func score(paragraph string, wanted map[string]bool) int {
	n, digits := 0, false
	for word := range words(paragraph) {
		if wanted[word] {
			n += 2
		}
		digits = digits || word[0] >= '0' && word[0] <= '9'
	}
	if digits && n > 0 {
		n++
	}
	return n
}

// words are the longer words of a text, in lower case.
func words(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 2 {
			all[w] = true
		}
	}
	return all
}

// arguments are the arguments of a step as a tool call shows them.
func arguments(name, value string) json.RawMessage {
	b, err := json.Marshal(map[string]string{name: value})
	if err != nil {
		return nil // a string is always valid JSON
	}
	return b
}
