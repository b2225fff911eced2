package cache

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// longest is the most that a time to live, or the time past it, can be: sums of
// two of them still fit a Duration.
const longest = 100 * 365 * 24 * time.Hour

// Options say what a Cache holds and for how long.
type Options[V any] struct {
	// Name tells this cache's metrics from those of others on the same
	// Registerer.
	Name string
	// Entries is the most values held. The least recently read goes first.
	Entries int
	// Bytes is the most that the costs of all values held may sum up to. A
	// value that costs more than this alone is not stored.
	Bytes int64
	// Cost is the memory in bytes that key and v occupy. It is called once for
	// each value loaded; a negative cost counts as 0.
	Cost func(key string, v V) int64
	// TTL is how long v is served without asking again, give or take a tenth,
	// so that values loaded together do not all expire together. A value whose
	// TTL is not positive is not stored.
	TTL func(v V) time.Duration
	// StaleFor is how long past its TTL a value may still be served when the
	// source refuses us. It counts to the caps meanwhile.
	StaleFor time.Duration
	// Refused says whether a failed load means that the source refuses us, so
	// that an old value is better than none. Required with StaleFor.
	Refused func(error) bool
	// Backing keeps values for longer than this cache. Nil: nothing does.
	Backing Backing[V]
	// Patience is how long one waits at most for a load that has something to say
	// [Meanwhile]. 0: until it ends.
	Patience time.Duration
	// LoadTimeout is the most that one load may take.
	LoadTimeout time.Duration
	// Share makes of the first caller's ctx that of a load which others may come to
	// wait for, and gives what is told the ctx of each of them; the load may wait for
	// them all then, and not in the first one's name alone. Nil: they do not matter.
	Share func(ctx context.Context) (shared context.Context, join func(other context.Context))
	// Registerer takes the metrics. Nil: they are kept to the cache itself.
	Registerer Registerer
}

// share is Share, or what does without it.
func (o Options[V]) share(ctx context.Context) (context.Context, func(context.Context)) {
	if o.Share == nil {
		return ctx, func(context.Context) {}
	}
	return o.Share(ctx)
}

func (o Options[V]) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("cache %q: Options."+format, append([]any{o.Name}, args...)...))
		}
	}
	check(o.Name != "", "Name must not be empty")
	check(o.Entries >= 1, "Entries must be at least 1, is %d", o.Entries)
	check(o.Bytes >= 1, "Bytes must be at least 1, is %d", o.Bytes)
	check(o.Cost != nil, "Cost must be set")
	check(o.TTL != nil, "TTL must be set")
	check(o.StaleFor >= 0, "StaleFor must not be negative, is %v", o.StaleFor)
	check(o.StaleFor <= longest, "StaleFor must be at most %v, is %v", longest, o.StaleFor)
	check(o.StaleFor == 0 || o.Refused != nil, "Refused must be set when StaleFor is")
	check(o.LoadTimeout > 0, "LoadTimeout must be positive, is %v", o.LoadTimeout)
	return errors.Join(faults...)
}

// jitter spreads d evenly over d-10% to d+10%.
func jitter(d time.Duration) time.Duration {
	d = min(d, longest)
	return d - d/10 + rand.N(d/5+1)
}
