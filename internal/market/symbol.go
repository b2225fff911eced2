package market

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// ErrSymbol is a text that cannot be a symbol.
var ErrSymbol = errors.New("not a symbol")

// symbolPattern admits what Yahoo uses: letters and digits, an optional leading
// caret (indices), and . - = inside. Slashes, queries and percent signs never
// pass, so a symbol is safe in a path.
var symbolPattern = regexp.MustCompile(`^\^?[A-Z0-9][A-Z0-9.\-=]{0,23}$`)

// Symbol is a parsed Yahoo symbol such as BRK-B, 7203.T, ^GSPC, EURUSD=X or
// BTC-USD. The zero Symbol is none; others come from ParseSymbol only.
type Symbol struct{ s string }

// ParseSymbol reads a symbol, ignoring case and white space around it. Its
// error wraps ErrSymbol and says what is valid.
func ParseSymbol(text string) (Symbol, error) {
	s := strings.TrimSpace(text)
	// Upper case of a look-alike such as ſ is a plain S: another symbol than was
	// written. Non-ASCII text is left as it is and does not match.
	if len(s) <= 25 && strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		s = strings.ToUpper(s)
	}
	if !symbolPattern.MatchString(s) || strings.Contains(s, "..") {
		return Symbol{}, fmt.Errorf("%w: %.40q: want 1 to 25 of A-Z 0-9 . - =, with a leading ^ for an index, such as AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD", ErrSymbol, text)
	}
	return Symbol{s}, nil
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
