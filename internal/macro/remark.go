package macro

import (
	"fmt"
	"slices"
)

// remark adds what has to be said of the values.
func (c *computing) remark() {
	say := func(format string, args ...any) { c.Notes = append(c.Notes, fmt.Sprintf(format, args...)) }
	if c.Series.Note != "" && c.Transform != Real {
		say("%s", c.Series.Note)
	}
	if c.Transform == Real && c.Unit.rate() {
		say("A rate less the change of consumer prices from a year before in the same month, computed here. It is not the yield of an inflation-indexed bond.")
	}
	if c.Left > 0 {
		say("%d values are left out: consumer prices of their time are not published yet, or were not published.", c.Left)
	}
	if last := c.Last(); last.Unfinished {
		say("The last %s, %s, is not complete.", before(c.Frequency), c.Label(last.Date))
	}
	if gap, ok := c.gap(); ok {
		say("Nothing was published for %s.", gap)
	}
	if slices.ContainsFunc(c.Values, func(o Observation) bool { return o.Revised }) {
		say("Values that the source marks as revised are marked so.")
	}
}

// gap is the newest month, quarter or year that nothing was published for, of those
// that are shown or compared with.
func (c *computing) gap() (label string, ok bool) {
	if !c.Frequency.calendar() {
		return "", false
	}
	from := c.From
	if c.Transform == YearOnYear && !from.IsZero() {
		from = addMonths(from, -12)
	}
	for i := len(c.published) - 1; i > 0; i-- {
		due := addMonths(c.published[i].Date, -c.Frequency.months())
		if !from.IsZero() && due.Compare(from) < 0 {
			break
		}
		if c.published[i].Date.Compare(c.To) <= 0 && c.published[i-1].Date.Compare(due) < 0 {
			return c.Label(due), true
		}
	}
	return "", false
}
