package search

import (
	"context"
	"errors"
	"log/slog"
	"slices"

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
	is := func(target error) bool { return errors.Is(err, target) }
	grave := []error{engine.ErrBlocked, engine.ErrUnauthorized, engine.ErrUnavailable, engine.ErrMalformed} // of one engine, where another could not be asked so
	own := []error{engine.ErrQuery, scrape.ErrURL, scrape.ErrForbidden, scrape.ErrRobots, scrape.ErrNotFound, scrape.ErrTooLarge, scrape.ErrUnsupported, scrape.ErrEmpty}
	return !slices.ContainsFunc(grave, is) && slices.ContainsFunc(own, is)
}
