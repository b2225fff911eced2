package sanitize

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// citation is numbers in brackets that may be those of sources.
type citation struct {
	numbers []span
	marked  bool // its form leaves no doubt: [Source 1], 【1†source】, [^1]
}

// span is a number, or the numbers from first to last.
type span struct{ first, last int }

// A number of a source, alone or with the word for it, and several of them.
const (
	word    = `(?:sources?|src|refs?|references?|cite|cited|citations?|docs?|footnotes?|web:|quellen?|fuentes?|fontes?|источники?|来源|來源|出典|출처)`
	element = `(?:` + word + `[\s:#.]*|\^|#|n)?\d{1,6}(?:\s*(?:[-–—]|\bto\b)\s*\d{1,6})?`
)

var (
	numbered = regexp.MustCompile(`(?i)^` + element + `(?:(?:\s*[,;、&]\s*|\s+and\s+|\s+)` + element + `)*$`)
	worded   = regexp.MustCompile(`(?i)^` + word + `[\s:#.]*[\d[]`)
	wording  = regexp.MustCompile(`(?i)^` + word + `[\s:#.]*$`)
	seeing   = regexp.MustCompile(`(?i)^\s*see\s+`)
	spans    = regexp.MustCompile(`(\d+)(?:\s*(?:[-–—]|to)\s*(\d+))?`)
	// thousands are figures: 1,050.
	thousands = regexp.MustCompile(`\d,\d{3}\b`)
	grouped   = regexp.MustCompile(`^\[[^\[\]]*\](?:[,;\s]*\[[^\[\]]*\])*$`)
	// pointed is a citation with the place in the source, or with what it is called.
	pointed = regexp.MustCompile(`^[\d:]+\s*†`)
	// unnumbered are marks around what is cited.
	unnumbered = regexp.MustCompile(`(?i)^(?:/?cite(?:[_ -](?:start|end))?|/cite)$`)
)

// readCitation reads what stands in brackets as a citation.
func readCitation(content string) (c citation, is bool) {
	text := seeing.ReplaceAllString(strings.TrimSpace(narrow(content)), "")
	if len(text) == 1 && isDigit(text[0]) {
		n := int(text[0] - '0')
		return citation{numbers: []span{{n, n}}}, true
	}
	if grouped.MatchString(text) {
		groups := strings.FieldsFunc(text, func(r rune) bool { return r == '[' || r == ']' })
		if len(groups) > 1 && !singles(groups) {
			return citation{}, false
		}
		text = unbracketed(text)
	}
	switch {
	case unnumbered.MatchString(text):
		return citation{marked: true}, true
	case pointed.MatchString(text):
		c.marked = true
		text, _, _ = strings.Cut(text, "†")
		text = strings.TrimSpace(text)
	case text == "" || !isDigit(text[len(text)-1]):
		return citation{}, false
	}
	if !numbered.MatchString(text) || thousands.MatchString(text) {
		return c, c.marked
	}
	c.marked = c.marked || text[0] == '^' || worded.MatchString(text)
	for _, m := range spans.FindAllStringSubmatch(text, -1) {
		s := span{}
		s.first, _ = strconv.Atoi(m[1]) // at most six digits
		s.last = s.first
		if m[2] != "" {
			s.last, _ = strconv.Atoi(m[2])
		}
		c.numbers = append(c.numbers, s)
	}
	return c, true
}

// singles says that each group holds one number: [[1], [2]] and not [[1, 2], [3, 4]].
func singles(groups []string) bool {
	return !slices.ContainsFunc(groups, func(g string) bool { return strings.ContainsAny(strings.Trim(g, ", ;"), ", ;") })
}

// unbracketed is a text without its brackets.
func unbracketed(text string) string {
	return strings.TrimSpace(strings.NewReplacer("[", " ", "]", " ").Replace(text))
}

// narrow writes wide digits and commas as those of ASCII.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("０１２３４５６７８９，；：＃", r) {
			return r - '０' + '0'
		}
		return r
	}, text)
}

// maxWide is how long a citation between other brackets than [ and ] may be.
const maxWide = 160

