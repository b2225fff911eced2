package macro

import (
	"context"

	"quotewire/internal/market"
)

// Source is somebody who publishes series, or passes them on. It caches nothing.
type Source interface {
	Name() string // as the catalogue has it
	// Parts are the names of the answers that hold the values of key from from to to,
	// oldest first. A zero from is since the series began.
	Parts(key string, from, to market.Date) []string
	// Load is one of them, new with each call. Its errors are a *market.Error, of the
	// kind ErrUnknownSymbol where there is no such series.
	Load(ctx context.Context, part string) (*Part, error)
	market.Teller
}

// labelled is a source that stands under another name in the log, the metrics and what an
// operator is told, since its own is that of a source of market data too.
type labelled interface{ Label() string }

// Part is one answer of a source: all values of one series, or those of several for a
// year.
type Part struct {
	// Series are the values by their key, oldest first, each day once. What was not sent
	// is not there.
	Series map[string][]Observation
	// Final says that nothing will be added to it: a year that is over.
	Final bool
	market.Origin
}
