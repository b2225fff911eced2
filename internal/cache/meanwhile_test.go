package cache_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

// says is a load that has something to say after a while, and a value in the end.
func says(after time.Duration, err error, value string, end time.Duration) func(context.Context) (blob, error) {
	return func(ctx context.Context) (blob, error) {
		time.Sleep(after)
		cache.Meanwhile(ctx, err)
		time.Sleep(end - after)
		return blob(value), ctx.Err()
	}
}

// Who has waited for long enough has what the load said meanwhile, or what is old; the
// load goes on though nobody waits for it any more.
func TestMeanwhile(t *testing.T) {
	for name, c := range map[string]struct {
		key      string
		patience time.Duration
		after    time.Duration // it says so
		value    string
		stale    bool
		err      error
		took     time.Duration
	}{
		"at once":                {"new", 2 * time.Second, 0, "", false, errRefused, 2 * time.Second},
		"later":                  {"new", 2 * time.Second, 3 * time.Second, "", false, errRefused, 3 * time.Second},
		"of old":                 {"held", 2 * time.Second, 0, "v", true, nil, 2 * time.Second},
		"of old, from a backing": {"old", 2 * time.Second, 0, "v", true, nil, 2 * time.Second},
		"never patient":          {"new", 0, 0, "end", false, nil, 5 * time.Second},
		"patient":                {"new", 6 * time.Second, 0, "end", false, nil, 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			opts := options()
			opts.Patience, opts.Backing = c.patience, &memory{has: map[string]cache.Old[blob]{"old": {Value: blob("v"), Age: time.Hour, Lasts: time.Hour}}}
			all := newCache(t, opts)
			want(t, all, "held", "v", false, gives("v"))
			time.Sleep(2 * time.Minute)
			began := time.Now()
			item, err := all.Get(t.Context(), c.key, says(c.after, errRefused, "end", 5*time.Second))
			if took := time.Since(began); !errors.Is(err, c.err) || string(item.Value) != c.value || item.Stale != c.stale || took != c.took {
				t.Errorf("%s: %q, stale %t, %v after %s", name, item.Value, item.Stale, err, took)
			}
			if c.took < 5*time.Second {
				joined := time.Now()
				if _, err := all.Get(t.Context(), c.key, fails(errBroken)); !errors.Is(err, c.err) || time.Since(joined) > 0 {
					t.Errorf("%s: who comes later: %v after %s", name, err, time.Since(joined))
				}
			}
			time.Sleep(5 * time.Second)
			want(t, all, c.key, "end", false, fails(errBroken))
		})
	}
}

// A load that has nothing to say is waited for, and so is one of several keys.
func TestNothingMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.Patience = time.Second
		c := newCache(t, opts)
		want(t, c, "k", "v", false, says(0, nil, "v", 5*time.Second))
		item, err := c.Get(t.Context(), "outer", func(ctx context.Context) (blob, error) {
			items, errs := c.GetAll(ctx, []string{"a"}, func(ctx context.Context, _ []string) ([]blob, []error) {
				v, err := says(0, errRefused, "v", 5*time.Second)(ctx)
				return []blob{v}, []error{err}
			})
			return items[0].Value, errs[0]
		})
		if err != nil || string(item.Value) != "v" {
			t.Errorf("%q, %v", item.Value, err)
		}
		cache.Meanwhile(t.Context(), errRefused) // under no load: nobody hears it
	})
}
