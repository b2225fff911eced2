package agent

import (
	"net/url"
	"slices"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/sanitize"
)

// maxTitle caps each name of a source, in bytes.
const maxTitle = 200

// Sources numbers what an answer rests on, from 1, each source once.
type Sources []answer.Source

// Add gives s its number; found says that it is new. What it says of itself is
// foreign text: it is folded into one line, and an address that a browser
// would not fetch is dropped. One that comes again is what it was at first, whoever
// confirms it by then and however old it is.
func (l *Sources) Add(s answer.Source) (numbered answer.Source, found bool) {
	s.Title, s.Provider, s.SiteClaim = oneLine(s.Title, maxTitle), oneLine(s.Provider, maxTitle), oneLine(s.SiteClaim, maxTitle)
	s.ConfirmedBy = slices.Clone(s.ConfirmedBy)
	for i, by := range s.ConfirmedBy {
		s.ConfirmedBy[i] = oneLine(by, maxTitle)
	}
	if !s.AsOf.IsZero() {
		s.AsOf = s.AsOf.UTC().Truncate(time.Second) // zones and fractions would tell the same source apart
	}
	if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		s.URL = ""
	}
	for _, known := range *l {
		if nameOf(s) == nameOf(known) {
			return known, false
		}
	}
	s.N = len(*l) + 1
	*l = append(*l, s)
	return s, true
}

// sourceName is what tells one source from another.
type sourceName struct {
	kind                            exhibit.OriginKind
	title, provider, siteClaim, url string
	asOf                            time.Time
}

func nameOf(s answer.Source) sourceName {
	return sourceName{s.Kind, s.Title, s.Provider, s.SiteClaim, s.URL, s.AsOf}
}

// Known is what a text may cite and lead to: the sources that there are by then.
func (l *Sources) Known() sanitize.Sources {
	return sanitize.Sources{
		Count:  func() int { return len(*l) },
		Number: func(n int) (int, bool) { return n, n >= 1 && n <= len(*l) },
		Addresses: func(yield func(string) bool) {
			for _, s := range *l {
				if s.URL != "" && !yield(s.URL) {
					return
				}
			}
		},
	}
}
