// Package storetest is a Store for tests: in memory, and failing or slow on request.
package storetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// ErrAway is why a Memory fails.
var ErrAway = errors.New("store is away")

// Memory is a Store in memory.
type Memory struct {
	// Slow, where it is set, is what puts wait for, and for their ctx.
	Slow chan struct{}

	mu           sync.Mutex
	values       map[string][]byte
	until        map[string]time.Time
	noPut, noGet bool
	puts, gets   int
}

// NewMemory is an empty one.
func NewMemory() *Memory {
	return &Memory{values: map[string][]byte{}, until: map[string]time.Time{}}
}

// Put keeps value.
func (m *Memory) Put(ctx context.Context, bucket, key string, value []byte, until time.Time) error {
	if m.Slow != nil {
		select {
		case <-m.Slow:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.puts++
	if m.noPut {
		return ErrAway
	}
	m.values[bucket+" "+key], m.until[bucket+" "+key] = value, until
	return nil
}

// Get is what was put, over or not.
func (m *Memory) Get(_ context.Context, bucket, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gets++
	if m.noGet {
		return nil, ErrAway
	}
	return m.values[bucket+" "+key], nil
}

// Fail has puts and gets fail from now on, or work again.
func (m *Memory) Fail(put, get bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.noPut, m.noGet = put, get
}

// Damage changes a byte of all that is kept.
func (m *Memory) Damage() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, value := range m.values {
		value[len(value)/2] ^= 1
	}
}

// Asked is how often something was put, and got.
func (m *Memory) Asked() (puts, gets int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.puts, m.gets
}

// Until is when what is kept as "bucket key" is over.
func (m *Memory) Until(name string) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.until[name]
}

// Keys are all that is kept, each as "bucket key".
func (m *Memory) Keys() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.values))
}
