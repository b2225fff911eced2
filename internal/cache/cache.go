package cache

import "time"

// Item is a cached value with its age.
type Item[V any] struct {
	Value V
	Age   time.Duration // since it was loaded
	// Stale says that the value outlived its time to live and is served because
	// the source refuses us.
	Stale bool
}
