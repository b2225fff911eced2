package answer

import (
	"fmt"
	"time"
)

// SourceKind is what sort of thing a datum came from.
type SourceKind string

// The kinds of source.
const (
	SourceMarket      SourceKind = "market"
	SourceFiling      SourceKind = "filing"
	SourceWeb         SourceKind = "web"
	SourceCalculation SourceKind = "calculation"
)

// Source is where a datum came from. N is its number within the answer, from 1,
// given by the agent; tools leave it 0.
type Source struct {
	N     int
	Kind  SourceKind
	Title string
	URL   string // optional, http or https
	// Provider is where we had it from, in words that nobody else can choose: the
	// market's source, or the host of a page.
	Provider string
	// SiteClaim is what the page's site, or the publisher of an article, is called
	// by itself or by Provider. Empty: nothing else.
	SiteClaim string
	AsOf      time.Time // zero: not known
}

// Head is the line that tells the model the number of a source. All of it are
// words of ours: what others call the source is Name.
func (s Source) Head() string {
	head := fmt.Sprintf("Source [%d]: %s", s.N, s.Provider)
	if !s.AsOf.IsZero() {
		head += ", as of " + s.AsOf.UTC().Format("2006-01-02 15:04 UTC")
	}
	return head
}

// Name is the line that says what a source is called, by itself or by others. It is
// foreign text, to stand within a fence.
func (s Source) Name() string {
	name := fmt.Sprintf("[%d] %s", s.N, s.Title)
	if s.SiteClaim != "" {
		name += " (unproven: of " + s.SiteClaim + ")"
	}
	return name
}
