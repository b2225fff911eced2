package answer

import (
	"fmt"

	"quotewire/internal/exhibit"
)

// Source is an origin that an answer rests on. N is its number within the answer,
// from 1, given by the agent.
type Source struct {
	N int
	exhibit.Origin
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
