package macro

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/market"
)

// Store keeps bytes for longer than the process. Its methods are called many at once and
// end with ctx.
type Store interface {
	// Put keeps value under key until a moment, in the place of an older one.
	Put(ctx context.Context, bucket, key string, value []byte, until time.Time) error
	// Get is what was put under key, nil for nothing and for what is over.
	Get(ctx context.Context, bucket, key string) ([]byte, error)
}

const (
	// bucket is ours in the store.
	bucket = "series"
	// mostWritten is how many answers are written at once, or wait for it: the years of
	// one question. More are dropped, which costs nobody an answer.
	mostWritten = 40
	// largestKept is the most bytes of an answer that is kept.
	largestKept = 1 << 20
	// storeTime bounds one question to the store.
	storeTime = time.Second
	// storeRest is how long a store that failed is left alone.
	storeRest = 5 * time.Second
)

// keeping writes answers to a Store behind their load, and reads them where their source
// refuses us and memory has none.
type keeping struct {
	store     Store
	catalogue *Catalogue
	terms     map[string]time.Duration // by provider, how long answers may be kept
	now       func() time.Time
	logger    *slog.Logger
	places    chan struct{} // one for each write
	running   sync.WaitGroup

	mu     sync.Mutex
	closed bool
	lost   bool
	rests  time.Time // until when the store is left alone
}

func newKeeping(o Options, c *Catalogue) *keeping {
	k := &keeping{
		store: o.Store, catalogue: c, terms: map[string]time.Duration{}, now: o.Now, logger: o.Logger, places: make(chan struct{}, mostWritten),
	}
	for _, s := range o.Sources {
		if one, ok := s.(market.Keeper); ok {
			k.terms[one.Provider().Name] = one.Keepable()
		}
	}
	return k
}

// Keep has an answer written, if its source and the publishers of its series allow it.
func (k *keeping) Keep(key string, p *Part) {
	lasts := k.terms[p.Provider]
	if lasts <= 0 || !k.free(p) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed || time.Now().Before(k.rests) {
		return
	}
	select {
	case k.places <- struct{}{}:
		loaded := k.now()
		k.running.Go(func() {
			defer func() { <-k.places }()
			k.put(key, pack(p, loaded), loaded.Add(lasts))
		})
	default:
	}
}

// free reports whether all of an answer's series are of the catalogue, and of publishers who
// let everybody keep them. Others are of FRED alone, whose ids clients name.
func (k *keeping) free(p *Part) bool {
	if p.Source != fred {
		return true
	}
	for id := range p.Series {
		if !slices.ContainsFunc(k.catalogue.series, func(s Series) bool {
			return slices.Contains(s.Sources, Key{fred, id}) && !slices.Contains(owners(), s.Agency)
		}) {
			return false
		}
	}
	return true
}

// owners are the publishers at FRED whose series are their own.
func owners() []string {
	return []string{"Moody's", "ICE BofA", "S&P Dow Jones Indices", "University of Michigan", "Freddie Mac", "National Association of Realtors"}
}

func (k *keeping) put(key string, value []byte, until time.Time) {
	if len(value) == 0 || len(value) > largestKept {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	k.note(context.Background(), k.store.Put(ctx, bucket, key, value, until))
}

// Recall is the last answer that was kept, for as long as its source allows: one of a
// source that is not asked any more is none.
func (k *keeping) Recall(ctx context.Context, key string) (cache.Old[*Part], bool) {
	k.mu.Lock()
	left := k.closed || time.Now().Before(k.rests)
	k.mu.Unlock()
	if left {
		return cache.Old[*Part]{}, false
	}
	limited, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	value, err := k.store.Get(limited, bucket, key)
	k.note(ctx, err)
	p, loaded, ok := unpack(value)
	if err != nil || !ok {
		return cache.Old[*Part]{}, false
	}
	age := max(0, k.now().Sub(loaded)) // clocks of two machines differ
	lasts := k.terms[p.Provider] - age
	return cache.Old[*Part]{Value: p, Age: age, Lasts: lasts}, lasts > 0
}

// note takes how an operation ended, unless its caller had left. The first failure of a row
// leaves a record, and the success after it.
func (k *keeping) note(caller context.Context, err error) {
	if caller.Err() != nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	was := k.lost
	if k.lost = err != nil; k.lost {
		k.rests = time.Now().Add(storeRest)
	}
	switch {
	case k.lost && !was:
		k.logger.Warn("store of series is lost: answers go on, and none is kept for later or found from before", "error", err)
	case was && !k.lost:
		k.logger.Info("store of series is back")
	}
}

// close waits for what is being written, each for storeTime at most.
func (k *keeping) close() {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.running.Wait()
}
