package macro

import "quotewire/internal/market"

// Series is what is known of one series before anybody is asked.
type Series struct {
	ID         string // ours: us-10y; of one that has none the source's: fred:DGS10
	Title      string
	Agency     string // who publishes it, which may be another than the source
	Unit       Unit
	Frequency  Frequency // empty: told by its observations
	Adjustment string    // seasonally adjusted, or not; empty: of what has no seasons
	// Lag is days from the end of a period to its release, negative where not known.
	Lag     int
	Sources []Key // in the order in which they are asked
	Names   []string
	Note    string

	meanings []meaning
}

// Key is what a series is called by one of its sources.
type Key struct {
	Source string // treasury, nyfed, ecb or fred
	Key    string // a column, a rate and its field, a flow with its key, an id
}

// String is the key as the catalogue has it.
func (k Key) String() string { return k.Source + ":" + k.Key }

// Observation is one value of a series.
type Observation struct {
	// Date is the day that it is of, or the first one of its month, quarter or year; of
	// a week the day that the source names it by.
	Date  market.Date
	Value float64
	// Revised says that the source marks it as changed since it was first published.
	Revised bool
	// Since is the date of the observation that it is a change from. Zero: of none.
	Since market.Date
	// Count is how many values it is an average of. 0: it is none.
	Count int
	// Unfinished says that its month, quarter or year lacks values still.
	Unfinished bool
}
