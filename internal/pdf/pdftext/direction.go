package pdftext

import (
	"slices"
	"strings"
	"unicode"
)

// leftToRight is what stands on a line, glyph by glyph, in the order in which it is
// read. On the page, scripts that are read from the right begin there.
func leftToRight(texts []string) string {
	if !slices.ContainsFunc(texts, fromRight) {
		return strings.Join(texts, "")
	}
	slices.Reverse(texts)
	for i := 0; i < len(texts); {
		end := i
		for last := i; last < len(texts) && !fromRight(texts[last]); last++ {
			if forward(texts, last) {
				end = last + 1
			}
		}
		if forward(texts, i) {
			slices.Reverse(texts[i:end]) // figures and Latin words keep their order
			i = end
			continue
		}
		i++
	}
	return strings.Join(texts, "")
}

func fromRight(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) && !unicode.IsDigit(r) })
}

// forward says whether text i is read from the left: a Latin letter, a digit, or a
// sign beside a digit.
func forward(texts []string, i int) bool {
	if strings.ContainsFunc(texts[i], func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }) {
		return !fromRight(texts[i])
	}
	beside := func(i int) bool {
		return i >= 0 && i < len(texts) && strings.ContainsFunc(texts[i], unicode.IsDigit)
	}
	return strings.ContainsAny(texts[i], "%$€£¥₪+−") && (beside(i-1) || beside(i+1))
}
