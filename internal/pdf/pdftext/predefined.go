package pdftext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"quotewire/internal/pdf"
)

// predefined is a map of characters that every reader has by its name, and of which
// we know what its codes mean, but of few which glyph is theirs.
type predefined struct {
	length func(s string) int
	text   func(code int) (string, bool)
	latin  int // the glyph of an exclamation mark, which those of ASCII follow
}

// glyph is the number of the glyph of a code, -1 when it is not known.
func (p predefined) glyph(code int) int {
	text, ok := p.text(code)
	if !ok || len(text) != 1 || text[0] < ' ' {
		return -1
	}
	return p.latin + int(text[0]) - '!'
}

// newPredefined is the map of a name; false for others.
func newPredefined(name string) (p predefined, ok bool) {
	p = predefined{latin: latinOf(name)}
	legacy := charset(name)
	switch {
	case strings.Contains(name, "UCS2"):
		p.length = func(string) int { return 2 }
		p.text = func(code int) (string, bool) { return pdf.UTF16(bytesOf(code)), true }
	case strings.Contains(name, "UTF16"):
		p.length = lengthUTF16
		p.text = func(code int) (string, bool) { return pdf.UTF16(bytesOf(code)), true }
	case strings.Contains(name, "UTF32"):
		p.length = func(string) int { return 4 }
		p.text = func(code int) (string, bool) { return string(rune(code)), true }
	case strings.Contains(name, "UTF8"):
		p.length = func(s string) int { _, n := utf8.DecodeRuneInString(s); return n }
		p.text = func(code int) (string, bool) {
			text := strings.TrimLeft(bytesOf(code), "\x00")
			return text, utf8.ValidString(text)
		}
	case legacy != nil:
		p.length = func(s string) int { return lengthIn(legacy, s) }
		p.text = func(code int) (string, bool) { return decodeIn(legacy, code) }
	default:
		return predefined{}, false
	}
	return p, true
}

// latinOf is where a map of a name has the glyphs of ASCII: in full or, in maps for
// screens and typewriters, in half the width of the others.
func latinOf(name string) int {
	half := strings.Contains(name, "-HW-")
	switch {
	case strings.HasPrefix(name, "GBK-EUC"), strings.HasPrefix(name, "GB-EUC"), strings.HasPrefix(name, "GBK2K"):
		return 814
	case strings.HasPrefix(name, "ETen-B5"):
		return 13649
	case strings.HasPrefix(name, "KSC") && half, strings.HasPrefix(name, "KSC-EUC"):
		return 8095
	case half, strings.HasPrefix(name, "90ms-RKSJ"), strings.HasPrefix(name, "RKSJ"), strings.HasPrefix(name, "EUC-"), strings.HasPrefix(name, "Ext-RKSJ"):
		return 232
	}
	return 2
}

// lengthUTF16 is 4 where s begins with the first of two halves of a letter.
func lengthUTF16(s string) int {
	if len(s) >= 4 && s[0]&0xfc == 0xd8 {
		return 4
	}
	return 2
}

// bytesOf is a code of two bytes, or of four.
func bytesOf(code int) string {
	low := []byte{byte(code >> 8), byte(code)}
	if code > 0xffff {
		low = append([]byte{byte(code >> 24), byte(code >> 16)}, low...)
	}
	return string(low)
}

// charset is the encoding that a map of characters of this name is for; nil for
// others.
func charset(name string) encoding.Encoding {
	switch {
	case strings.HasPrefix(name, "GBK"), strings.HasPrefix(name, "GB-EUC"), strings.HasPrefix(name, "GBpc"):
		return simplifiedchinese.GBK
	case strings.HasPrefix(name, "B5pc"), strings.HasPrefix(name, "ETen"), strings.HasPrefix(name, "HKscs"):
		return traditionalchinese.Big5
	case strings.Contains(name, "RKSJ"):
		return japanese.ShiftJIS
	case name == "EUC-H" || name == "EUC-V":
		return japanese.EUCJP
	case strings.HasPrefix(name, "KSC"):
		return korean.EUCKR
	}
	return nil
}

// lengthIn is how many bytes of s are its first letter.
func lengthIn(e encoding.Encoding, s string) int {
	if len(s) < 2 || s[0] < utf8.RuneSelf {
		return 1
	}
	if _, ok := decodeIn(e, int(s[0])); ok {
		return 1
	}
	return 2
}

func decodeIn(e encoding.Encoding, code int) (string, bool) {
	raw := bytesOf(code)
	if code < 256 {
		raw = raw[1:]
	}
	text, err := e.NewDecoder().String(raw)
	return text, err == nil && !strings.ContainsRune(text, utf8.RuneError)
}
