package market

import (
	"context"
	"time"
)

// Store keeps bytes for longer than the process. Its methods are called many at once
// and end with ctx. What it loses is no fault: it is asked for again.
type Store interface {
	// Put keeps value under key until a moment, in the place of an older one.
	Put(ctx context.Context, bucket, key string, value []byte, until time.Time) error
	// Get is what was put under key, nil for nothing and for what is over.
	Get(ctx context.Context, bucket, key string) ([]byte, error)
}

// Keeper is a source whose terms allow that its answers outlive the process. The
// answers of other sources are never put into a Store.
type Keeper interface {
	// Keepable is for how long, 0 for not at all.
	Keepable() time.Duration
	// Provider is whom Origin names in all its answers.
	Provider() Provider
}

// termsOf is how long answers may be kept, by their provider: where sources of one
// differ, the shortest.
func termsOf(sources []Source) map[string]time.Duration {
	terms := make(map[string]time.Duration)
	for _, s := range sources {
		k, ok := s.(Keeper)
		if !ok {
			continue
		}
		name, lasts := k.Provider().Name, k.Keepable()
		if old, ok := terms[name]; ok {
			lasts = min(lasts, old)
		}
		terms[name] = lasts
	}
	return terms
}
