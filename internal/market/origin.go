package market

import "time"

// Origin says whose an answer is and how old. Its source sets all of it but Stale
// and Age.
type Origin struct {
	// Source is the name of the source that answered, such as yahoo. The Market sets it.
	Source   string `json:"-"`
	Provider string `json:"-"` // such as Yahoo Finance
	// URL is a page of the provider's on which a reader can look the answer up, empty
	// where it has none that shows these figures.
	URL  string    `json:"-"`
	AsOf time.Time `json:"as_of"` // when the source answered, UTC
	// Stale says that the source refuses us and that this is what it said Age ago.
	Stale bool          `json:"stale,omitempty"`
	Age   time.Duration `json:"-"`
	// Simulated says that the answer is made up, as in the demo.
	Simulated bool `json:"-"`
	// Adjusted is what past prices of a history are adjusted for, empty where the answer
	// has none.
	Adjusted Adjustment `json:"-"`
	// ConfirmedBy are the providers that gave the same figures when they were asked
	// beside this one.
	ConfirmedBy []string `json:"-"`
	// Disputed are figures of which another provider gives another value.
	Disputed []Dispute `json:"-"`
}

// Adjustment is what past prices are adjusted for.
type Adjustment string

// The kinds of adjustment.
const (
	// AdjustedForAll has both: the closes are adjusted for splits, the adjusted closes
	// for dividends too.
	AdjustedForAll Adjustment = "splits and dividends"
	// AdjustedForSplits has no dividends: the adjusted closes equal the closes, and no
	// total return can be told.
	AdjustedForSplits Adjustment = "splits"
	// AdjustedForNothing is of what has neither, such as currencies.
	AdjustedForNothing Adjustment = "nothing"
)

// Dispute is a figure of which two providers give values that are further apart than
// can be by the way that they come about.
type Dispute struct {
	Field    string // its JSON name
	Value    Number // of the answer
	AsOf     time.Time
	Other    Number // as Provider gives it
	Currency string // of Other where it is not that of the answer: USDT beside USD
	Provider string
	URL      string
	OtherAt  time.Time // zero: Provider does not say
	// Delayed says that one of the two is behind the other by its delay, which can be all
	// that sets them apart.
	Delayed bool
}

func (o *Origin) origin() *Origin { return o }

// Provider is who gives market data.
type Provider struct {
	Name string // such as Yahoo Finance
	// Site is the base URL of its pages, for a reader to look a figure up. Empty: it
	// has none that show these figures, and its answers have no address.
	Site string
	// Simulated says that its data are made up.
	Simulated bool
}