// citation takes a citation that text begins with, between open and close: the
// sources that there are are cited, the others go. What could not be one is not
// touched.
func (w *Writer) citation(text []byte, open, close string, final bool) (n int, is bool) {
	end, more := 0, false
	if open == "[" {
		end, more = closing(text, final)
	} else {
		end, more = closingMark(text, len(open), close, final)
	}
	if more {
		return 0, true
	}
	if end < 0 {
		return 0, false
	}
	c, is := readCitation(string(text[len(open):end]))
	if !is || !w.cites(c) {
		return 0, false
	}
	n = end + len(close)
	rest := text[n:]
	if len(rest) == 0 && !final {
		return 0, true
	}
	if !c.marked && !w.complete(c) {
		if measured, more := measure(rest, final); more {
			return 0, true
		} else if measured {
			return 0, false
		}
	}
	t := targetOf(rest, final)
	if t.more {
		return 0, true
	}
	n += t.size
	if t.size == 0 && w.lead && len(rest) > 0 && rest[0] == ':' {
		length, only, more := sourceLine(rest, final)
		if more {
			return 0, true
		}
		if n += length; only {
			w.remove()
			return n, true
		}
	}
	w.cite(c, "", "")
	return n, true
}

// complete says that there are all sources that a citation names.
func (w *Writer) complete(c citation) bool {
	return !slices.ContainsFunc(c.numbers, func(s span) bool { return !w.exists(s.first) || !w.exists(s.last) })
}

// known says that a citation names a source that there is.
func (w *Writer) known(c citation) bool {
	return slices.ContainsFunc(c.numbers, func(s span) bool { return w.exists(s.first) })
}

func (w *Writer) exists(n int) bool {
	_, ok := w.sources.Number(n)
	return ok
}

// measured begins what follows a figure that has a unit, or to which one is assigned.
var measured = regexp.MustCompile(`(?i)^ ?(?:[%‰°=]|(?:times|percent(?:age)?|per|pct|bps|basis|points?|thousand|million|billion|trillion|mn|bn|usd|eur|gbp|dollars?|cents?|euros?|shares?|years?|months?|weeks?|days?|hours?|quarters?)\b)`)

// longestUnit is how much of a text is looked at for a unit, in bytes.
const longestUnit = 12

// measure says that a unit stands behind a figure. more: it may be one yet.
func measure(rest []byte, final bool) (is, more bool) {
	word := rest
	if len(rest) > 0 && rest[0] == ' ' {
		word = rest[1:]
	}
	if !final && len(rest) < longestUnit && bytes.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf || !isLetter(byte(r)) }) < 0 {
		return false, true
	}
	return measured.Match(rest[:min(len(rest), longestUnit)]), false
}

// closingMark is where the mark is that closes a bracket, -1 where none is. more:
// it may be yet.
func closingMark(text []byte, from int, close string, final bool) (end int, more bool) {
	within := text[from:min(len(text), maxWide)]
	if i := bytes.Index(within, []byte(close)); i >= 0 && bytes.IndexByte(within[:i], '\n') < 0 {
		return from + i, false
	}
	return -1, len(text) < maxWide && !final && bytes.IndexByte(within, '\n') < 0
}

// sourceLine is how much goes of a line that tells the address of a number: the
// colon, and the address. only: nothing else stands there.
func sourceLine(rest []byte, final bool) (n int, only, more bool) {
	n, _, more = definition(rest, final)
	if more {
		return 0, false, true
	}
	if n > 0 && leads(string(bytes.TrimSpace(rest[1:n]))) {
		return n, n == len(rest) || rest[n] == '\n', false
	}
	return 1, false, false
}

// cite writes the sources among those that a citation names, between before and
// after, and nothing where none is.
func (w *Writer) cite(c citation, before, after string) {
	var shown []byte
	for _, s := range c.numbers {
		for n := s.first; n <= min(s.last, s.first+maxSpan); n++ {
			if written, ok := w.sources.Number(n); ok {
				shown = append(strconv.AppendInt(append(shown, '['), int64(written), 10), ']')
			}
		}
	}
	if len(shown) == 0 {
		w.remove()
	} else {
		begins := w.lead && before == "" // a colon would make it a definition
		w.show([]byte(before))
		w.show(shown)
		w.show([]byte(after))
		w.joint = begins
	}
	w.cited = true
}

// How far beyond the last source a number may be and still be meant as one.
const (
	slack     = 15
	spanSlack = 5   // of several in a row
	maxSpan   = 100 // behind a sentence or another citation, and numbers in a row
	maxNumber = 999
)

