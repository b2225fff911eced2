package market

import (
	_ "embed" // the table
	"slices"
	"strings"

	"quotewire/internal/spelling"
)

//go:embed order.txt
var orderTable string

// order is in which order sources are asked: a line of the table each.
type order []struct {
	what, kind string
	names      []string
}

func newOrder() (all order) {
	for line := range strings.Lines(orderTable) {
		f := strings.Fields(line)
		if len(f) > 2 && f[0] != "#" {
			all = append(all, struct {
				what, kind string
				names      []string
			}{f[0], f[1], f[2:]})
		}
	}
	return all
}

// of is the names of the sources that are asked first for what of an instrument of that
// kind.
func (o order) of(what string, kind spelling.Kind) []string {
	for _, line := range o {
		if line.what == what && (line.kind == "*" || line.kind == string(kind)) {
			return line.names
		}
	}
	return nil
}

// rank is the place of a source among names: those that are not there come last.
func rank(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	return len(names)
}

// part is which of the lines about prices a query falls under.
func (q HistoryQuery) part() string {
	switch {
	case q.Interval.Length() > 0:
		return "minutes"
	case q.Interval == Day && !q.From.IsZero() && q.From == q.To:
		return "day"
	}
	return "days"
}
