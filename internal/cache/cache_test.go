package cache_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/cache"
)

func TestOptionsNameEveryFault(t *testing.T) {
	_, err := cache.New(cache.Options[blob]{Entries: -3, Bytes: 0, StaleFor: time.Second})
	if err == nil {
		t.Fatal("New took empty options")
	}
	for _, field := range []string{"Name", "Entries", "Bytes", "Cost", "TTL", "Refused", "LoadTimeout"} {
		if !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s:\n%v", field, err)
		}
	}
	if !strings.Contains(err.Error(), "is -3") {
		t.Errorf("error does not say the value found:\n%v", err)
	}
}

func TestExpiryIsByAgeWithJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, options())
		const keys = 500
		for i := range keys {
			want(t, c, fmt.Sprint(i), "old", false, gives("old"))
		}
		// Reads all along: none may extend a life.
		for range 53 {
			time.Sleep(time.Second)
			for i := range keys {
				want(t, c, fmt.Sprint(i), "old", false, fails(errBroken))
			}
		}
		time.Sleep(7 * time.Second)
		expired := 0
		for i := range keys {
			item, err := c.Get(t.Context(), fmt.Sprint(i), gives("new"))
			if err != nil {
				t.Fatal(err)
			}
			if string(item.Value) == "new" {
				expired++
			} else if item.Age != time.Minute {
				t.Fatalf("Age = %v, want 1m", item.Age)
			}
		}
		if expired < keys/3 || expired > keys*2/3 {
			t.Errorf("%d of %d expired within their TTL: the jitter is not centred", expired, keys)
		}
		time.Sleep(66*time.Second + time.Millisecond)
		for i := range keys {
			want(t, c, fmt.Sprint(i), "third", false, gives("third"))
		}
	})
}

func TestEachValueHasItsTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options()
		opts.TTL = func(v blob) time.Duration {
			d, err := time.ParseDuration(string(v))
			if err != nil {
				t.Errorf("TTL of %q: %v", v, err)
			}
			return d
		}
		c := newCache(t, opts)
		for _, ttl := range []string{"15s", "5m", "0s", "-1s", "2562047h"} { // the last would overflow with StaleFor
			want(t, c, ttl, ttl, false, gives(ttl))
		}
		if got := c.Len(); got != 3 {
			t.Errorf("Len = %d, want 3: a value without a time to live was stored", got)
		}
		time.Sleep(time.Minute)
		if _, err := c.Get(t.Context(), "15s", fails(errBroken)); !errors.Is(err, errBroken) {
			t.Errorf("after a minute the 15s value gave %v, want its load's error", err)
		}
		want(t, c, "5m", "5m", false, fails(errBroken))
		want(t, c, "2562047h", "2562047h", false, fails(errBroken))
	})
}

func TestFailureIsNotStored(t *testing.T) {
	c := newCache(t, options())
	if _, err := c.Get(t.Context(), "k", fails(errBroken)); !errors.Is(err, errBroken) {
		t.Fatalf("Get = %v, want %v", err, errBroken)
	}
	want(t, c, "k", "v", false, gives("v"))
}

func TestDelete(t *testing.T) {
	c := newCache(t, options())
	want(t, c, "k", "v1", false, gives("v1"))
	c.Delete("k")
	c.Delete("never there")
	want(t, c, "k", "v2", false, gives("v2"))
}