// cites says whether numbers in brackets can be meant as sources, where they
// stand. A year, an amount, a range of amounts, a list of a program are not.
func (w *Writer) cites(c citation) bool {
	count := w.sources.Count()
	most := count + slack
	tail := w.tail()
	if w.cited || len(tail) > 0 && strings.IndexByte(".,;:!?%\"')", tail[len(tail)-1]) >= 0 {
		most = maxSpan - 1
	}
	several := len(c.numbers) > 1
	for i, s := range c.numbers {
		exists := w.exists(s.first)
		switch {
		case c.marked && max(s.first, s.last) <= maxNumber:
			continue
		case c.marked, s.last < s.first, several && s.first == 0:
			return false
		case s.last > s.first && !exists && s.last > count+spanSlack:
			return false
		case s.last > s.first && (s.first == 0 || s.last > maxSpan):
			return false
		case i == 0 && exists:
			most = maxSpan - 1
		case s.first > most:
			return false
		}
	}
	if c.marked {
		return true
	}
	ranges := several || c.numbers[0].first < c.numbers[0].last
	return !inProgram(tail, several) && !(ranges && interval.MatchString(tail)) && (w.known(c) || !counted.MatchString(tail))
}

var (
	// interval are words before numbers in brackets that are its ends, or a list.
	interval = regexp.MustCompile(`(?i)\b(?:ranges?|interval|scale|between|guidance|forecast|outlook|estimates?|array|vector|list|set|tuple|matrix)(?: (?:of|is|was|are))?:?\s*$`)
	// counted comes before a number that is a figure, or that of another thing than
	// a source.
	counted = regexp.MustCompile(`(?i)(?:[$€£¥₹+±~≈]|\b(?:notes?|items?|tables?|figures?|fig|sections?|chapters?|exhibits?|parts?|pages?|schedule|appendix|step|level|tier|grade|phase|rule|form|no|number|question|week|day|quarter)\.? )[ \t]*$`)
	// assigned and indexed come before brackets in a program, listed before a list
	// within another.
	assigned = regexp.MustCompile(`(?:["']\s*:|=|\{)\s*$`)
	indexed  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_])(?:[a-z]|[A-Za-z0-9]*_[A-Za-z0-9_]*)$`)
	listed   = regexp.MustCompile(`(?:\[|\]\s*,|[A-Za-z0-9_]\()\s*$`)
)

// inProgram says that brackets behind tail are an index or a list.
func inProgram(tail string, several bool) bool {
	return assigned.MatchString(tail) || indexed.MatchString(tail) || several && listed.MatchString(tail)
}

// tail is the end of what was composed.
func (w *Writer) tail() string { return string(w.out[max(0, len(w.out)-lookback):]) }

// parenthesis takes (Source 1), and ([1], [2]) whose parentheses would be left
// empty.
func (w *Writer) parenthesis(text []byte, open, close string, final bool) int {
	if mayCite(string(text[len(open):min(len(text), maxWide)])) {
		end, more := closingMark(text, len(open), close, final)
		if more {
			return 0
		}
		if end >= 0 {
			content := seeing.ReplaceAllString(strings.TrimSpace(narrow(string(text[len(open):end]))), "")
			bracketed := grouped.MatchString(content)
			content = unbracketed(content)
			c, is := readCitation(content)
			called := len(c.numbers) > 1 && isAlnum(w.last()) // sum([1, 2])
			if is && !called && (bracketed || worded.MatchString(content)) && w.cites(c) {
				if bracketed {
					w.cite(c, open, close)
				} else {
					w.cite(c, "", "")
				}
				return end + len(close)
			}
		}
	}
	w.show(text[:len(open)])
	return len(open)
}

// mayCite says that a text behind a parenthesis may be, or become, that of a citation.
func mayCite(text string) bool {
	text = seeing.ReplaceAllString(text, "")
	if text == "" || text[0] == '[' || worded.MatchString(text) || wording.MatchString(text) {
		return true
	}
	return slices.ContainsFunc([]string{"see ", "sources", "src", "references", "refs", "citations", "cited", "docs", "footnotes", "web:",
		"quellen", "fuentes", "fontes", "источники", "来源", "來源", "出典", "출처"},
		func(beginning string) bool { return strings.HasPrefix(beginning, strings.ToLower(text)) })
}
