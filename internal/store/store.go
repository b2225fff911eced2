// Package store keeps values for longer than the process: as bytes, in a Store that it is
// given. It writes them behind its callers, bounded, and leaves a store alone that failed,
// so that none of them waits for one that is away. What it cannot write whole it refuses
// beforehand, and what another version wrote is none: there is nothing to migrate.
//
// What may be kept, and for how long, is its caller's to say.
package store

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
