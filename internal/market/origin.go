package market

import "time"

// Origin says whose an answer is and how old. Its source sets all of it but Stale
// and Age.
type Origin struct {
	Provider string `json:"-"` // such as Yahoo Finance
	// URL is a page of the provider's on which a reader can look the answer up, empty
	// where it has none that shows these figures.
	URL  string    `json:"-"`
	AsOf time.Time `json:"as_of"` // when the source answered, UTC
	// Stale says that the source refuses us and that this is what it said Age ago.
	Stale bool          `json:"stale,omitempty"`
	Age   time.Duration `json:"-"`
}

func (o *Origin) origin() *Origin { return o }

// Provider is who gives market data.
type Provider struct {
	Name string // such as Yahoo Finance
	// Site is the base URL of its pages, for a reader to look a figure up. Empty: it
	// has none that show these figures, and its answers have no address.
	Site string
}
