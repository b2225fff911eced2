package cache_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"quotewire/internal/cache"
)

func TestPanicBecomesAnError(t *testing.T) {
	runtimeError := func(context.Context) (blob, error) {
		var none []byte
		return blob{none[len(none)]}, nil
	}
	bad := options()
	bad.Cost = func(string, blob) int64 { panic("cost") }
	for _, tc := range []struct {
		name string
		opts cache.Options[blob]
		load func(context.Context) (blob, error)
		text string
	}{
		{"panic", options(), func(context.Context) (blob, error) { panic("boom") }, "load panicked"},
		{"runtime error", options(), runtimeError, "load panicked"},
		{"panic nil", options(), func(context.Context) (blob, error) { panic(nil) }, "load panicked"},
		{"Goexit", options(), func(context.Context) (blob, error) { runtime.Goexit(); return nil, nil }, "load ended its goroutine"},
		{"no load", options(), nil, "load panicked"},
		{"cost", bad, gives("v"), "load panicked"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCache(t, tc.opts)
			_, err := c.Get(t.Context(), "k", tc.load)
			p, ok := errors.AsType[*cache.PanicError](err)
			if !ok {
				t.Fatalf("Get = %v, want a PanicError", err)
			}
			if err.Error() != tc.text {
				t.Errorf("text %q, want %q, without value and stack", err, tc.text)
			}
			if !strings.Contains(string(p.Stack), "cache.(*Cache") {
				t.Errorf("the stack does not show the load:\n%s", p.Stack)
			}
			if tc.name == "cost" {
				return
			}
			want(t, c, "k", "v", false, gives("v")) // the next call tries again
		})
	}
}

func TestPanicReachesEveryCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		release := make(chan struct{})
		load := func(context.Context) (blob, error) { <-release; runtime.Goexit(); return nil, nil }
		var calls []<-chan outcome
		for range 50 {
			calls = append(calls, call(t.Context(), c, "k", load))
		}
		synctest.Wait()
		close(release)
		for _, got := range calls {
			if _, ok := errors.AsType[*cache.PanicError]((<-got).err); !ok {
				t.Fatal("a caller did not hear of it")
			}
		}
	})
}
