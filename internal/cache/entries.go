package cache

import (
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// entry is a value as it is kept. It is immutable.
type entry[V any] struct {
	value  V
	cost   int64
	ttl    time.Duration // jittered
	loaded time.Time     // with its monotonic reading: a wall clock that steps ages nothing
}

func (e *entry[V]) item() Item[V] {
	age := time.Since(e.loaded)
	return Item[V]{Value: e.value, Age: age, Stale: age >= e.ttl}
}

// entries holds values under both caps. Reads are safe at any time; changes must
// not run together, so that what a change evicts can be counted.
type entries[V any] struct {
	items *ttlcache.Cache[string, *entry[V]]
}

// newEntries leaves ttlcache's cleaner off: stopping it right after its start
// leaks its goroutine. Expired entries are purged by every change instead.
func newEntries[V any](most int, bytes int64) entries[V] {
	return entries[V]{ttlcache.New(
		ttlcache.WithCapacity[string, *entry[V]](uint64(most)),
		ttlcache.WithMaxCost(uint64(bytes), func(it ttlcache.CostItem[string, *entry[V]]) uint64 {
			return uint64(it.Value.cost)
		}),
		ttlcache.WithDisableTouchOnHit[string, *entry[V]](),
	)}
}

// fresh is the value of key if it is within its time to live.
func (s entries[V]) fresh(key string) (Item[V], bool) {
	it, ok := s.kept(key)
	return it, ok && !it.Stale
}

// kept is the value of key, fresh or stale.
func (s entries[V]) kept(key string) (Item[V], bool) {
	it := s.items.Get(key)
	if it == nil {
		return Item[V]{}, false
	}
	return it.Value().item(), true
}

// put stores e for its time to live and staleFor more. It gives the number of
// entries that had to go to make room.
func (s entries[V]) put(key string, e *entry[V], staleFor time.Duration) uint64 {
	s.purge() // first, or the living would be evicted for the dead
	before := s.items.Metrics().Evictions
	s.items.Set(key, e, e.ttl+staleFor)
	return s.items.Metrics().Evictions - before
}

func (s entries[V]) remove(key string) { s.items.Delete(key) }

// purge drops what is past even its stale time.
func (s entries[V]) purge() { s.items.DeleteExpired() }

// clear ends their use: ttlcache does not reset its sum of costs here.
func (s entries[V]) clear() { s.items.DeleteAll() }

func (s entries[V]) len() int { return s.items.Len() }

func (s entries[V]) bytes() int64 {
	var sum int64
	for _, it := range s.items.Items() {
		sum += it.Value().cost
	}
	return sum
}
