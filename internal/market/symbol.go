package market

import (
	"errors"
	"fmt"
	"strings"

	"quotewire/internal/symbol"
)

// ErrSymbol is a text that cannot be a symbol.
var ErrSymbol = errors.New("not a symbol")

// AmbiguousError is a text by which more than one symbol could be meant: none is
// taken by guess. It wraps ErrSymbol.
type AmbiguousError struct {
	Readings []string // symbols in Yahoo's spelling
}

// Error names the readings.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%v: it can be read as %s: want one of them", ErrSymbol, strings.Join(e.Readings, " or as "))
}

// Unwrap is ErrSymbol.
func (e *AmbiguousError) Unwrap() error { return ErrSymbol }

// Symbol is a parsed Yahoo symbol such as BRK-B, 7203.T, ^GSPC, EURUSD=X or
// BTC-USD. The zero Symbol is none; others come from ParseSymbol only.
type Symbol struct{ s string }

// ParseSymbol reads a symbol in Yahoo's spelling, ignoring case and what is blank
// around it, or as people write it: $AAPL, NASDAQ:AAPL, VOD LN, BRK/B, EUR/USD,
// 700.HK. Its error wraps ErrSymbol and says what is valid; that of a text that two
// instruments could be meant by is an *AmbiguousError.
func ParseSymbol(text string) (Symbol, error) {
	switch readings := symbol.Read(text); len(readings) {
	case 0:
		return Symbol{}, fmt.Errorf("%w: %.40q: want 1 to 25 of A-Z 0-9 . - = &, with a leading ^ for an index, such as AAPL, BRK-B, 7203.T, M&M.NS, ^GSPC, EURUSD=X or BTC-USD", ErrSymbol, text)
	case 1:
		return Symbol{readings[0]}, nil
	default:
		return Symbol{}, &AmbiguousError{readings}
	}
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

// respelled is the one other symbol that is tried where its source does not know s.
func (s Symbol) respelled() (Symbol, bool) {
	other, ok := symbol.Respelled(s.s)
	return Symbol{other}, ok
}

// doubtful says that s has another spelling, which may be the one that its source knows.
func (s Symbol) doubtful() bool {
	_, ok := s.respelled()
	return ok
}
