package search

import (
	"encoding/json"
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
	taken := map[int]string{0: shortWords(paragraphs[0], most/4)}
	room := most - len(taken[0])
	c := cover{wanted: words(question), seen: map[string]int{}}
	c.take(paragraphs[0])
	for room >= 200 {
		best := c.best(paragraphs, taken)
		if best < 0 {
			break
		}
		p := shortWords(paragraphs[best], room-2)
		taken[best] = p
		c.take(p)
		room -= len(p) + 2
	}
	return inOrder(paragraphs, taken)
}

// inOrder joins the paragraphs taken, and marks what is left out between them.
func inOrder(paragraphs []string, taken map[int]string) string {
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

// cover is which words of a question the paragraphs taken so far speak of.
type cover struct {
	wanted map[string]bool
	seen   map[string]int // paragraphs that hold a word
}

func (c cover) take(paragraph string) {
	for word := range words(paragraph) {
		c.seen[word]++
	}
}

// best is the paragraph that adds the most, -1 where none adds anything. A word
// counts less with each paragraph that holds it: pages repeat themselves.
func (c cover) best(paragraphs []string, taken map[int]string) int {
	best, most := -1, 0
	for i, p := range paragraphs {
		if _, twice := taken[i]; twice {
			continue
		}
		if n := c.score(p); n > most {
			best, most = i, n
		}
	}
	return best
}

// score favours paragraphs with figures.
func (c cover) score(paragraph string) int {
	n, digits := 0, false
	for word := range words(paragraph) {
		if c.wanted[word] {
			n += max(0, 6-2*c.seen[word])
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
