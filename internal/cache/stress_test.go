package cache_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

func TestStress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.Entries, opts.Bytes = 20, 4096
		opts.TTL = func(blob) time.Duration { return time.Millisecond }
		opts.StaleFor = 2 * time.Millisecond
		opts.LoadTimeout = 3 * time.Millisecond
		c := newCache(t, opts)
		var callers sync.WaitGroup
		for worker := range 32 {
			rnd := rand.New(rand.NewPCG(uint64(worker), 1))
			callers.Go(func() {
				for range 500 {
					stressOnce(t, c, rnd)
				}
			})
		}
		callers.Wait()
		if n, b := c.Len(), c.Bytes(); n > opts.Entries || b > opts.Bytes {
			t.Errorf("%d entries, %d bytes: over the caps", n, b)
		}
		for worker := range 32 {
			rnd := rand.New(rand.NewPCG(uint64(worker), 2))
			callers.Go(func() {
				for range 50 {
					stressOnce(t, c, rnd)
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		c.Close()
		callers.Wait()
	})
}

func stressOnce(t *testing.T, c *cache.Cache[blob], rnd *rand.Rand) {
	key := fmt.Sprint("key-", rnd.IntN(30))
	ctx, leave := context.WithTimeout(t.Context(), time.Duration(rnd.IntN(3000))*time.Microsecond)
	defer leave()
	fate, pause, size := rnd.IntN(10), time.Duration(rnd.IntN(4000))*time.Microsecond, rnd.IntN(800)
	item, err := c.Get(ctx, key, func(ctx context.Context) (blob, error) {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
		switch fate {
		case 0:
			panic("stress")
		case 1:
			runtime.Goexit()
		case 2:
			return nil, errRefused
		case 3:
			return nil, errBroken
		}
		return append(blob(key+"="), make(blob, size)...), nil
	})
	if err == nil && !strings.HasPrefix(string(item.Value), key+"=") {
		t.Errorf("%s was answered by %.20q", key, item.Value)
	}
	if errors.Is(err, cache.ErrAbandoned) {
		t.Errorf("a caller got %v: it joined a load that had been given up", err)
	}
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		t.Errorf("a caller whose ctx is alive got %v", err)
	}
	if rnd.IntN(20) == 0 {
		c.Delete(key)
	}
}
