package market

import (
	"context"
	"fmt"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
)

// depth keeps the answers beyond quotes and bars.
type depth struct {
	fundamentals *cache.Cache[*Fundamentals]
	statements   *cache.Cache[*Statements]
	chains       *cache.Cache[*Chain]
	news         *cache.Cache[*News]
	screens      *cache.Cache[*Screen]
	trends       *cache.Cache[*Trends]
	actions      *cache.Cache[*Actions]
	members      *cache.Cache[*Members]
}

// shelf bounds one of depth's caches.
type shelf[V any] struct {
	name    string
	entries int
	bytes   int64
	ttl     func(V) time.Duration
}

func openShelf[V any](into **cache.Cache[V], o Options, s shelf[V]) (err error) {
	*into, err = cache.New(cache.Options[V]{
		Name: s.name, Entries: s.entries, Bytes: s.bytes,
		Cost: func(key string, v V) int64 { return int64(len(key)) + weigh(v) },
		TTL:  s.ttl,
		// The same as of quotes: see openCaches.
		StaleFor: staleFor, Refused: refused, LoadTimeout: 8 * o.Timeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
	if err != nil {
		return fmt.Errorf("open %s cache: %w", s.name, err)
	}
	return nil
}

// lasting is a time to live that is the same for all values.
func lasting[V any](d time.Duration) func(V) time.Duration {
	return func(V) time.Duration { return d }
}

func (d *depth) open(o Options) error {
	for _, open := range []func() error{
		func() error {
			return openShelf(&d.fundamentals, o, shelf[*Fundamentals]{"fundamentals", 100, 32 << 20, lasting[*Fundamentals](time.Hour)})
		},
		func() error {
			return openShelf(&d.statements, o, shelf[*Statements]{"statements", 100, 16 << 20, lasting[*Statements](6 * time.Hour)})
		},
		func() error {
			return openShelf(&d.chains, o, shelf[*Chain]{"options", 50, 64 << 20, lasting[*Chain](time.Minute)})
		},
		func() error {
			return openShelf(&d.news, o, shelf[*News]{"news", 100, 8 << 20, lasting[*News](5 * time.Minute)})
		},
		func() error {
			return openShelf(&d.screens, o, shelf[*Screen]{"screens", 50, 16 << 20, screenTTL})
		},
		func() error {
			return openShelf(&d.trends, o, shelf[*Trends]{"trends", 20, 1 << 20, lasting[*Trends](5 * time.Minute)})
		},
		func() error {
			return openShelf(&d.actions, o, shelf[*Actions]{"actions", 200, 16 << 20, lasting[*Actions](time.Hour)})
		},
		func() error {
			return openShelf(&d.members, o, shelf[*Members]{"members", 20, 8 << 20, membersTTL})
		},
	} {
		if err := open(); err != nil {
			return err
		}
	}
	return nil
}

func (d *depth) close() {
	for _, c := range []interface{ Close() }{d.fundamentals, d.statements, d.chains, d.news, d.screens, d.trends, d.actions, d.members} {
		c.Close()
	}
}

// kept is the value of key in c, else from load. A stale one is a copy that says
// so. symbol is for errors and may be empty.
func kept[V any, P interface {
	*V
	origin() *Origin
}](ctx context.Context, m *Market, c *cache.Cache[P], key, symbol string, load func(context.Context) (P, error)) (P, error) {
	item, err := c.Get(ctx, key, load)
	if err != nil {
		return nil, m.failure(ctx, symbol, err)
	}
	if !item.Stale {
		return item.Value, nil
	}
	v := *item.Value
	f := P(&v).origin()
	f.Stale, f.Age = true, item.Age
	return &v, nil
}
