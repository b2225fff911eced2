package market

import "time"

// Freshness says how old an answer is.
type Freshness struct {
	AsOf time.Time `json:"as_of"` // when the source answered, UTC
	// Stale says that the source refuses us and that this is what it said Age ago.
	Stale bool          `json:"stale,omitempty"`
	Age   time.Duration `json:"-"`
}

func (f *Freshness) freshness() *Freshness { return f }
