package search

import (
	"context"
	"errors"
	"log/slog"

	"quotewire/internal/scrape"
	"quotewire/internal/search/engine"
)

// logFault leaves the one record of a search or a page that failed. It names
// neither question nor address, which a client may have written.
func (w *inquiry) logFault(ctx context.Context, tool string, err error) {
	level := slog.LevelWarn
	if harmless(err) {
		level = slog.LevelDebug
	}
	w.o.Logger.Log(ctx, level, "tool failed", slog.String("tool", tool), slog.Any("error", err))
}

// harmless reports whether err says something of the question or the address
// alone, and nothing that an operator could mend.
func harmless(err error) bool {
	for _, grave := range []error{engine.ErrBlocked, engine.ErrUnauthorized, engine.ErrUnavailable, engine.ErrMalformed} {
		if errors.Is(err, grave) { // of one engine, where another could not be asked so
			return false
		}
	}
	for _, own := range []error{
		engine.ErrQuery, scrape.ErrURL, scrape.ErrForbidden, scrape.ErrRobots, scrape.ErrNotFound, scrape.ErrTooLarge, scrape.ErrUnsupported, scrape.ErrEmpty,
	} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}
