package store_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/store"
	"quotewire/internal/store/storetest"
)

// desk is a client with its log and its metrics.
type desk struct {
	*store.Client
	log bytes.Buffer
	reg *prometheus.Registry
	n   int
}

func open(t *testing.T, s store.Store) *desk {
	d := &desk{reg: prometheus.NewRegistry()}
	d.Client = store.NewClient(s, slog.New(slog.NewTextHandler(&d.log, nil)), d.reg)
	t.Cleanup(d.Close)
	return d
}

// puts has values of so many bytes written, each under a key of its own.
func (d *desk) puts(count, size int) {
	for range count {
		d.n++
		d.Put("ticker", fmt.Sprintf("S%d", d.n), time.Now().Add(time.Hour), func() []byte { return make([]byte, size) })
	}
}

func (d *desk) records(t *testing.T, lost, back int) {
	t.Helper()
	log := d.log.String()
	if l, b := strings.Count(log, "store is lost"), strings.Count(log, "store is back"); l != lost || b != back {
		t.Errorf("lost %d and back %d times, want %d and %d:\n%s", l, b, lost, back, log)
	}
}

func asked(t *testing.T, m *storetest.Memory, puts, gets int) {
	t.Helper()
	if p, g := m.Asked(); p != puts || g != gets {
		t.Errorf("%d puts and %d gets, want %d and %d", p, g, puts, gets)
	}
}

// A store that is lost is left alone for a while, and leaves one record when it goes and
// one when it is back.
func TestLosingTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := storetest.NewMemory()
		d := open(t, m)
		puts := func(count int) {
			for range count {
				d.puts(1, 1)
				synctest.Wait() // until it is written
			}
		}
		get := func() {
			if v := d.Get(t.Context(), "ticker", "S1"); v != nil {
				t.Errorf("got %x of a store that is away", v)
			}
		}
		puts(2)
		m.Fail(true, true)
		puts(10)
		asked(t, m, 3, 0) // one after the two that went well
		get()
		asked(t, m, 3, 0)
		time.Sleep(6 * time.Second)
		get()
		asked(t, m, 3, 1)
		m.Fail(true, false) // such as a full disk
		time.Sleep(6 * time.Second)
		if v := d.Get(t.Context(), "ticker", "S1"); len(v) != 1 {
			t.Errorf("got %x, want what was put", v)
		}
		puts(1)
		d.records(t, 1, 0)
		if !strings.Contains(d.log.String(), storetest.ErrAway.Error()) {
			t.Errorf("the log does not say why:\n%s", d.log.String())
		}
		m.Fail(false, false)
		time.Sleep(6 * time.Second)
		puts(2)
		d.records(t, 1, 1)
		if d.Close(); len(m.Keys()) != 4 {
			t.Errorf("kept %q", m.Keys())
		}
	})
}

// Nobody waits for a store that is slow; what it cannot take is dropped, and Close
// waits for it no longer than a second.
func TestSlowStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := storetest.NewMemory()
		m.Slow = make(chan struct{})
		d, began := open(t, m), time.Now()
		d.puts(400, 1)
		if !time.Now().Equal(began) {
			t.Errorf("puts waited for %v", time.Since(began))
		}
		synctest.Wait()
		d.Close()
		if took := time.Since(began); took > time.Second {
			t.Errorf("Close took %v", took)
		}
		asked(t, m, 0, 0)
	})
}

// What waits when the client closes is still written, and nothing after it.
func TestCloseWritesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := storetest.NewMemory()
		m.Slow = make(chan struct{})
		d := open(t, m)
		d.puts(100, 1)
		time.AfterFunc(time.Second/2, func() { close(m.Slow) })
		d.Close()
		d.puts(1, 1)
		if d.Close(); len(m.Keys()) != 100 {
			t.Errorf("%d kept, want 100", len(m.Keys()))
		}
	})
}

// A value that is too large, and one that cannot be made, cost the others nothing.
func TestValuesThatAreNotWritten(t *testing.T) {
	m := storetest.NewMemory()
	d := open(t, m)
	d.puts(1, 1<<20+1)
	d.Put("ticker", "panics", time.Now().Add(time.Hour), func() []byte { panic("cannot") })
	d.puts(1, 1<<20)
	d.Close()
	asked(t, m, 1, 0)
	if !strings.Contains(d.log.String(), "panic=cannot") {
		t.Errorf("log:\n%s", d.log.String())
	}
	if err := testutil.GatherAndCompare(d.reg, strings.NewReader(`
# HELP quotewire_store_writes_total Answers of sources that were to be kept for longer than the process.
# TYPE quotewire_store_writes_total counter
quotewire_store_writes_total{outcome="dropped"} 0
quotewire_store_writes_total{outcome="failed"} 1
quotewire_store_writes_total{outcome="kept"} 1
quotewire_store_writes_total{outcome="too_large"} 1
`), "quotewire_store_writes_total"); err != nil {
		t.Error(err)
	}
}

// deafStore answers nothing until it is left.
type deafStore struct{}

func (deafStore) Put(ctx context.Context, _, _ string, _ []byte, _ time.Time) error {
	<-ctx.Done()
	return ctx.Err()
}

func (deafStore) Get(ctx context.Context, _, _ string) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// A reader who leaves while the store is asked is no fault of the store's; one who waits
// is told nothing after a second.
func TestReaderWhoLeavesTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, began := open(t, deafStore{}), time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if v := d.Get(ctx, "ticker", "S1"); v != nil || time.Since(began) != time.Second/2 {
			t.Errorf("%x after %v", v, time.Since(began))
		}
		d.records(t, 0, 0)
		if v := d.Get(t.Context(), "ticker", "S1"); v != nil || time.Since(began) != 3*time.Second/2 {
			t.Errorf("%x after %v", v, time.Since(began))
		}
		d.records(t, 1, 0)
	})
}
