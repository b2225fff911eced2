package market

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrSymbol is a text that cannot be a symbol.
var ErrSymbol = errors.New("not a symbol")

// symbolPattern admits what Yahoo uses: letters and digits, an optional leading
// caret (indices), and . - = inside, or, before the suffix of an exchange, one & as
// in India's M&M.NS. Slashes, queries and percent signs never pass, so a symbol is
// safe in a path; a query is encoded like any other text.
var symbolPattern = regexp.MustCompile(`^(?:\^?[A-Z0-9][A-Z0-9.\-=]*|[A-Z0-9]+&[A-Z0-9\-]+\.[A-Z]{1,3})$`)

// hongKong is a number at Hong Kong's exchange, which writes five digits, people as
// many as count, and Yahoo four.
var hongKong = regexp.MustCompile(`^0*([0-9]{1,5})\.HK$`)

const longestSymbol = 25

// Symbol is a parsed Yahoo symbol such as BRK-B, 7203.T, ^GSPC, EURUSD=X or
// BTC-USD. The zero Symbol is none; others come from ParseSymbol only.
type Symbol struct{ s string }

// ParseSymbol reads a symbol in Yahoo's spelling, ignoring case and what is blank
// around it, or as people write it: $AAPL, NASDAQ:AAPL, VOD LN, BRK/B, EUR/USD,
// 700.HK. Its error wraps ErrSymbol and says what is valid; that of a text that two
// instruments could be meant by is an *AmbiguousError.
func ParseSymbol(text string) (Symbol, error) {
	s := strings.TrimFunc(text, blank)
	// Upper case of a look-alike such as ſ is a plain S: another symbol than was
	// written. Non-ASCII text is left as it is and does not match.
	if len(s) <= longestWritten && !strings.ContainsFunc(s, unicode.IsControl) {
		s = strings.Map(plainSpace, s)
		if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
			s = strings.ToUpper(s)
		}
		if symbol, ok := exact(s); ok {
			return symbol, nil
		}
		symbol, err := written(s)
		if err != nil || symbol != (Symbol{}) {
			return symbol, err
		}
	}
	return Symbol{}, fmt.Errorf("%w: %.40q: want 1 to 25 of A-Z 0-9 . - = &, with a leading ^ for an index, such as AAPL, BRK-B, 7203.T, M&M.NS, ^GSPC, EURUSD=X or BTC-USD", ErrSymbol, text)
}

// exact is a text that is in Yahoo's spelling, but for the digits of Hong Kong.
func exact(s string) (Symbol, bool) {
	if len(s) > longestSymbol || !symbolPattern.MatchString(s) || strings.Contains(s, "..") {
		return Symbol{}, false
	}
	if m := hongKong.FindStringSubmatch(s); m != nil {
		s = fmt.Sprintf("%04s.HK", m[1])
	}
	return Symbol{s}, true
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

func (s Symbol) String() string { return s.s }

// MarshalText writes the symbol.
func (s Symbol) MarshalText() ([]byte, error) { return []byte(s.s), nil }

// UnmarshalText parses a symbol.
func (s *Symbol) UnmarshalText(text []byte) error {
	p, err := ParseSymbol(string(text))
	if err == nil {
		*s = p
	}
	return err
}
