package market

import (
	"time"

	"quotewire/internal/store"
)

// lastKnown is what outlives the process: answers, for as long as their source allows.
type lastKnown struct {
	store  *store.Client
	terms  map[string]time.Duration // by provider
	now    func() time.Time
	leaves []store.Leaf
}

// newLastKnown is nil without a store.
func newLastKnown[S any](c *store.Client, sources []S, now func() time.Time, z *zones) *lastKnown {
	if c == nil {
		return nil
	}
	return &lastKnown{c, termsOf(sources), now, leaves(z)}
}

// leaves are how the types of answers are written that show no fields.
func leaves(z *zones) []store.Leaf {
	return []store.Leaf{
		store.LeafOf("number", func(b []byte, n *Number) []byte {
			if !n.ok {
				return append(b, 0)
			}
			return store.AppendFloat(append(b, 1), n.value)
		}, func(r *store.Reader, n *Number) {
			if r.Flag() {
				*n = Num(r.Float())
			}
		}),
		store.LeafOf("symbol", func(b []byte, s *Symbol) []byte {
			return store.AppendText(b, s.s)
		}, func(r *store.Reader, s *Symbol) {
			s.s = r.Text()
		}),
		// The name of a time zone, empty for none.
		store.LeafOf("location", func(b []byte, loc **time.Location) []byte {
			if *loc == nil {
				return store.AppendText(b, "")
			}
			return store.AppendText(b, (*loc).String())
		}, func(r *store.Reader, loc **time.Location) {
			if name := r.Text(); name != "" {
				*loc = z.of(name)
			}
		}),
	}
}
