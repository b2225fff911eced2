package access

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-chi/httprate"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"quotewire/internal/api/fault"
	"quotewire/internal/fairqueue"
)

// rateWindow is the time that Options.RateLimit counts in.
const rateWindow = time.Minute

// rateClients bounds the clients that are counted. Past it the one that was
// silent for longest is forgotten, which gives it a fresh allowance: a flood of
// addresses costs accuracy, never memory.
const rateClients = 16384

// newLimiter is nil when perMinute is 0.
func newLimiter(perMinute int) *httprate.RateLimiter {
	if perMinute == 0 {
		return nil
	}
	return httprate.NewRateLimiter(perMinute, rateWindow,
		httprate.WithLimitCounter(newWindows(rateClients)),
		httprate.WithResponseHeaders(httprate.ResponseHeaders{}))
}

// Identify names the client of r, which is that of address without a valid key, and
// counts the request against it, so that guessing is limited too. What is done for
// the request from here on is that client's: r is changed in place, as a copy would
// stay with every open stream.
func (c *Control) Identify(w http.ResponseWriter, r *http.Request, address string) (client string, err error) {
	client, denied := c.keys.authenticate(r, address)
	*r = *r.WithContext(fairqueue.WithClient(r.Context(), client))
	if err := c.limit(w, r, 1, 1); err != nil {
		return client, err
	}
	return client, denied
}

// sizeOfOne is how much a request may ask for that counts as one: so many quotes, or
// measures of symbols.
const sizeOfOne = 10

// Charge counts a request, which Identify has counted as one, by its size: as one for
// each sizeOfOne begun, but never as more than a quarter of the limit, so that the
// largest one is possible whatever the limit is.
func (c *Control) Charge(w http.ResponseWriter, r *http.Request, size int) error {
	units := min((size+sizeOfOne-1)/sizeOfOne, max(1, c.rateLimit/4))
	if units <= 1 {
		return nil
	}
	return c.limit(w, r, units-1, units)
}

// limit counts so many more of the units that a request counts as.
func (c *Control) limit(w http.ResponseWriter, r *http.Request, more, units int) error {
	if c.limiter == nil {
		return nil
	}
	if more > 1 {
		r = r.WithContext(httprate.WithIncrement(r.Context(), more))
	}
	client := fairqueue.ClientOf(r.Context())
	if !c.limiter.OnLimit(w, r, client) {
		return nil
	}
	c.rejected.rateLimited.Inc()
	message := "too many requests"
	if units > 1 {
		message = fmt.Sprintf("too many requests: by its size this one counts as %d", units)
	}
	return &fault.Fault{
		Code: fault.RateLimited, Message: message, Fix: "wait as long as Retry-After says",
		RetryAfter: c.untilAdmitted(client, time.Now(), units),
	}
}

// untilAdmitted is how long client has to wait for a request that counts as units, in
// whole seconds, when it asks nothing meanwhile. At the end of the window is often too
// early: what was asked in it then counts almost in full.
func (c *Control) untilAdmitted(client string, at time.Time, units int) time.Duration {
	start := at.Truncate(rateWindow)
	now, last, err := c.limiter.Counter().Get(client, start, start.Add(-rateWindow))
	if err != nil {
		return rateWindow
	}
	into, room := at.Sub(start), float64(c.rateLimit-units)+0.5
	for wait := time.Second; wait < 2*rateWindow; wait += time.Second {
		switch then := into + wait; {
		case then < rateWindow && weighed(last, then)+float64(now) < room,
			then >= rateWindow && weighed(now, then-rateWindow) < room:
			return wait
		}
	}
	return 2 * rateWindow
}

// weighed is how much the requests of the window before still count: less the
// more of this one has passed. httprate rounds the sum.
func weighed(requests int, into time.Duration) float64 {
	return float64(requests) * float64(rateWindow-into) / float64(rateWindow)
}

// windows counts requests by client for httprate's sliding window, for a
// bounded number of clients.
type windows struct {
	mu      sync.Mutex
	clients *simplelru.LRU[string, *window]
}

type window struct {
	start     time.Time
	now, last int // requests in the window of start and in the one before
}

func newWindows(capacity int) *windows {
	clients, _ := simplelru.NewLRU[string, *window](capacity, nil) // it refuses a capacity below 1 alone
	return &windows{clients: clients}
}

// Config is for counters that look at the limit; this one only counts.
func (c *windows) Config(int, time.Duration) {}

// Increment counts one request.
func (c *windows) Increment(key string, current time.Time) error {
	return c.IncrementBy(key, current, 1)
}

// IncrementBy counts amount requests.
func (c *windows) IncrementBy(key string, current time.Time, amount int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.clients.Get(key)
	if !ok {
		w = &window{start: current}
		c.clients.Add(key, w)
	}
	w.advance(current)
	w.now += amount
	return nil
}

// Get is what was counted in the current and the previous window.
func (c *windows) Get(key string, current, _ time.Time) (int, int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.clients.Peek(key)
	if !ok {
		return 0, 0, nil
	}
	w.advance(current)
	return w.now, w.last, nil
}

func (w *window) advance(current time.Time) {
	switch current.Sub(w.start) {
	case 0, -rateWindow: // one window back: a request that was overtaken
		return
	case rateWindow:
		w.last = w.now
	default: // also a clock that was set back: nobody is locked out until it catches up
		w.last = 0
	}
	w.now, w.start = 0, current
}
