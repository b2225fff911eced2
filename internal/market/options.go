package market

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/calendar"
	"quotewire/internal/store"
)

// Options say whom a Market asks and what it keeps.
type Options struct {
	// Sources are asked in the order of the kind of instrument and question (order.txt).
	// Those that it does not name come last, in this order. The Market closes those that
	// can be closed.
	Sources []Source
	// InOrder has them asked in the order of Sources, whatever the kind.
	InOrder bool
	// CacheEntries and CacheBytes bound the ticker cache: 50 and 64 MiB.
	CacheEntries int
	CacheBytes   int64
	// CacheTTL is how long a ticker is fresh. 0: by the state of its market, 15
	// seconds open and 5 minutes closed.
	CacheTTL time.Duration
	// LoadTimeout bounds one answer of a source: 80 seconds, more than all that a
	// source waits for, whose own error says more.
	LoadTimeout time.Duration
	// Pause is how long a source that failed is left alone at first while another can be
	// asked: 15 seconds.
	Pause time.Duration
	// Store keeps answers of those Sources whose terms allow it (Keeper), and gives the
	// last one where all refuse and memory has none. nil: nothing outlives the process.
	Store      *store.Client
	Logger     *slog.Logger
	Registerer cache.Registerer
	// Calendars know when exchanges trade. nil: New loads its own.
	Calendars *calendar.Calendars
	// Now is the wall clock that sessions and dates are judged by: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.CacheEntries = cmp.Or(o.CacheEntries, 50)
	o.CacheBytes = cmp.Or(o.CacheBytes, 64<<20)
	o.LoadTimeout = cmp.Or(o.LoadTimeout, 80*time.Second)
	o.Pause = cmp.Or(o.Pause, firstPause)
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
			faults = append(faults, fmt.Errorf("market: Options."+format, args...))
		}
	}
	check(len(o.Sources) > 0, "Sources must name one")
	check(o.CacheEntries > 0, "CacheEntries must not be negative, is %d", o.CacheEntries)
	check(o.CacheBytes > 0, "CacheBytes must not be negative, is %d", o.CacheBytes)
	check(o.CacheTTL >= 0, "CacheTTL must not be negative, is %v", o.CacheTTL)
	check(o.LoadTimeout > 0, "LoadTimeout must not be negative, is %v", o.LoadTimeout)
	check(o.Pause > 0, "Pause must not be negative, is %v", o.Pause)
	return errors.Join(faults...)
}
