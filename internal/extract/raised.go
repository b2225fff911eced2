package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

var (
	// suffix is what is raised and still belongs to the word before it.
	suffix = regexp.MustCompile(`^(?i:st|nd|rd|th|er|re|eme|ème|nde|os|as|me|mes|lle|ère|ers|ª|º|tm|sm|mc|\(r\)|\(tm\)|\(c\))$|^[™®©℠*†‡§¶′″°%]+$`)
	// noteMarks are the marks of footnotes: 3, (3), [ 3 ], a, 1,2.
	noteMarks = regexp.MustCompile(`^[\[(]?\s?(\d{1,3}|[A-Za-z])\s?[\])]?(([,;\s–-]+[\[(]?|[\[(])\s?(\d{1,3}|[A-Za-z])\s?[\])]?){0,5}$`)
	noteParts = regexp.MustCompile(`\d{1,3}([–-]\d{1,3})?|[A-Za-z]`)
	// grouped are marks of a page's second kind of notes: [n 11], [note 3].
	grouped  = regexp.MustCompile(`^[\[(]?([A-Za-z]{1,4})\s(\d{1,3})\s?[\])]?$`)
	exponent = regexp.MustCompile(`^[-−–+]?(\d{1,3}|[a-z])([-+−]\d)?$`)
	listed   = regexp.MustCompile(`(?i)(class|series|schedule|exhibit|part|tier|plan|type|level|note|table)\s[A-Z]$`)
	formula  = regexp.MustCompile(`\([^()]*[\pL\d]\s*[-+−×*/÷]\s*[\pL\d][^()]*\)$`)
	cents    = regexp.MustCompile(`[$€£]\s?\d{1,6}$`)
	// ordinal is a number that an e or o makes the name of a place in an order.
	ordinal  = regexp.MustCompile(`(^|[^\d.,$€£])\d{1,2}$`)
	fraction = regexp.MustCompile(`^[.,]\d{2}$`)
)

// onLine is what a raised character is on the line.
func onLine(r rune) rune {
	before, _, raised := strings.Cut("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", string(r))
	if !raised || r < '²' {
		return r
	}
	return rune("0123456789+-n"[utf8.RuneCountInString(before)])
}

// superior says whether r is a raised digit or sign.
func superior(r rune) bool { return onLine(r) != r }

// raise writes what a page raises over the line after before: a footnote's mark, a
// power, or the end of a word. The three must not become one with a figure.
func raise(mark, before string) (text string, joined bool) {
	number := digits(mark)
	if !number {
		mark = strings.Join(strings.Fields(mark), " ")
	}
	switch {
	case number && len(mark) <= 3 && raisable(mark, before):
		return "^" + mark, true
	case number && len(mark) == 2 && mark >= "25" && cents.MatchString(before):
		return "^" + mark, true // it may be cents
	case number && len(mark) <= 2:
		return "[note " + mark + "]", false
	case suffix.MatchString(mark), fraction.MatchString(mark), (mark == "e" || mark == "o") && ordinal.MatchString(before):
		return mark, true
	case currency(mark):
		return mark, true
	case exponent.MatchString(mark) && raisable(mark, before):
		return "^" + mark, true
	case grouped.MatchString(mark):
		return "[note " + strings.TrimPrefix(grouped.ReplaceAllString(mark, "$1 $2"), "note ") + "]", false
	case noteMarks.MatchString(mark):
		return "[note " + strings.Join(noteParts.FindAllString(mark, -1), ", ") + "]", false
	case len(mark) > 1 && word(mark) == mark && endsInDigit(before):
		return mark, false // a unit
	case len(mark) <= 4 && strings.IndexFunc(mark, unicode.IsSpace) < 0:
		return "^" + mark, true
	}
	return mark, false
}

func endsInDigit(text string) bool {
	return text != "" && digit(rune(text[len(text)-1]))
}

// currency says whether mark is the sign of one, which some raise beside a price.
func currency(mark string) bool {
	r, size := utf8.DecodeRuneInString(mark)
	return size == len(mark) && unicode.Is(unicode.Sc, r)
}

// power writes what a formula raises.
func power(mark string) string {
	mark = strings.ReplaceAll(mark, " ", "")
	if strings.ContainsAny(mark, "+-−*/=") && utf8.RuneCountInString(mark) > 2 {
		return "^(" + mark + ")"
	}
	return "^" + mark
}

// raisable says whether before ends with what has a power like mark: ten, a unit of
// length, a variable, a formula.
func raisable(mark, before string) bool {
	if strings.ContainsAny(mark, "-−–+") {
		return true
	}
	letter := unicode.IsLetter(rune(mark[0]))
	if rest, ok := strings.CutSuffix(before, "10"); ok {
		return rest == "" || strings.IndexByte("0123456789.,$", rest[len(rest)-1]) < 0 && !strings.HasSuffix(rest, "€") && !strings.HasSuffix(rest, "£") && !strings.HasSuffix(rest, "¥")
	}
	if strings.HasSuffix(before, ")") {
		return letter && strings.Contains("ntxkij", mark) || formula.MatchString(before)
	}
	low := letter || mark == "2" || mark == "3" || mark == "4"
	switch base := lastWord(before); base {
	case "":
		return false
	case "m", "cm", "mm", "km", "dm", "in", "ft", "yd", "mi", "sq", "s", "sec", "mc", "hm", "nm", "Nm", "Mm", "µm", "Sm":
		return low
	case "e":
		return true
	default:
		first, size := utf8.DecodeRuneInString(base)
		return low && size == len(base) && first != 'a' && !strings.HasSuffix(before, "&"+base) && !listed.MatchString(before)
	}
}

// lower writes what a page puts below the line after before.
func lower(mark, before string) (text string, joined bool) {
	mark = strings.Join(strings.Fields(mark), " ")
	if before == "" || strings.HasSuffix(before, " ") || len(mark) > 12 {
		return mark, false
	}
	last := rune(before[len(before)-1])
	if last == '/' || strings.HasSuffix(before, "⁄") || strings.HasSuffix(before, "∕") || unicode.IsLetter(last) && digit(rune((mark + " ")[0])) && len(lastWord(before)) <= 2 {
		return mark, true // 1/2, CO2
	}
	return "_" + mark, true
}

// fractional says whether n is the upper part of a fraction: 1/2 after a figure is
// written as one of its own.
func fractional(n *html.Node) bool {
	bar := n.NextSibling
	if bar == nil || !digits(dom.TextOf(n, 5)) {
		return false
	}
	text := dom.TextOf(bar, 9)
	rest := strings.TrimLeft(text, "/⁄∕")
	if rest == text || rest != "" {
		return rest != text && digit(rune(rest[0]))
	}
	below := bar.NextSibling
	return below != nil && below.DataAtom == atom.Sub && digits(dom.TextOf(below, 5))
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
