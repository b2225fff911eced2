package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	// suffix is what is raised and still belongs to the word before it.
	suffix = regexp.MustCompile(`^(?i:st|nd|rd|th|er|re|eme|ème|nde|os|as|ª|º|tm|sm|mc|\(r\)|\(tm\)|\(c\))$|^[™®©℠*†‡§¶′″°%]+$`)
	// marks are the marks of footnotes: 3, (3), [3], a, 1,2.
	noteMarks = regexp.MustCompile(`^[\[(]?(\d{1,2}|[A-Za-z])[\])]?([,;\s–-]*[\[(]?(\d{1,2}|[A-Za-z])[\])]?){0,5}$`)
	noteParts = regexp.MustCompile(`\d{1,2}|[A-Za-z]`)
	exponent  = regexp.MustCompile(`^[-−–+]?(\d{1,3}|[a-z])([-+−]\d)?$`)
	listed    = regexp.MustCompile(`(?i)(class|series|schedule|exhibit|part|tier|plan|type|level|note|table)\s[A-Z]$`)
	formula   = regexp.MustCompile(`\([^()]*[\pL\d]\s*[-+−×*/÷]\s*[\pL\d][^()]*\)$`)
	cents     = regexp.MustCompile(`[$€£]\s?\d{1,6}$`)
	superior  = regexp.MustCompile(`[⁰¹²³⁴-⁹⁻⁺ⁿ]+`)
)

// onLine is what a raised character is on the line.
func onLine(r rune) rune {
	switch {
	case '⁴' <= r && r <= '⁹':
		return '4' + r - '⁴'
	case r == '⁻':
		return '-'
	case r == '⁺':
		return '+'
	}
	for i, raised := range []rune("⁰¹²³ⁿ") {
		if r == raised {
			return rune("0123n"[i])
		}
	}
	return r
}

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
	case suffix.MatchString(mark):
		return mark, true
	case exponent.MatchString(mark) && raisable(mark, before):
		return "^" + mark, true
	case noteMarks.MatchString(mark):
		return "[note " + strings.Join(noteParts.FindAllString(mark, -1), ", ") + "]", false
	case len(mark) <= 4 && strings.IndexFunc(mark, unicode.IsSpace) < 0:
		return "^" + mark, true
	}
	return mark, false
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
	case "m", "cm", "mm", "km", "dm", "in", "ft", "yd", "mi", "sq", "s", "sec", "mc":
		return low
	case "e":
		return true
	default:
		first, size := utf8.DecodeRuneInString(base)
		return low && size == len(base) && first != 'a' && !listed.MatchString(before)
	}
}

// lower writes what a page puts below the line after before.
func lower(mark, before string) (text string, joined bool) {
	mark = strings.Join(strings.Fields(mark), " ")
	if before == "" || strings.HasSuffix(before, " ") || len(mark) > 12 {
		return mark, false
	}
	last := rune(before[len(before)-1])
	if last == '/' || unicode.IsLetter(last) && digit(rune((mark + " ")[0])) && len(lastWord(before)) <= 2 {
		return mark, true // 1/2, CO2
	}
	return "_" + mark, true
}

// fractional says whether n is the upper part of a fraction: 1/2 after a figure is
// written as one of its own.
func fractional(n *html.Node) bool {
	bar := n.NextSibling
	if bar == nil || bar.Type != html.TextNode || strings.Trim(bar.Data, " /⁄∕") != "" || bar.NextSibling == nil {
		return false
	}
	below := bar.NextSibling
	return below.DataAtom == atom.Sub && digits(textOf(below, 5)) && digits(textOf(n, 5))
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
