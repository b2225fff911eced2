package cache_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"quotewire/internal/cache"
)

var (
	errRefused = errors.New("source refuses us")
	errBroken  = errors.New("source is broken")
)

// blob is a value that knows its size.

type blob []byte

func options() cache.Options[blob] {
	return cache.Options[blob]{
		Name:        "test",
		Entries:     1000,
		Bytes:       1 << 20,
		Cost:        func(key string, v blob) int64 { return int64(len(key) + len(v)) },
		TTL:         func(blob) time.Duration { return time.Minute },
		StaleFor:    time.Hour,
		Refused:     func(err error) bool { return errors.Is(err, errRefused) },
		LoadTimeout: 10 * time.Second,
	}
}

func newCache[V any](t testing.TB, opts cache.Options[V]) *cache.Cache[V] {
	t.Helper()
	c, err := cache.New(opts)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// gives is a load that succeeds with s.

func gives(s string) func(context.Context) (blob, error) {
	return func(context.Context) (blob, error) { return blob(s), nil }
}

// fails is a load that fails with err.

func fails(err error) func(context.Context) (blob, error) {
	return func(context.Context) (blob, error) { return nil, err }
}

// hangs is a load that ends with its ctx only, saying that it began and why it ended.

func hangs(began chan<- struct{}, cause chan<- error) func(context.Context) (blob, error) {
	return func(ctx context.Context) (blob, error) {
		if began != nil {
			began <- struct{}{}
		}
		<-ctx.Done()
		if cause != nil {
			cause <- context.Cause(ctx)
		}
		return nil, ctx.Err()
	}
}

// want fails t unless key is answered by value with the given staleness.

func want(t *testing.T, c *cache.Cache[blob], key, value string, stale bool, load func(context.Context) (blob, error)) cache.Item[blob] {
	t.Helper()
	item, err := c.Get(t.Context(), key, load)
	if err != nil {
		t.Fatalf("Get(%q): %v", key, err)
	}
	if string(item.Value) != value || item.Stale != stale {
		t.Fatalf("Get(%q) = %q stale %v, want %q stale %v", key, item.Value, item.Stale, value, stale)
	}
	return item
}

type outcome struct {
	item cache.Item[blob]
	err  error
}

func call(ctx context.Context, c *cache.Cache[blob], key string, load func(context.Context) (blob, error)) <-chan outcome {
	got := make(chan outcome, 1)
	go func() {
		item, err := c.Get(ctx, key, load)
		got <- outcome{item, err}
	}()
	return got
}
