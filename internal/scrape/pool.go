package scrape

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"quotewire/internal/extract"
	"quotewire/internal/fairqueue"
)

const (
	// grace is how long after its ctx a page may still use the browser, before
	// the browser is taken for stuck.
	grace = 2 * time.Second
	// pulse is how long a browser that is well needs at most to say so.
	pulse = 4 * time.Second
	// memoryLook is how often the memory of a browser with an open page is
	// looked at: a page can take a gigabyte in a second.
	memoryLook = 40 * time.Millisecond
	// coolDown is how long after a failed start no other is tried.
	coolDown = 15 * time.Second
)

// pool opens pages in one browser, which starts when it is first needed and is
// replaced when it has served long enough or has failed.
type pool struct {
	opts    Options
	guard   *guard
	metrics *metrics
	log     *slog.Logger
	slots   *fairqueue.Queue
	turn    func(ctx context.Context, host string) error // waits for one at a site
	told    sync.Once                                    // that there is no browser
	made    time.Time

	ctx     context.Context // of what runs: ended by close
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	closed bool
	engine *engine
	boot   *boot
	failed time.Time // the last start that failed
	fault  error     // of the last start; nil: it did not fail
	since  time.Time // starts have failed
}

// boot is a start that is under way.
type boot struct {
	done chan struct{}
	err  error
}

func newPool(opts Options, g *guard, m *metrics, turn func(context.Context, string) error) *pool {
	p := &pool{opts: opts, guard: g, metrics: m, turn: turn, log: opts.Logger, slots: fairqueue.New(opts.Browser.Slots, opts.Browser.Queue), made: time.Now()}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *pool) available() error { return p.opts.Browser.check() }

// missing says whether there is no browser, and tells the log once.
func (p *pool) missing() bool {
	err := p.available()
	if err == nil {
		return false
	}
	p.told.Do(func() {
		p.log.Warn("no browser: pages that need JavaScript are read without it", "missing", err.Error())
	})
	return true
}

// page opens u and gives what it shows. Its errors are those of the package, and
// ctx's cause.
func (p *pool) page(ctx context.Context, u *url.URL) (extract.Response, error) {
	release, err := p.enter(ctx)
	if err != nil {
		return extract.Response{}, err
	}
	defer release()
	if err := p.turn(ctx, u.Host); err != nil {
		return extract.Response{}, err
	}
	inner, cancel := context.WithTimeoutCause(ctx, p.opts.Browser.Timeout, errTimeout)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	for try := 0; ; try++ {
		r, err := p.try(inner, u)
		switch {
		case err == nil || named(err):
			return r, err
		case inner.Err() != nil:
			return extract.Response{}, worded(inner, err)
		case try == 0:
			continue // the browser went down under the page, for whatever reason
		case errors.Is(err, errCrashed):
			return extract.Response{}, wrap(ErrUnavailable, "it crashes the browser's page")
		}
		return extract.Response{}, wrap(ErrUnavailable, "the browser failed under it")
	}
}

// enter waits for a slot, in a queue that has an end and in which each client has
// its turn.
func (p *pool) enter(ctx context.Context) (release func(), err error) {
	start := time.Now()
	release, err = p.slots.Enter(ctx)
	if errors.Is(err, fairqueue.ErrFull) {
		p.metrics.rejected.Inc()
		return nil, wrap(ErrBusy, "the browser's queue is full")
	}
	p.metrics.queued.Observe(time.Since(start).Seconds())
	return release, err
}

func (p *pool) try(ctx context.Context, u *url.URL) (extract.Response, error) {
	e, err := p.acquire(ctx)
	if err != nil {
		return extract.Response{}, err
	}
	v := &visit{pool: p, engine: e, url: u, out: make(chan outcome, 1)}
	if !p.spawn(func() { v.run(ctx) }) {
		p.release(e)
		return extract.Response{}, ErrClosed
	}
	look, taken := time.NewTicker(memoryLook), familyMemory{root: e.nodePID}
	defer look.Stop()
	for ctx.Err() == nil {
		select {
		case o := <-v.out:
			return o.response, o.err
		case <-e.dead:
			return extract.Response{}, errors.New("browser has ended")
		case <-look.C:
			if taken.inUse() > p.opts.Browser.MaxMemory*5/4 {
				p.end(e, "memory")
				return extract.Response{}, wrap(ErrUnavailable, "it takes too much memory in the browser")
			}
		case <-ctx.Done():
		}
	}
	// The end of ctx is closing the tab: that takes milliseconds, or the driver
	// is stuck.
	patience := time.NewTimer(grace)
	defer patience.Stop()
	select {
	case <-v.out:
	case <-e.dead:
	case <-patience.C:
		p.end(e, "stuck")
	}
	return extract.Response{}, context.Cause(ctx)
}

// close ends the browser and all that is open in it, and waits.
func (p *pool) close() error {
	p.mu.Lock()
	p.closed = true
	e := p.engine
	p.mu.Unlock()
	p.cancel()
	if e != nil {
		p.retire(e, "closed")
	}
	p.running.Wait()
	return nil
}
