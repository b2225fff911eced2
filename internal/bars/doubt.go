package bars

import (
	"cmp"
	"fmt"
	"slices"

	"quotewire/internal/calendar"
)

// Doubt is something in the bars of a history that does not fit together, or that
// was mended because a second fact proved what is right.
type Doubt struct {
	From calendar.Date `json:"from"`        // the first day whose figures it touches
	To   calendar.Date `json:"to,omitzero"` // the last one; zero: to the end
	Kind DoubtKind     `json:"-"`
	Text string        `json:"text"` // one sentence for the reader, without a full stop
}

// DoubtKind is what a doubt is about.
type DoubtKind string

// The kinds of doubt.
const (
	DoubtUnit     DoubtKind = "unit"     // prices change by 100 or 1000 times, as pence become pounds
	DoubtSplit    DoubtKind = "split"    // a split was not applied to the prices before it, or twice
	DoubtJump     DoubtKind = "jump"     // a gap of ten times or more that nothing explains
	DoubtSpike    DoubtKind = "spike"    // a price far off all others, which return
	DoubtOrder    DoubtKind = "order"    // a high under the low, a close outside of both
	DoubtBelow    DoubtKind = "below"    // prices under 0 where none can be
	DoubtAdjusted DoubtKind = "adjusted" // adjusted closes that are not adjusted, or jump
)

// Touches reports whether the doubt is about figures of the days from one to
// another, both inclusive.
func (d Doubt) Touches(from, to calendar.Date) bool {
	return d.From.Compare(to) <= 0 && (d.To.IsZero() || d.To.Compare(from) >= 0)
}

// MaxDoubts is how many doubts are told one by one: more are put together, to one
// of each kind.
const MaxDoubts = 6

// inBrief sorts doubts by day, and puts those of a kind together where there are
// too many.
func inBrief(all []Doubt) []Doubt {
	slices.SortStableFunc(all, func(a, b Doubt) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Kind, b.Kind)) })
	if len(all) <= MaxDoubts {
		return all
	}
	var brief []Doubt
	count := map[DoubtKind]int{}
	for _, d := range all {
		count[d.Kind]++
		i := slices.IndexFunc(brief, func(b Doubt) bool { return b.Kind == d.Kind })
		if i < 0 {
			brief = append(brief, d)
			continue
		}
		if b := &brief[i]; !b.To.IsZero() && (d.To.IsZero() || d.To.Compare(b.To) > 0) {
			b.To = d.To
		}
	}
	for i := range brief {
		if n := count[brief[i].Kind]; n > 1 {
			brief[i].Text += fmt.Sprintf("; and %d more of that kind", n-1)
		}
	}
	return brief
}
