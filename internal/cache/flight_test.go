package cache_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

// outcome is what one caller of Get got.
type outcome struct {
	item cache.Item[blob]
	err  error
}

// call runs Get on a goroutine of its own.
func call(ctx context.Context, c *cache.Cache[blob], key string, load func(context.Context) (blob, error)) <-chan outcome {
	got := make(chan outcome, 1)
	go func() {
		item, err := c.Get(ctx, key, load)
		got <- outcome{item, err}
	}()
	return got
}

func TestThousandCallersShareOneLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		var loads atomic.Int32
		release := make(chan struct{})
		load := func(context.Context) (blob, error) {
			loads.Add(1)
			<-release
			return blob("v"), nil
		}
		calls := make([]<-chan outcome, 1000)
		for i := range calls {
			calls[i] = call(t.Context(), c, "cold", load)
		}
		synctest.Wait()
		close(release)
		for i, got := range calls {
			if o := <-got; o.err != nil || string(o.item.Value) != "v" {
				t.Fatalf("caller %d got %q, %v", i, o.item.Value, o.err)
			}
		}
		if n := loads.Load(); n != 1 {
			t.Errorf("%d loads, want 1", n)
		}
	})
}

func TestLeaderLeavingHarmsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		errGone := errors.New("client went away")
		leaderCtx, leave := context.WithCancelCause(t.Context())
		release := make(chan struct{})
		load := func(ctx context.Context) (blob, error) {
			select {
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			case <-release:
				return blob("v"), nil
			}
		}
		leader := call(leaderCtx, c, "k", load)
		synctest.Wait()
		followers := make([]<-chan outcome, 999)
		for i := range followers {
			followers[i] = call(t.Context(), c, "k", load)
		}
		synctest.Wait()
		leave(errGone)
		if o := <-leader; !errors.Is(o.err, errGone) {
			t.Errorf("the leader got %v, want the cause of its ctx", o.err)
		}
		synctest.Wait()
		close(release)
		for i, got := range followers {
			if o := <-got; o.err != nil || string(o.item.Value) != "v" {
				t.Fatalf("follower %d got %q, %v", i, o.item.Value, o.err)
			}
		}
	})
}

func TestLoadEndsWithItsLastCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		cause := make(chan error, 1)
		var leaves []context.CancelFunc
		var calls []<-chan outcome
		for range 10 {
			ctx, leave := context.WithCancel(t.Context())
			leaves = append(leaves, leave)
			calls = append(calls, call(ctx, c, "k", hangs(nil, cause)))
		}
		synctest.Wait()
		for i, leave := range leaves {
			if len(cause) != 0 {
				t.Fatalf("the load was cancelled with %d callers left", len(leaves)-i)
			}
			leave()
			if o := <-calls[i]; !errors.Is(o.err, context.Canceled) {
				t.Errorf("caller %d got %v, want its own cancellation", i, o.err)
			}
			synctest.Wait()
		}
		select {
		case err := <-cause:
			if !errors.Is(err, cache.ErrAbandoned) {
				t.Errorf("cause = %v, want ErrAbandoned", err)
			}
		default:
			t.Error("the load goes on without a caller")
		}
		want(t, c, "k", "v", false, gives("v"))
	})
}

func TestCallerAfterTheLastLeftLoadsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		ctx, leave := context.WithCancel(t.Context())
		winding := make(chan struct{})
		first := call(ctx, c, "k", func(ctx context.Context) (blob, error) {
			<-ctx.Done()
			<-winding // slow to end, and then successful all the same
			return blob("first"), nil
		})
		synctest.Wait()
		leave()
		<-first
		want(t, c, "k", "second", false, gives("second"))
		close(winding)
		synctest.Wait()
		want(t, c, "k", "second", false, fails(errBroken)) // the abandoned value did not overwrite it
	})
}

func TestCtxThatHasEndedBeginsNoLoad(t *testing.T) {
	c := newCache(t, options())
	errGone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errGone)
	_, err := c.Get(ctx, "k", func(context.Context) (blob, error) {
		t.Error("load was called")
		return nil, nil
	})
	if !errors.Is(err, errGone) {
		t.Errorf("Get = %v, want the cause", err)
	}
}

