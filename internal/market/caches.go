package market

import (
	"context"
	"errors"
	"fmt"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
)

// staleFor is how long an answer is worth more than none while a source refuses us.
const staleFor = 24 * time.Hour

// caches keep the answers of the sources, one for each kind.
type caches struct {
	tickers      *cache.Cache[*Ticker]
	histories    *cache.Cache[*History]
	matches      *cache.Cache[[]Match]
	fundamentals *cache.Cache[*Fundamentals]
	statements   *cache.Cache[*Statements]
	chains       *cache.Cache[*Chain]
	news         *cache.Cache[*News]
	screens      *cache.Cache[*Screen]
	trends       *cache.Cache[*Trends]
	actions      *cache.Cache[*Actions]
	members      *cache.Cache[*Members]
	seconds      *cache.Cache[*second]
	opened       []interface{ Close() }
	lastKnown    *lastKnown // nil: nothing outlives the process
}

// cacheSpec bounds one cache.
type cacheSpec[V any] struct {
	name    string
	entries int
	bytes   int64
	ttl     func(V) time.Duration
	cost    func(key string, v V) int64 // nil: weigh
	// backing is that of a cache whose values may outlive the process, nil for one whose
	// may not.
	backing func(s *lastKnown, bucket string) (cache.Backing[V], error)
}

func openCache[V any](c *caches, into **cache.Cache[V], o Options, s cacheSpec[V]) (err error) {
	if s.cost == nil {
		s.cost = func(key string, v V) int64 { return int64(len(key)) + weigh(v) }
	}
	var backing cache.Backing[V]
	if c.lastKnown != nil && s.backing != nil {
		if backing, err = s.backing(c.lastKnown, s.name); err != nil {
			return fmt.Errorf("keep %s: %w", s.name, err)
		}
	}
	*into, err = cache.New(cache.Options[V]{
		Name: s.name, Entries: s.entries, Bytes: s.bytes, Cost: s.cost, TTL: s.ttl, Backing: backing,
		StaleFor: staleFor, Refused: Refused, Patience: firstAnswer, LoadTimeout: o.LoadTimeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
	if err != nil {
		return fmt.Errorf("open %s cache: %w", s.name, err)
	}
	c.opened = append(c.opened, *into)
	return nil
}

// lasting is a time to live that is the same for all values.
func lasting[V any](d time.Duration) func(V) time.Duration {
	return func(V) time.Duration { return d }
}

// open opens all of them; what is open is closed by close, after an error too.
func (c *caches) open(o Options) error {
	return errors.Join(
		openCache(c, &c.tickers, o, cacheSpec[*Ticker]{"ticker", o.CacheEntries, o.CacheBytes, o.tickerTTL, nil, keeps[Ticker]}),
		openCache(c, &c.histories, o, cacheSpec[*History]{"history", 200, 64 << 20, historyTTL, costOfHistory, keeps[History]}),
		openCache(c, &c.matches, o, cacheSpec[[]Match]{"symbols", 500, 4 << 20, lasting[[]Match](24 * time.Hour), nil, nil}),
		openCache(c, &c.fundamentals, o, cacheSpec[*Fundamentals]{"fundamentals", 100, 32 << 20, lasting[*Fundamentals](time.Hour), nil, keeps[Fundamentals]}),
		openCache(c, &c.statements, o, cacheSpec[*Statements]{"statements", 100, 16 << 20, lasting[*Statements](6 * time.Hour), nil, keeps[Statements]}),
		openCache(c, &c.chains, o, cacheSpec[*Chain]{"options", 50, 64 << 20, lasting[*Chain](time.Minute), nil, keeps[Chain]}),
		openCache(c, &c.news, o, cacheSpec[*News]{"news", 100, 8 << 20, lasting[*News](5 * time.Minute), nil, keepsNews}),
		openCache(c, &c.screens, o, cacheSpec[*Screen]{"screens", 50, 16 << 20, screenTTL, nil, keeps[Screen]}),
		openCache(c, &c.trends, o, cacheSpec[*Trends]{"trends", 20, 1 << 20, lasting[*Trends](5 * time.Minute), nil, keeps[Trends]}),
		openCache(c, &c.actions, o, cacheSpec[*Actions]{"actions", 200, 16 << 20, lasting[*Actions](time.Hour), nil, keeps[Actions]}),
		openCache(c, &c.seconds, o, cacheSpec[*second]{"second", o.CacheEntries, o.CacheBytes / 4, o.secondTTL, costOfSecond, nil}),
		openCache(c, &c.members, o, cacheSpec[*Members]{"members", 20, 8 << 20, membersTTL, nil, keeps[Members]}),
	)
}

// close ends the loads.
func (c *caches) close() {
	for _, one := range c.opened {
		one.Close()
	}
}

// dated is an answer with an Origin.
type dated[V any] interface {
	*V
	origin() *Origin
}

// kept is the value of key in c, else from load. symbol is for errors and may be
// empty.
func kept[V any, P dated[V]](ctx context.Context, m *Market, c *cache.Cache[P], key, symbol string, load func(context.Context) (P, error)) (P, error) {
	item, err := c.Get(ctx, key, load)
	return given(ctx, m, symbol, item, err)
}

// given is what a cache gave, for a caller under ctx. What is stale is a copy that
// says so.
func given[V any, P dated[V]](ctx context.Context, m *Market, symbol string, item cache.Item[P], err error) (P, error) {
	if err != nil {
		return nil, m.failure(ctx, symbol, err)
	}
	if !item.Stale {
		return item.Value, nil
	}
	v := *item.Value
	o := P(&v).origin()
	o.Stale, o.Age = true, item.Age
	m.servedStale(o.Source)
	return &v, nil
}
