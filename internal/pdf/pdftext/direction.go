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
	// Between Arabic letters signs stand to the left of the figure that they follow.
	signs := "%$€£¥₪+−"
	if slices.ContainsFunc(texts, func(text string) bool { return strings.ContainsFunc(text, isArabic) }) {
		signs = ""
	}
	for i := 0; i < len(texts); {
		end := i
		for last := i; last < len(texts) && !fromRight(texts[last]); last++ {
			if forward(texts, last, signs) {
				end = last + 1
			}
		}
		if forward(texts, i, signs) {
			slices.Reverse(texts[i:end]) // figures and Latin words keep their order
			i = end
			continue
		}
		i++
	}
	return strings.Join(texts, "")
}

func fromRight(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return isArabic(r) || unicode.Is(unicode.Hebrew, r) })
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) && !unicode.IsDigit(r) }

// forward says whether text i is read from the left: a Latin letter, a digit, or one
// of signs beside a digit.
func forward(texts []string, i int, signs string) bool {
	if strings.ContainsFunc(texts[i], func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }) {
		return !fromRight(texts[i])
	}
	beside := func(i int) bool {
		return i >= 0 && i < len(texts) && strings.ContainsFunc(texts[i], unicode.IsDigit)
	}
	return strings.ContainsAny(texts[i], signs) && (beside(i-1) || beside(i+1))
}
