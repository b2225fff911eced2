package marketdata

import (
	"encoding/json"
	"slices"
	"time"

	"quotewire/internal/market"
)

// Answer is what a route answers with, and whose data that is.
type Answer struct {
	Data    any     // written as a JSON object, or a [Table]
	Origins Origins // never empty
}

// Origins are whose data an answer holds. In JSON the only one, if it is of the
// whole answer, is an object; else they are a list.
type Origins []Origin

// Origin is whose data an answer, or a part of it, is.
type Origin struct {
	Of           string            `json:"of,omitempty"` // a symbol, or the part's name; empty: the whole
	Provider     string            `json:"provider"`
	Simulated    bool              `json:"simulated,omitempty"` // it is made up
	URL          string            `json:"url,omitempty"`       // a page on which a reader can look it up
	AsOf         time.Time         `json:"as_of,omitzero"`      // when the provider answered, UTC
	AgeSeconds   float64           `json:"age_seconds"`         // 0 unless Stale
	Stale        bool              `json:"stale,omitempty"`
	DelayMinutes market.Number     `json:"delay_minutes,omitzero"` // of a quote
	Adjusted     market.Adjustment `json:"adjusted,omitempty"`     // what past prices are adjusted for
	ConfirmedBy  []string          `json:"confirmed_by,omitempty"` // providers that gave the same
	Disputed     []Dispute         `json:"disputed,omitempty"`
}

// Dispute is a figure of which another provider gives another value.
type Dispute struct {
	Field     string        `json:"field"` // as it is called in the answer
	Value     market.Number `json:"value"` // in the answer
	AsOf      time.Time     `json:"as_of,omitzero"`
	Other     market.Number `json:"other"`              // as Provider gives it
	Currency  string        `json:"currency,omitempty"` // of Other, where it is another
	Provider  string        `json:"provider"`
	URL       string        `json:"url,omitempty"`
	OtherAsOf time.Time     `json:"other_as_of,omitzero"`
	Delayed   bool          `json:"delayed,omitempty"` // one of the two lags, which may be all
}

// Untold is what past prices are adjusted for, where a table of them does not tell by its
// adjusted closes.
func (o Origin) Untold() string {
	if o.Adjusted == market.AdjustedForSplits {
		return string(o.Adjusted)
	}
	return ""
}

// Simulated reports whether any of the data is made up.
func (o Origins) Simulated() bool {
	return slices.ContainsFunc(o, func(one Origin) bool { return one.Simulated })
}

// MarshalJSON writes an object or a list.
func (o Origins) MarshalJSON() ([]byte, error) {
	if len(o) == 1 && o[0].Of == "" {
		return json.Marshal(o[0])
	}
	return json.Marshal([]Origin(o))
}

func originOf(part string, o market.Origin) Origin {
	told := Origin{
		Of: part, Provider: o.Provider, Simulated: o.Simulated, URL: o.URL, AsOf: o.AsOf, AgeSeconds: o.Age.Seconds(), Stale: o.Stale,
		Adjusted: o.Adjusted, ConfirmedBy: o.ConfirmedBy,
	}
	for _, d := range o.Disputed {
		told.Disputed = append(told.Disputed, Dispute{
			Field: d.Field, Value: d.Value, AsOf: d.AsOf, Other: d.Other, Currency: d.Currency, Provider: d.Provider, URL: d.URL, OtherAsOf: d.OtherAt, Delayed: d.Delayed,
		})
	}
	return told
}

// asked is the origin of an answer that no data came for: whom Market asks.
func (d *Routes) asked() market.Origin {
	return market.Origin{Provider: d.Provider, Simulated: d.Simulated}
}

func quoteOrigin(part string, t *market.Ticker) Origin {
	o := originOf(part, t.Origin)
	o.DelayMinutes = t.DelayMinutes
	return o
}

// answer is one that is of one origin.
func answer(data any, o market.Origin) *Answer {
	return &Answer{data, Origins{originOf("", o)}}
}

// partsOf is an answer of parts, of which there may be one alone.
func partsOf(data any, origins Origins) *Answer {
	if len(origins) == 1 {
		origins[0].Of = ""
	}
	return &Answer{data, origins}
}
