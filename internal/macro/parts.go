package macro

import (
	"reflect"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

const (
	// staleFor is how long values are worth more than none while a source refuses us.
	staleFor = 4 * 24 * time.Hour
	// maxParts is how many answers of sources are kept at most.
	maxParts = 400
	// overhead is what an entry costs besides its value.
	overhead = 512
)

func openParts(o Options, c *Catalogue) (*cache.Cache[*Part], error) {
	backing, err := keeps(o, c)
	if err != nil {
		return nil, err
	}
	return cache.New(cache.Options[*Part]{
		Name: "series", Entries: maxParts, Bytes: o.CacheBytes, Cost: costOfPart, TTL: freshFor, Backing: backing,
		StaleFor: staleFor, Refused: market.Refused, LoadTimeout: o.LoadTimeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
}

// freshFor is how long a part is served without asking again, by how often values of
// it come. A new one is known soon after its release, for who asks on that day.
func freshFor(p *Part) time.Duration {
	if p.Final {
		return 24 * time.Hour
	}
	fastest := Annual
	for _, all := range p.Series {
		if f := frequencyOf(all); fastest.coarser(f) {
			fastest = f
		}
	}
	switch fastest {
	case Daily:
		return 10 * time.Minute
	case Weekly:
		return 20 * time.Minute
	}
	return 30 * time.Minute
}

func costOfPart(key string, p *Part) int64 {
	size := int64(overhead + len(key) + len(p.URL) + len(p.Provider))
	for name, all := range p.Series {
		size += overhead + int64(len(name)) + int64(cap(all))*int64(reflect.TypeFor[Observation]().Size())
	}
	return size
}
