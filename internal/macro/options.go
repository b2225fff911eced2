package macro

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/store"
)

// Options say whom a Macro asks and what it keeps.
type Options struct {
	// Sources are those that the catalogue names. One that is missing is not asked: what
	// it alone has is an OffError. The Macro closes those that can be closed.
	Sources []Source
	// InOrder has those of a series asked in the order of Sources, not of the catalogue.
	InOrder bool
	// CacheBytes bounds the memory of what the sources said: 48 MiB.
	CacheBytes int64
	// LoadTimeout bounds one answer of a source: 40 seconds, more than all that a source
	// waits for, whose own error says more.
	LoadTimeout time.Duration
	// Store keeps the answers of those Sources whose terms allow it (market.Keeper), and
	// gives the last one where they refuse and memory has none. nil: nothing outlives the
	// process.
	Store      *store.Client
	Logger     *slog.Logger
	Registerer cache.Registerer
	// Now is the wall clock that periods are judged by: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.CacheBytes = cmp.Or(o.CacheBytes, 48<<20)
	o.LoadTimeout = cmp.Or(o.LoadTimeout, 40*time.Second)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// validate names each field that is wrong.
func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("macro: Options."+format, args...))
		}
	}
	for i, s := range o.Sources {
		twice := slices.ContainsFunc(o.Sources[:i], func(other Source) bool { return other.Name() == s.Name() })
		check(!twice, "Sources has two that are named %q", s.Name())
	}
	check(o.CacheBytes > 0, "CacheBytes must not be negative, is %d", o.CacheBytes)
	check(o.LoadTimeout > 0, "LoadTimeout must not be negative, is %v", o.LoadTimeout)
	return errors.Join(faults...)
}
