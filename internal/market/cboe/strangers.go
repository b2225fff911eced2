package cboe

import (
	"errors"
	"slices"
	"sync"
	"time"

	"quotewire/internal/market"
)

const (
	// mostStrangers is of how many symbols in a row it may have no file.
	mostStrangers = 3
	// certain is a symbol that it has a file of.
	certain = "AAPL"
)

// strangers are the symbols, one after the other and each once, of which Cboe said that it
// has no file. It says so by 403, as do those that let nobody in: of one symbol it is
// believed, of several without one that it knows, or of one that it certainly has, it is no
// sign that it is well. What is asked of it goes on all the same.
type strangers struct {
	mu    sync.Mutex
	names []string
	since time.Time // of the first
	err   error     // the last
}

// note takes how a question about a symbol ended.
func (s *strangers) note(symbol market.Symbol, err error) {
	e, ok := errors.AsType[*market.Error](err)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch name := symbol.String(); {
	case err != nil && !ok, market.Refused(err): // it says nothing of a file
	case err == nil || e.Status == 0: // there was one
		s.names = nil
	case len(s.names) == 0:
		s.since = time.Now()
		fallthrough
	default:
		s.err = err
		if !slices.Contains(s.names, name) && len(s.names) < mostStrangers {
			s.names = append(s.names, name)
		}
	}
}

// problem is since when it knows nobody, and what it said last; nil while it may be well.
func (s *strangers) problem() (since time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.names) < mostStrangers && !slices.Contains(s.names, certain) {
		return time.Time{}, nil
	}
	return s.since, &market.Error{Kind: market.ErrBlocked, Message: "it has no file of any symbol that it was asked for, as if it let nobody in", Err: s.err}
}
