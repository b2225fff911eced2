package cache_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

// outcome is what one caller of Get got.

// call runs Get on a goroutine of its own.

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

// TestStress joins and leaves at random, on real threads, and closes in the

// middle of it. Within the bubble every goroutine must end, or the test fails.
