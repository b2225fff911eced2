package scrape

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
)

// keepFor is how long past its time a page is kept, to ask its site only
// whether it has changed, and to have it when the site fails.
const keepFor = time.Hour

// poorTTL is how long a page is kept of which the browser could have got more.
const poorTTL = 10 * time.Second

// Scraper reads pages. It is safe for concurrent use.
type Scraper struct {
	opts    Options
	guard   *guard
	fetcher *fetcher
	robots  *robots
	readers *readers
	browser *pool
	pages   *cache.Cache[*document]
	metrics *metrics
}

// Request says which page to read.
type Request struct {
	URL string
	// Number is which part of a long page, from 1. 0 is the first.
	Number int
	// Named says that the user asked for this page, and not we for him:
	// robots.txt is not for people.
	Named bool
}

// New makes a Scraper and starts nothing: the browser starts when a page needs
// it. The caller must Close it.
func New(opts Options) (*Scraper, error) {
	opts = opts.withDefaults()
	if err := opts.validate(); err != nil {
		return nil, err
	}
	m := newMetrics(opts.Registerer)
	g := newGuard(opts.AllowNets, opts.AllowAddrs, opts.Resolver)
	s := &Scraper{
		opts:    opts,
		guard:   g,
		metrics: m,
		readers: newReaders(opts.Reader, m.readers, opts.Logger),
		fetcher: &fetcher{
			guard:     g,
			transport: newTransport(g, opts),
			hosts:     newHosts(opts.HostConcurrency, opts.HostDelay),
			userAgent: opts.UserAgent,
			timeout:   opts.Timeout,
			maxBody:   opts.MaxBody,
			large:     fairqueue.New(largeBodies, 0),
		},
	}
	small := *s.fetcher
	small.maxBody = maxRobots
	var err error
	s.robots, err = newRobots(opts.Registerer, func(ctx context.Context, u *url.URL) (*answer, error) {
		return small.fetch(ctx, order{url: u})
	})
	if err != nil {
		return nil, fmt.Errorf("make robots cache: %w", err)
	}
	s.fetcher.robots = s.robots
	s.browser = newPool(opts, g, s.metrics, s.fetcher.hosts.turn)
	if s.pages, err = cache.New(s.cacheOptions()); err != nil {
		return nil, fmt.Errorf("make page cache: %w", err)
	}
	return s, nil
}

func (s *Scraper) cacheOptions() cache.Options[*document] {
	return cache.Options[*document]{
		Name:    "pages",
		Entries: s.opts.CacheEntries,
		Bytes:   s.opts.CacheBytes,
		Cost:    func(key string, d *document) int64 { return int64(len(key)) + d.size() },
		TTL: func(d *document) time.Duration {
			if d.poor {
				return min(s.opts.CacheTTL, poorTTL)
			}
			return s.opts.CacheTTL
		},
		StaleFor: keepFor,
		Refused: func(err error) bool {
			return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrBlocked) || errors.Is(err, ErrBusy)
		},
		// The last is the wait for a place in the browser.
		LoadTimeout: s.opts.Timeout + 2*s.opts.Browser.Timeout + 2*extractTime + time.Minute,
		Share:       fairqueue.Share,
		Registerer:  s.opts.Registerer,
	}
}

// Page is the first part of the page at url, which we chose ourselves: its
// site's robots.txt is respected. See [Scraper.Read].
func (s *Scraper) Page(ctx context.Context, url string) (Page, error) {
	return s.Read(ctx, Request{URL: url})
}

// Read is a page, or a part of it. Callers of one page share one reading of it,
// which ends when the last of them leaves. Its errors are those of this package,
// and the cause of ctx as soon as it ends.
func (s *Scraper) Read(ctx context.Context, r Request) (Page, error) {
	u, err := s.guard.checkURL(r.URL)
	if err != nil {
		return Page{}, fmt.Errorf("read page: %w", err)
	}
	if r.Number < 0 {
		return Page{}, fmt.Errorf("read page: %w", wrap(ErrPart, "parts count from 1"))
	}
	named := r.Named || s.opts.IgnoreRobots
	key := cacheKey(u, named)
	item, err := s.pages.Get(ctx, key, func(ctx context.Context) (*document, error) {
		old, _ := s.pages.Kept(key)
		return s.load(ctx, order{url: u, robots: !named, old: old.Value})
	})
	if err != nil {
		return Page{}, fmt.Errorf("read page: %w", closedOr(err))
	}
	p, err := item.Value.part(max(1, r.Number), s.opts.PartBytes)
	if err != nil {
		return Page{}, fmt.Errorf("read page: %w", err)
	}
	p.Stale = item.Stale
	return p, nil
}

// cacheKey tells pages apart that are read under different rules. The fragment
// names a place in a page, not another page.
func cacheKey(u *url.URL, named bool) string {
	plain := *u
	plain.Fragment, plain.RawFragment = "", ""
	if named {
		return "named " + plain.String()
	}
	return plain.String()
}

func closedOr(err error) error {
	if errors.Is(err, cache.ErrClosed) {
		return ErrClosed
	}
	if errors.Is(err, cache.ErrLoadTimeout) {
		return wrap(ErrUnavailable, "no complete answer in time")
	}
	if panicked, ok := errors.AsType[*cache.PanicError](err); ok {
		return fmt.Errorf("%w: %w", ErrUnavailable, panicked)
	}
	return err
}

// Available is nil when the machine has a browser that pages can be read in,
// else what is missing.
func (s *Scraper) Available() error { return s.browser.available() }

// Sandboxed says whether the browser, when there is one, has its sandbox.
func (s *Scraper) Sandboxed() bool { return s.opts.Browser.sandboxed() }

// Problem is why the browser cannot be used and since when, nil when it can: one
// that was named is not there, or the last start failed. A machine without a
// browser that nobody named has no problem.
func (s *Scraper) Problem() (since time.Time, err error) { return s.browser.problem() }

// ReaderProblem is why the last process that was to make text of pages did not start and
// since when they do not, nil when it did.
func (s *Scraper) ReaderProblem() (since time.Time, err error) { return s.readers.starts.problem() }

// Close ends all that is being read, and the browser, and waits for it. Every
// later call gives ErrClosed. It may be called more than once.
func (s *Scraper) Close() error {
	s.pages.Close()
	s.robots.close()
	err := s.browser.close()
	s.readers.close()
	s.fetcher.transport.CloseIdleConnections()
	return err
}
