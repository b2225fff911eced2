package pdftext

import (
	_ "embed"
	"strconv"
	"strings"
)

// glyphList is Adobe's list of the names of glyphs and what they mean.
//
//go:embed glyphlist.txt
var glyphList string

// names are what the names of glyphs mean.
type names map[string]string

func readNames() names {
	n := names{}
	for line := range strings.Lines(glyphList) {
		name, codes, ok := strings.Cut(line, ";")
		if ok && name[0] != '#' {
			n[name] = hexText(strings.Fields(codes))
		}
	}
	return n
}

// text is what the name of a glyph means, empty when it means nothing: many
// programs number their glyphs.
func (n names) text(name string) string {
	name, _, _ = strings.Cut(name, ".") // a form of the same letter
	if text, ok := n[name]; ok {
		return text
	}
	if strings.Contains(name, "_") { // a ligature
		var whole strings.Builder
		for part := range strings.SplitSeq(name, "_") {
			text := n.text(part)
			if text == "" {
				return ""
			}
			whole.WriteString(text)
		}
		return whole.String()
	}
	if digits, ok := strings.CutPrefix(name, "uni"); ok && len(digits) >= 4 && len(digits)%4 == 0 {
		var codes []string
		for ; len(digits) > 0; digits = digits[4:] {
			codes = append(codes, digits[:4])
		}
		return hexText(codes)
	}
	if digits, ok := strings.CutPrefix(name, "u"); ok && len(digits) >= 4 && len(digits) <= 6 {
		return hexText([]string{digits})
	}
	return ""
}

// hexText is the text of code points in hexadecimal, empty when one is none.
func hexText(codes []string) string {
	var text strings.Builder
	for _, digits := range codes {
		code, err := strconv.ParseUint(digits, 16, 21)
		if err != nil {
			return ""
		}
		text.WriteRune(rune(code))
	}
	return text.String()
}
