package sources

import (
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// values are the days and the values of a series that had been released by now, from a
// day to a day, oldest first.
func (v *visit) values(s *facts.Series, from, to facts.Day) []dated {
	if v.Fault.Kind == wire.EmptyResult {
		return nil
	}
	var all []dated
	for _, d := range s.Days(from, v.Now, v.newYork()) {
		if d > to {
			break
		}
		text := s.Text(d)
		if v.Fault.Kind == Disagree {
			text = strconv.FormatFloat(s.Value(d)*1.03, 'f', 2, 64)
		}
		all = append(all, dated{d, text})
	}
	return all
}

// dated is a value as it is written, with its day.
type dated struct {
	day  facts.Day
	text string
}

// newYork is the zone in which the American sources publish.
func (v *visit) newYork() *time.Location { return v.catalog.Synthetic.Zone }

// always is a day after all of them.
const always = facts.Day(1 << 30)

// fields is a JSON object.
type fields = map[string]any
