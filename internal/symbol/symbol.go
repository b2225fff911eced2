// Package symbol knows how people write the symbol of an instrument: a text is read
// into Yahoo's spelling, or into each of those that could be meant. It asks nobody,
// so it does not know whether there is such an instrument; where Yahoo says that
// there is none, it knows the one other spelling that is worth asking for.
package symbol

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	longest        = 25 // of a symbol, in bytes
	longestWritten = 60 // of a text that is read as one, in bytes
)

// spelled admits what Yahoo uses: letters and digits, an optional leading caret
// (indices), and . - = inside, or, before the suffix of an exchange, one & as in
// India's M&M.NS. Slashes, queries and percent signs never pass, so a symbol is
// safe in a path; a query is encoded like any other text.
var spelled = regexp.MustCompile(`^(?:\^?[A-Z0-9][A-Z0-9.\-=]*|[A-Z0-9]+&[A-Z0-9\-]+\.[A-Z]{1,3})$`)

// hongKong is a number at Hong Kong's exchange, which writes five digits, people as
// many as count, and Yahoo four.
var hongKong = regexp.MustCompile(`^0*([0-9]{1,5})\.HK$`)

// Read gives the symbols, in Yahoo's spelling, that text can mean: one in nearly all
// cases, none where it cannot be a symbol, and more where a guess would be needed.
// Text is in Yahoo's spelling, but for case and what is blank around it, or as people
// write it: $AAPL, NASDAQ:AAPL, VOD LN, BRK/B, EUR/USD, 700.HK.
func Read(text string) []string {
	s := strings.TrimFunc(text, blank)
	if len(s) > longestWritten || strings.ContainsFunc(s, unicode.IsControl) {
		return nil
	}
	s = strings.Map(plainSpace, s)
	// Upper case of a look-alike such as ſ is a plain S: another symbol than was
	// written. Non-ASCII text is left as it is and does not match.
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		s = strings.ToUpper(s)
	}
	if symbol, ok := exact(s); ok {
		return []string{symbol}
	}
	return written(s)
}

// exact is a text that is in Yahoo's spelling, but for the digits of Hong Kong.
func exact(s string) (string, bool) {
	if len(s) > longest || !spelled.MatchString(s) || strings.Contains(s, "..") {
		return "", false
	}
	if m := hongKong.FindStringSubmatch(s); m != nil {
		s = fmt.Sprintf("%04s.HK", m[1])
	}
	return s, true
}

// blank is what stands around a symbol that was copied from a page: white space,
// no-break spaces and characters of no width.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// plainSpace makes each kind of space within a line a plain one.
func plainSpace(r rune) rune {
	if unicode.Is(unicode.Zs, r) {
		return ' '
	}
	return r
}
