package api

import (
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"quotewire/internal/market"
)

// said is what the client of a request wrote, so that it can be kept out of the
// log: a model server repeats its prompt in an error, a source what it was asked.
type said struct {
	mu    sync.Mutex
	query string // as it came; read when it is needed
	texts []string
}

func (s *said) add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, texts...)
}

func (s *said) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.texts)
	values, _ := url.ParseQuery(s.query) // what it could read is what a handler read
	for name, vs := range values {
		all = append(all, name) // the rest of a question with an & in it is one
		for _, v := range vs {
			all = append(all, v)
			all = append(all, strings.Split(v, ",")...)
		}
	}
	return all
}

const (
	// elided stands for what the client wrote.
	elided = "[...]"
	// row is how many words in a row are the client's own: fewer stand in many texts.
	row = 3
	// telling is how long a whole text of fewer words is at least to tell anything.
	telling = 3
)

// without is text with what the client wrote left out: its texts whole, and three
// words or more of them in a row, whatever stands between the words.
func (s *said) without(text string) string {
	text = unescaped(text)
	found := slices.Collect(wordsIn(text))
	hidden := make([]bool, len(found))
	for _, own := range s.all() {
		hide(found, hidden, strings.ToLower(own))
	}
	var out strings.Builder
	end := 0
	for i, w := range found {
		switch {
		case !hidden[i]:
			out.WriteString(text[end:w.end])
		case i == 0 || !hidden[i-1]:
			out.WriteString(text[end:w.start] + elided)
		}
		end = w.end
	}
	return out.String() + text[end:]
}

// hide marks the words that stand in a text of the client's.
func hide(found []word, hidden []bool, own string) {
	n := min(count(own), row)
	if n == 0 || n < row && len(own) < telling {
		return
	}
	rows := map[string][]int{} // where n words in a row begin
	for i := range len(found) - n + 1 {
		key := joined(found[i : i+n])
		rows[key] = append(rows[key], i)
	}
	var last []word
	for w := range wordsIn(own) {
		if last = append(last, w); len(last) < n {
			continue
		}
		for _, at := range rows[joined(last)] {
			for j := range n {
				hidden[at+j] = true
			}
		}
		last = append(last[:0], last[1:]...)
	}
	for i, w := range found { // scripts that have no blanks between words
		if len(w.text) >= telling*row && w.text[0] >= utf8.RuneSelf && strings.Contains(own, w.text) {
			hidden[i] = true
		}
	}
}

// count is how many words a text has, counted as far as it matters.
func count(text string) (n int) {
	for range wordsIn(text) {
		if n++; n == row {
			break
		}
	}
	return n
}

// word is one of a text, in lower case.
type word struct {
	text       string
	start, end int
}

func wordsIn(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		start := -1
		for i, r := range text + " " {
			inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
			switch {
			case inside && start < 0:
				start = i
			case !inside && start >= 0:
				if !yield(word{strings.ToLower(text[start:i]), start, i}) {
					return
				}
				start = -1
			}
		}
	}
}

func joined(words []word) string {
	var key strings.Builder
	for _, w := range words {
		key.WriteString(w.text + " ")
	}
	return key.String()
}

// escapes are those of URLs and of JSON, in which others repeat what we sent them.
var escapes = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+|\\u[0-9A-Fa-f]{4}|\\[nrt]`)

func unescaped(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(escape string) string {
		if plain, err := url.PathUnescape(escape); escape[0] == '%' && err == nil && utf8.ValidString(plain) {
			return plain
		}
		if r, err := strconv.ParseUint(strings.TrimPrefix(escape, `\u`), 16, 16); err == nil {
			return string(rune(r))
		}
		if escape[0] == '\\' {
			return " "
		}
		return escape
	})
}

// told is the text of err without what the client wrote, and without the symbols
// that were made of it.
func (s *said) told(err error) string {
	text := err.Error()
	for _, symbol := range symbolsIn(err) {
		text = strings.ReplaceAll(text, symbol, elided)
	}
	return s.without(text)
}

// symbolsIn are those that errors of market in the tree of err name.
func symbolsIn(err error) (symbols []string) {
	if e, ok := err.(*market.Error); ok { // each of them, and not the first alone
		if e.Symbol != "" {
			symbols = append(symbols, e.Symbol)
		}
		if e.Tried != (market.Symbol{}) {
			symbols = append(symbols, e.Tried.String())
		}
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			symbols = append(symbols, symbolsIn(inner)...)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			symbols = append(symbols, symbolsIn(inner)...)
		}
	}
	return symbols
}