func TestLoadKeepsTheValuesOfItsCtx(t *testing.T) {
	type key struct{}
	c := newCache(t, options())
	ctx := context.WithValue(t.Context(), key{}, "run-1")
	_, err := c.Get(ctx, "k", func(ctx context.Context) (blob, error) {
		if ctx.Value(key{}) != "run-1" {
			t.Error("the value is lost")
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPanicBecomesAnError(t *testing.T) {
	runtimeError := func(context.Context) (blob, error) {
		var m map[string]int
		m["x"] = 1
		return nil, nil
	}
	bad := options()
	bad.Cost = func(string, blob) int64 { panic("cost") }
	for _, tc := range []struct {
		name string
		opts cache.Options[blob]
		load func(context.Context) (blob, error)
		text string
	}{
		{"panic", options(), func(context.Context) (blob, error) { panic("boom") }, "load panicked: boom"},
		{"runtime error", options(), runtimeError, "load panicked: assignment to entry in nil map"},
		{"panic nil", options(), func(context.Context) (blob, error) { panic(nil) }, "panic called with nil"},
		{"Goexit", options(), func(context.Context) (blob, error) { runtime.Goexit(); return nil, nil }, "load ended its goroutine"},
		{"no load", options(), nil, "nil pointer"},
		{"cost", bad, gives("v"), "load panicked: cost"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCache(t, tc.opts)
			_, err := c.Get(t.Context(), "k", tc.load)
			p, ok := errors.AsType[*cache.PanicError](err)
			if !ok {
				t.Fatalf("Get = %v, want a PanicError", err)
			}
			if !strings.Contains(err.Error(), tc.text) || strings.Contains(err.Error(), "goroutine ") {
				t.Errorf("text %q, want %q and no stack", err, tc.text)
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

// typedError stands for the errors that loads wrap contexts' errors in.
type typedError struct{ err error }

func (e *typedError) Error() string { return "typed: " + e.err.Error() }
func (e *typedError) Unwrap() error { return e.err }

func TestLoadTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		start := time.Now()
		_, err := c.Get(t.Context(), "k", func(ctx context.Context) (blob, error) {
			<-ctx.Done()
			return nil, &typedError{ctx.Err()}
		})
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("took %v, want LoadTimeout", took)
		}
		if !errors.Is(err, cache.ErrLoadTimeout) {
			t.Errorf("Get = %v, want ErrLoadTimeout", err)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v reads as the end of the caller's own ctx", err)
		}
		if _, ok := errors.AsType[*typedError](err); !ok {
			t.Errorf("%v lost the type of the load's error", err)
		}
		want(t, c, "k", "v", false, gives("v"))
	})
}

func TestRefusalAtTheTimeoutStillServesStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		want(t, c, "k", "v", false, gives("v"))
		time.Sleep(2 * time.Minute)
		want(t, c, "k", "v", true, func(ctx context.Context) (blob, error) {
			<-ctx.Done()
			return nil, errRefused
		})
	})
}

func TestHungLoadIsNotJoinedAfterItsTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		ctx, leave := context.WithCancel(t.Context())
		release := make(chan struct{})
		hung := call(ctx, c, "k", func(context.Context) (blob, error) {
			<-release // deaf to its ctx
			return blob("late"), nil
		})
		time.Sleep(11 * time.Second)
		want(t, c, "k", "v", false, gives("v"))
		leave()
		if o := <-hung; !errors.Is(o.err, context.Canceled) {
			t.Errorf("the caller of the hung load got %v", o.err)
		}
		close(release)
		synctest.Wait()
		want(t, c, "k", "v", false, fails(errBroken))
	})
}

func TestDeleteDuringALoadKeepsItsValueOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		release := make(chan struct{})
		early := call(t.Context(), c, "k", func(context.Context) (blob, error) { <-release; return blob("before"), nil })
		synctest.Wait()
		c.Delete("k")
		want(t, c, "k", "after", false, gives("after"))
		close(release)
		if o := <-early; string(o.item.Value) != "before" || o.err != nil {
			t.Errorf("the early caller got %q, %v", o.item.Value, o.err)
		}
		want(t, c, "k", "after", false, fails(errBroken))
	})
}

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

// TestStress joins and leaves at random, on real threads, and closes in the
// middle of it. Within the bubble every goroutine must end, or the test fails.
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
