package wire

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Record is one request as the simulated server saw it.
type Record struct {
	N       int       `json:"n"` // from 1, in order of arrival
	At      time.Time `json:"at"`
	Method  string    `json:"method"`
	Path    string    `json:"path"`
	Query   string    `json:"query,omitempty"`
	Body    string    `json:"body,omitempty"` // the first 8 KiB
	Model   string    `json:"model,omitempty"`
	Fault   Kind      `json:"fault,omitempty"`
	Ended   time.Time `json:"ended,omitzero"`    // zero: still open
	Left    bool      `json:"left,omitempty"`    // the client left before the answer was complete
	Written int64     `json:"written"`           // bytes of the answer's body
	Key     string    `json:"-"`                 // the bearer key, for tests that look for leaks
	Agent   string    `json:"agent,omitempty"`   // User-Agent
	Cookie  bool      `json:"cookie,omitempty"`  // a cookie came along
	Aborted bool      `json:"aborted,omitempty"` // cut by the world's end
}

const (
	ledgerRecords = 1024
	ledgerBody    = 8 << 10
	ledgerPaths   = 4096
)

// Ledger counts the requests of one simulated server. Its methods may be called
// at any time from any goroutine.
type Ledger struct {
	mu        sync.Mutex
	changed   *sync.Cond
	records   []*Record // a ring: request n lies at (n-1) % ledgerRecords
	total     int
	byPath    map[string]int
	open      map[*Record]context.CancelFunc
	cancelled int
	closed    bool
}

func newLedger() *Ledger {
	l := &Ledger{byPath: make(map[string]int), open: make(map[*Record]context.CancelFunc)}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// arrive notes a request that cancel ends; it is nil when the server is closed.
func (l *Ledger) arrive(r Record, cancel context.CancelFunc) *Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.total++
	r.N, r.At = l.total, time.Now()
	rec := &r
	l.open[rec] = cancel
	if len(l.records) < ledgerRecords {
		l.records = append(l.records, rec)
	} else {
		l.records[(l.total-1)%ledgerRecords] = rec
	}
	l.countPath(r.Path)
	l.changed.Broadcast()
	return rec
}

// countPath keeps at most 4,096 paths apart, as 100,000 tickers would each be
// one. Those beyond are counted together by folder, so that Requests still
// counts them under their prefix.
func (l *Ledger) countPath(path string) {
	if _, known := l.byPath[path]; !known && len(l.byPath) >= ledgerPaths {
		path = path[:strings.LastIndex(path, "/")+1] + "*"
	}
	l.byPath[path]++
}

func (l *Ledger) note(r *Record, change func(*Record)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(r)
}

// leave closes a request. left says that its client went first.
func (l *Ledger) leave(r *Record, left bool, written int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, r)
	r.Ended, r.Written = time.Now(), written
	if left && l.closed {
		r.Aborted = true
	} else if left {
		r.Left = true
		l.cancelled++
	}
	l.changed.Broadcast()
}

// Close refuses new requests, ends the open ones, those that hang too, and
// waits until the last has been left. One that is blocked in a write ends when
// its connection does.
func (l *Ledger) Close() {
	l.End()
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.open) > 0 {
		l.changed.Wait()
	}
}

// End is Close without the wait.
func (l *Ledger) End() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, cancel := range l.open {
		cancel()
	}
}

// Total is how many requests arrived.
func (l *Ledger) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Requests is how many requests arrived whose path has the prefix.
func (l *Ledger) Requests(prefix string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for path, count := range l.byPath {
		if strings.HasPrefix(path, prefix) {
			n += count
		}
	}
	return n
}

// Open is how many requests are being answered now.
func (l *Ledger) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// Cancelled is how many requests lost their client before they were answered
// in full.
func (l *Ledger) Cancelled() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cancelled
}

// Log is the latest requests, oldest first: at most 1,024.
func (l *Ledger) Log() []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Record, 0, len(l.records))
	for _, r := range l.records {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b Record) int { return a.N - b.N })
	return all
}

// Summary is the ledger as /sim/requests shows it.
type Summary struct {
	Total     int            `json:"total"`
	Open      int            `json:"open"`
	Cancelled int            `json:"cancelled"`
	Paths     map[string]int `json:"paths"`
	Log       []Record       `json:"log"`
}

// Summary is all counts and the log.
func (l *Ledger) Summary() Summary {
	log := l.Log()
	l.mu.Lock()
	defer l.mu.Unlock()
	return Summary{l.total, len(l.open), l.cancelled, maps.Clone(l.byPath), log}
}

// WaitRequests waits until n requests arrived in all.
func (l *Ledger) WaitRequests(ctx context.Context, n int) error {
	return l.wait(ctx, fmt.Sprintf("%d requests", n), func() bool { return l.total >= n })
}

// WaitCancelled waits until n clients left early in all.
func (l *Ledger) WaitCancelled(ctx context.Context, n int) error {
	return l.wait(ctx, fmt.Sprintf("%d cancelled requests", n), func() bool { return l.cancelled >= n })
}

// WaitOpen waits until exactly n requests are open.
func (l *Ledger) WaitOpen(ctx context.Context, n int) error {
	return l.wait(ctx, fmt.Sprintf("%d open requests", n), func() bool { return len(l.open) == n })
}

func (l *Ledger) wait(ctx context.Context, what string, reached func() bool) error {
	// The lock is taken so that the broadcast cannot fall between a waiter's
	// look at ctx and its sleep.
	stop := context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	})
	defer stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for !reached() {
		if ctx.Err() != nil {
			return fmt.Errorf("wait for %s (have %d arrived, %d open, %d cancelled): %w",
				what, l.total, len(l.open), l.cancelled, context.Cause(ctx))
		}
		l.changed.Wait()
	}
	return nil
}
