package marketdata

import (
	"encoding/json"
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
	Of           string        `json:"of,omitempty"` // a symbol, or the part's name; empty: the whole
	Provider     string        `json:"provider"`
	URL          string        `json:"url,omitempty"`  // a page on which a reader can look it up
	AsOf         time.Time     `json:"as_of,omitzero"` // when the provider answered, UTC
	AgeSeconds   float64       `json:"age_seconds"`    // 0 unless Stale
	Stale        bool          `json:"stale,omitempty"`
	DelayMinutes market.Number `json:"delay_minutes,omitzero"` // of a quote
}

// MarshalJSON writes an object or a list.
func (o Origins) MarshalJSON() ([]byte, error) {
	if len(o) == 1 && o[0].Of == "" {
		return json.Marshal(o[0])
	}
	return json.Marshal([]Origin(o))
}

func originOf(part string, o market.Origin) Origin {
	return Origin{Of: part, Provider: o.Provider, URL: o.URL, AsOf: o.AsOf, AgeSeconds: o.Age.Seconds(), Stale: o.Stale}
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
