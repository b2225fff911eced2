package twelvedata

import (
	"sync"
	"time"

	"quotewire/internal/market"
)

// creditsAMinute is how many symbols the free plan may ask for in any minute: a request
// costs one for each of its symbols.
const creditsAMinute = 8

// credits are what may be spent at present. A request may arrive at any moment until it has
// ended, so what it cost is there again a minute after that.
type credits struct {
	mu    sync.Mutex
	open  int         // spent on requests under way
	again []time.Time // when each of the others is there again, the first first
}

// take spends as many of n as there are, one at least. done says that what they were spent
// on has ended.
func (c *credits) take(n int) (got int, done func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for len(c.again) > 0 && !now.Before(c.again[0]) {
		c.again = c.again[1:]
	}
	got = min(n, creditsAMinute-c.open-len(c.again))
	if got <= 0 {
		wait := time.Minute
		if len(c.again) > 0 {
			wait = c.again[0].Sub(now)
		}
		return 0, nil, spent(wait)
	}
	c.open += got
	return got, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.open -= got
		for range got {
			c.again = append(c.again, time.Now().Add(time.Minute))
		}
	}, nil
}

// spent is the error of what is not asked for until there are credits again. It is no fault
// of Twelve Data's, and there may be somebody else to ask.
func spent(wait time.Duration) error {
	return &market.Error{Kind: market.ErrUnavailable, Message: "not asked: our own limit on its rate is reached", RetryAfter: wait, Err: market.ErrBusy}
}

// spend takes credits for a request about n symbols. One that would be held back costs none.
func (s *Source) spend(n int) (got int, done func(), err error) {
	if err := s.client.Held(); err != nil {
		return 0, nil, err
	}
	return s.credits.take(n)
}
