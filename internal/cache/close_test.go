package cache_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

func TestCloseEndsLoadsAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		want(t, c, "warm", "v", false, gives("v"))
		var ended atomic.Int32
		var calls []<-chan outcome
		for i := range 20 {
			calls = append(calls, call(t.Context(), c, fmt.Sprint(i), func(ctx context.Context) (blob, error) {
				<-ctx.Done()
				time.Sleep(time.Second) // slow to clean up
				ended.Add(1)
				return nil, ctx.Err()
			}))
		}
		synctest.Wait()
		c.Delete("7") // a forgotten load is ended as well
		c.Close()
		if n := ended.Load(); n != 20 {
			t.Errorf("Close returned with %d of 20 loads ended", n)
		}
		for _, got := range calls {
			o := <-got
			if !errors.Is(o.err, cache.ErrClosed) || errors.Is(o.err, context.Canceled) {
				t.Errorf("a waiting caller got %v, want ErrClosed and no cancellation", o.err)
			}
		}
		for _, key := range []string{"warm", "cold"} {
			if _, err := c.Get(t.Context(), key, gives("v")); !errors.Is(err, cache.ErrClosed) {
				t.Errorf("Get(%q) after Close = %v, want ErrClosed", key, err)
			}
		}
		if c.Len() != 0 || c.Bytes() != 0 {
			t.Errorf("Len, Bytes = %d, %d after Close, want 0, 0", c.Len(), c.Bytes())
		}
		c.Delete("warm")
		c.Close()
	})
}

func TestValueThatLandsAfterCloseIsServedNotStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		got := call(t.Context(), c, "k", func(ctx context.Context) (blob, error) { <-ctx.Done(); return blob("v"), nil })
		synctest.Wait()
		c.Close()
		if o := <-got; o.err != nil || string(o.item.Value) != "v" {
			t.Errorf("the caller got %q, %v", o.item.Value, o.err)
		}
		if c.Len() != 0 {
			t.Error("a closed cache took a value")
		}
	})
}
