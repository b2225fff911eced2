package pdftext

import (
	"regexp"
	"strings"
)

var (
	// broken is a word that goes on in the next line, and what follows it there.
	broken = regexp.MustCompile(`([\p{L}]+)(-|\x{2010}|\x{ad})\n(\p{Ll}+)([^\s|]*)[ ]?`)
	// hyphened is a word that is written with a hyphen.
	hyphened = regexp.MustCompile(`\p{L}+-\p{L}+`)
)

// joinHyphens joins words that are broken at the end of a line. The hyphen stays
// where the same word is written with one elsewhere.
func joinHyphens(text string) string {
	written := map[string]bool{}
	for _, word := range hyphened.FindAllString(text, -1) {
		written[strings.ToLower(word)] = true
	}
	text = broken.ReplaceAllStringFunc(text, func(match string) string {
		parts := broken.FindStringSubmatch(match)
		hyphen := ""
		if parts[2] != "\u00ad" && written[strings.ToLower(parts[1]+"-"+parts[3])] {
			hyphen = "-"
		}
		return parts[1] + hyphen + parts[3] + parts[4] + "\n"
	})
	return strings.ReplaceAll(text, "\u00ad", "")
}
