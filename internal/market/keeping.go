package market

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/store"
)

// keeping is the lastKnown's part of one cache. The load that succeeds is written, and what
// is written is read when every source refuses.
type keeping[V any, P dated[V]] struct {
	lastKnown *lastKnown
	bucket    string
	packer    store.Packer
	// named says that a key holds a symbol or one of our own words, and nothing else
	// that a client wrote. may says that so does the answer, and that who else has a say in
	// it lets it be kept. nil: all do.
	named func(key string) bool
	may   func(key string, v *V) bool
}

// keeps is the backing of a cache of which all is kept.
func keeps[V any, P dated[V]](s *lastKnown, bucket string) (cache.Backing[P], error) {
	return keepsSome[V, P](s, bucket, nil)
}

func keepsSome[V any, P dated[V]](s *lastKnown, bucket string, may func(key string, v *V) bool) (cache.Backing[P], error) {
	p, err := store.NewPacker(reflect.TypeFor[V](), s.leaves...)
	return &keeping[V, P]{lastKnown: s, bucket: bucket, packer: p, may: may}, err
}

// Keeps is the backing of a cache of other answers with an Origin, those of sources that
// may be Keepers. Of them it keeps what may be kept.
func Keeps[V any, P dated[V], S any](c *store.Client, bucket string, sources []S, now func() time.Time, may func(key string, v *V) bool) (cache.Backing[P], error) {
	return keepsSome[V, P](newLastKnown(c, sources, now, new(zones)), bucket, may)
}

// keepsNews keeps what was written about a symbol, which its source says of an article,
// and nothing that is about a client's words.
func keepsNews(s *lastKnown, bucket string) (cache.Backing[*News], error) {
	p, err := store.NewPacker(reflect.TypeFor[News](), s.leaves...)
	return &keeping[News, *News]{
		lastKnown: s, bucket: bucket, packer: p,
		named: func(key string) bool {
			symbol, err := ParseSymbol(key)
			return err == nil && strings.EqualFold(symbol.s, key)
		},
		may: func(key string, n *News) bool {
			return slices.ContainsFunc(n.Articles, func(a Article) bool {
				return slices.ContainsFunc(a.Symbols, func(s Symbol) bool { return strings.EqualFold(s.s, key) })
			})
		},
	}, err
}

// Keep has v written, if it is an answer of a source that allows it.
func (k *keeping[V, P]) Keep(key string, v P) {
	if v == nil || k.named != nil && !k.named(key) || k.may != nil && !k.may(key, v) {
		return
	}
	lasts := k.lastKnown.terms[v.origin().Provider]
	if lasts <= 0 {
		return
	}
	loaded := k.lastKnown.now()
	k.lastKnown.store.Put(k.bucket, key, loaded.Add(lasts), func() []byte { return k.packer.Pack(v, loaded) })
}

// Recall is the last answer that was kept, for as long as its source allows: one of a
// source that is not asked any more is none.
func (k *keeping[V, P]) Recall(ctx context.Context, key string) (cache.Old[P], bool) {
	if k.named != nil && !k.named(key) {
		return cache.Old[P]{}, false
	}
	old, loaded, ok := k.packer.Unpack(k.lastKnown.store.Get(ctx, k.bucket, key))
	if !ok {
		return cache.Old[P]{}, false
	}
	v := P(old.(*V))
	age := max(0, k.lastKnown.now().Sub(loaded)) // clocks of two machines differ
	left := k.lastKnown.terms[v.origin().Provider] - age
	return cache.Old[P]{Value: v, Age: age, Lasts: left}, left > 0
}
