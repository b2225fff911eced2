package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// border is what lies between two pieces of text that follow each other without a
// blank.
type border struct {
	hard           bool // the edge of an element that is no mere emphasis
	closed, opened bool // the end and the beginning of an element
	shifted        bool // the end of what stands above or below the line
}

// twoMeet says whether one element ends and another begins.
func (b border) twoMeet() bool { return b.closed && b.opened }

var (
	// unit is what belongs to the figure before it.
	unit = regexp.MustCompile(`^(?i:k|m|mn|mm|b|bn|t|tn|x|p|c|st|nd|rd|th|bps|pp)([\s.,;:)]|$)`)
	// designator is what belongs to the figure after it: Q3, FY24, G20.
	designator = regexp.MustCompile(`(^|[\s(*])[A-Z]{1,2}$`)
	// period is what a year follows: Q3, 1H.
	period = regexp.MustCompile(`(^|[\s(*])([QH][1-4]|[1-4][QH])$`)
)

// parted says whether readers saw a gap between before and after, which make a
// figure that nobody wrote without one. Pages part label and figure, or two figures,
// by their style alone; some write the parts of one figure in several elements.
func parted(before, after string, b border) bool {
	p, _ := utf8.DecodeLastRuneInString(before)
	n, size := utf8.DecodeRuneInString(after)
	follows, _ := utf8.DecodeRuneInString(after[size:])
	ended := digit(p) || unicode.IsLetter(p) || p == '%'
	switch {
	case digit(n):
		switch {
		case digit(p):
			return b.hard || b.twoMeet() || b.shifted || period.MatchString(before)
		case unwordly(p):
			return b.twoMeet()
		case unicode.IsLetter(p):
			return b.twoMeet() || !designator.MatchString(before)
		}
		return p == '%' || p == ')'
	case unicode.IsLetter(n):
		if digit(p) && unwordly(n) {
			return b.twoMeet()
		}
		if digit(p) {
			return !unit.MatchString(after) && (b.hard || b.twoMeet() || len(word(after)) > 2)
		}
		return p == '%' || p == ')' && b.twoMeet() && b.hard || b.twoMeet() && b.hard && unicode.IsLower(p) && unicode.IsUpper(n) && unicode.IsLetter(follows) && len(lastWord(before)) > 2
	case unicode.Is(unicode.Sc, n) && digit(follows), n == '(' && (digit(follows) || follows == '+' || follows == '-' || follows == '−' || unicode.Is(unicode.Sc, follows)):
		return digit(p) || p == '%' || p == ')' || unicode.IsLetter(p) && (n == '(' || unicode.IsLower(p) || len(lastWord(before)) > 3)
	case strings.ContainsRune("▲▼△▽↑↓", n):
		return ended
	case n == '.' && digit(follows):
		return digit(p) && strings.Contains(lastFigure(before), ".")
	case strings.ContainsRune("+-−±", n) && (digit(follows) || follows == '.' || unicode.Is(unicode.Sc, follows)):
		return p == '%' || p == ')' || unicode.IsLetter(p) && b.hard && (b.twoMeet() && unicode.IsLower(p) || strings.ContainsAny(firstFigure(after[size:]), ".%")) || digit(p) && (strings.Contains(lastFigure(before), ".") || strings.ContainsAny(firstFigure(after[size:]), ".%"))
	}
	return false
}

// unwordly says whether r is of a writing that puts no blanks between words.
func unwordly(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func digit(r rune) bool {
	return '0' <= r && r <= '9' || r > unicode.MaxASCII && unicode.Is(unicode.Nd, r)
}

// word are the letters at the beginning of text, lastWord those at its end.
func word(text string) string {
	return text[:len(text)-len(strings.TrimLeftFunc(text, unicode.IsLetter))]
}

func lastWord(text string) string {
	return text[len(strings.TrimRightFunc(text, unicode.IsLetter)):]
}

// lastFigure is the figure at the end of text, firstFigure the one at its
// beginning.
func lastFigure(text string) string { return text[len(strings.TrimRight(text, "0123456789.,")):] }
func firstFigure(text string) string {
	return text[:len(text)-len(strings.TrimLeft(text, "0123456789.,%"))]
}

// emphasis says whether an element is one that may stand within a word.
func emphasis(n *html.Node) bool {
	switch n.DataAtom {
	case atom.B, atom.Strong, atom.I, atom.Em, atom.U, atom.Font, atom.Big, atom.Tt, atom.Mark, atom.Code, atom.Kbd, atom.Samp, atom.Var,
		atom.Cite, atom.Q, atom.Abbr, atom.Acronym, atom.Dfn, atom.Ins, atom.Bdi, atom.Bdo:
		return true
	}
	return false
}

// inline says whether an element is one of a few that stand within a line.
func inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Span, atom.A, atom.Small, atom.Sup, atom.Sub, atom.S, atom.Strike, atom.Del:
		return true
	}
	return emphasis(n)
}

// block says whether an element begins a line of its own.
func block(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Dialog,
		atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2,
		atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Main, atom.Menu, atom.Nav,
		atom.Ol, atom.Optgroup, atom.Option, atom.P, atom.Pre, atom.Search, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td,
		atom.Tfoot, atom.Th, atom.Thead, atom.Title, atom.Tr, atom.Ul:
		return true
	}
	return false
}
