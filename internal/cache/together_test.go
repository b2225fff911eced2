package cache_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

// source answers for keys that begin with a letter, and notes what it was asked.
type source struct {
	mu    sync.Mutex
	asked []string
	hold  chan struct{} // nil: it answers at once
	ended chan error    // why its ctx ended
}

func (s *source) load(ctx context.Context, keys []string) (values []blob, errs []error) {
	s.mu.Lock()
	s.asked = append(s.asked, strings.Join(keys, " "))
	s.mu.Unlock()
	if s.hold != nil {
		select {
		case <-s.hold:
		case <-ctx.Done():
			s.ended <- context.Cause(ctx)
		}
	}
	for _, key := range keys {
		if key < "a" {
			values, errs = append(values, nil), append(errs, fmt.Errorf("%s: %w", key, errBroken))
			continue
		}
		values, errs = append(values, blob("of "+key)), append(errs, nil)
	}
	return values, errs
}

// told is what each key got, in words.
func told(items []cache.Item[blob], errs []error) string {
	var all []string
	for i, item := range items {
		if errs[i] != nil {
			all = append(all, errs[i].Error())
			continue
		}
		all = append(all, string(item.Value))
	}
	return strings.Join(all, ", ")
}

func TestGetAll(t *testing.T) {
	c, s := newCache(t, options()), &source{}
	want(t, c, "b", "held", false, gives("held"))
	for _, step := range []struct{ keys, told, asked string }{
		{"a b 1 c", "of a, held, 1: source is broken, of c", "a 1 c"},
		{"c b a", "of c, held, of a", ""},
		{"1 d d", "1: source is broken, of d, of d", "1 d"}, // a failure is not kept; twice is once
		{"", "", ""},
	} {
		s.asked = nil
		if got := told(c.GetAll(t.Context(), strings.Fields(step.keys), s.load)); got != step.told {
			t.Errorf("%q gives %q, want %q", step.keys, got, step.told)
		}
		if got := strings.Join(s.asked, "; "); got != step.asked {
			t.Errorf("%q asked for %q, want %q", step.keys, got, step.asked)
		}
	}
	want(t, c, "a", "of a", false, fails(errBroken)) // it landed for those who ask alone
}

// Keys whose load is under way are waited for, whoever began it: alone or together.
func TestGetAllSharesLoads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(t, options()), &source{hold: make(chan struct{})}
		alone := make(chan struct{})
		first := call(t.Context(), c, "a", func(context.Context) (blob, error) { <-alone; return blob("alone"), nil })
		synctest.Wait()
		var both [2]string
		var all sync.WaitGroup
		for i, keys := range [][]string{{"a", "b", "c"}, {"c", "d", "a"}} {
			all.Go(func() { both[i] = told(c.GetAll(t.Context(), keys, s.load)) })
			synctest.Wait()
		}
		last := call(t.Context(), c, "d", fails(errBroken))
		synctest.Wait()
		close(alone)
		close(s.hold)
		all.Wait()
		if want := [2]string{"alone, of b, of c", "of c, of d, alone"}; both != want {
			t.Errorf("got %q, want %q", both, want)
		}
		if want := []string{"b c", "d"}; !slices.Equal(s.asked, want) {
			t.Errorf("asked for %q, want %q", s.asked, want)
		}
		for _, o := range []outcome{<-first, <-last} {
			if o.err != nil {
				t.Errorf("who asked alone got %v", o.err)
			}
		}
	})
}

// The load goes on while anybody waits for one of its keys, and no longer.
func TestGetAllEndsWithItsLastWaiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCache(t, options()), &source{hold: make(chan struct{}), ended: make(chan error, 1)}
		gone := errors.New("client went away")
		ctx, leave := context.WithCancelCause(t.Context())
		got := make(chan string, 1)
		go func() { got <- told(c.GetAll(ctx, []string{"a", "b"}, s.load)) }()
		synctest.Wait()
		other, leaveToo := context.WithCancelCause(t.Context())
		second := call(other, c, "b", fails(errBroken))
		synctest.Wait()
		leave(gone)
		if o := <-got; o != "client went away, client went away" {
			t.Errorf("who left got %q", o)
		}
		synctest.Wait()
		if len(s.ended) != 0 {
			t.Fatal("the load ended though b is waited for")
		}
		leaveToo(gone)
		<-second
		if err := <-s.ended; !errors.Is(err, cache.ErrAbandoned) {
			t.Errorf("the load ended of %v, want %v", err, cache.ErrAbandoned)
		}
		s.hold = nil
		if got := told(c.GetAll(t.Context(), []string{"a", "b"}, s.load)); got != "of a, of b" {
			t.Errorf("after an abandoned load: %q", got)
		}
		if got := told(c.GetAll(ctx, []string{"z"}, s.load)); got != "client went away" {
			t.Errorf("with an ended context: %q", got)
		}
	})
}

func TestGetAllOfFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		want(t, c, "a", "old", false, gives("old"))
		time.Sleep(10 * time.Minute)
		refuses := func(_ context.Context, keys []string) ([]blob, []error) {
			return make([]blob, len(keys)), slices.Repeat([]error{errRefused}, len(keys))
		}
		if got := told(c.GetAll(t.Context(), []string{"b", "a"}, refuses)); got != errRefused.Error()+", old" {
			t.Errorf("of a source that refuses: %q", got)
		}
		_, errs := c.GetAll(t.Context(), []string{"c", "d"}, func(context.Context, []string) ([]blob, []error) { panic("boom") })
		for _, err := range errs {
			if p, ok := errors.AsType[*cache.PanicError](err); !ok || p.Value != "boom" {
				t.Errorf("of a load that panics: %v", err)
			}
		}
		began := time.Now()
		_, errs = c.GetAll(t.Context(), []string{"e", "f"}, func(ctx context.Context, _ []string) ([]blob, []error) {
			<-ctx.Done()
			return make([]blob, 2), []error{ctx.Err(), ctx.Err()}
		})
		for _, err := range errs {
			if !errors.Is(err, cache.ErrLoadTimeout) || time.Since(began) != 10*time.Second {
				t.Errorf("of a load that hangs, after %v: %v", time.Since(began), err)
			}
		}
		closing := make(chan []error)
		go func() {
			_, errs := c.GetAll(t.Context(), []string{"g", "h"}, func(ctx context.Context, _ []string) ([]blob, []error) {
				<-ctx.Done()
				return make([]blob, 2), []error{ctx.Err(), ctx.Err()}
			})
			closing <- errs
		}()
		synctest.Wait()
		c.Close()
		for _, err := range <-closing {
			if !errors.Is(err, cache.ErrClosed) {
				t.Errorf("of a cache that closes: %v", err)
			}
		}
	})
}
