package pdftext

import (
	"slices"
	"unicode"
)

// leftToRight is text in the order in which it is read. On the page, scripts that
// are read from the right begin there.
func leftToRight(text string) string {
	runes := []rune(text)
	right := func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) && !unicode.IsDigit(r) }
	if !slices.ContainsFunc(runes, right) {
		return text
	}
	slices.Reverse(runes)
	forward := func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) && !right(r) }
	for i := 0; i < len(runes); {
		end := i
		for last := i; last < len(runes) && !right(runes[last]); last++ {
			if forward(runes[last]) {
				end = last + 1
			}
		}
		if forward(runes[i]) {
			slices.Reverse(runes[i:end]) // figures and Latin words keep their order
			i = end
			continue
		}
		i++
	}
	return string(runes)
}
