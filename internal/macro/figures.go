package macro

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"quotewire/internal/market"
)

// Decimals of what is computed.
const (
	percentPlaces = 4 // of a change in per cent
	averagePlaces = 2 // more than the values have
)

// rounded is v to so many decimals, without the tail that binary arithmetic leaves: a
// half is rounded away from zero, as people do.
func rounded(v float64, places int) float64 {
	power := math.Pow10(places)
	// 0.285 * 100 is 28.499999999999996 to the machine.
	scaled, err := strconv.ParseFloat(strconv.FormatFloat(v*power, 'g', 14, 64), 64)
	if err != nil || math.Abs(scaled) >= 1<<53 {
		return v
	}
	if v = math.Round(scaled) / power; v == 0 {
		return 0 // not -0
	}
	return v
}

// placesOf is how many decimals the values have at most as they were published.
func placesOf(all []Observation) (most int) {
	for _, o := range all {
		text := strconv.FormatFloat(o.Value, 'f', -1, 64)
		if point := strings.IndexByte(text, '.'); point >= 0 {
			most = max(most, len(text)-point-1)
		}
	}
	return min(most, 8)
}

// percentChange is by how many per cent a value changed, false where that has no
// meaning: from nothing, or from below it.
func percentChange(before, after float64) (float64, bool) {
	if before <= 0 {
		return 0, false
	}
	return rounded((after-before)/before*100, percentPlaces), true
}

// changes are the changes from the observation before each, of the first none.
func (q *query) changes(all []Observation, percent bool) (changed []Observation) {
	places := placesOf(all)
	for i := 1; i < len(all); i++ {
		if o, ok := changeOf(all[i-1], all[i], percent, places); ok {
			changed = append(changed, o)
		}
	}
	return changed
}

func changeOf(before, o Observation, percent bool, places int) (Observation, bool) {
	was := before.Value
	o.Since, o.Revised = before.Date, o.Revised || before.Revised
	o.Unfinished = o.Unfinished || before.Unfinished
	if percent {
		var ok bool
		o.Value, ok = percentChange(was, o.Value)
		return o, ok
	}
	o.Value = rounded(o.Value-was, places)
	return o, true
}

// yearAgo is how many days before the same day of the year before a value of a day may
// lie to be compared with: over a weekend with holidays.
const yearAgo = 7

// yearOnYear are the changes from a year ago. What was not published a year ago has
// none.
func (q *query) yearOnYear(all []Observation, f Frequency) (changed []Observation) {
	percent, places := !q.match.Series.Unit.rate(), placesOf(all)
	for _, o := range all {
		before, ok := agoOf(all, o.Date, f)
		if !ok {
			continue
		}
		if o, ok := changeOf(before, o, percent, places); ok {
			changed = append(changed, o)
		}
	}
	return changed
}

// agoOf is the observation of the same month, quarter or year a year before d, of weeks
// that of 52 weeks before, and of days the last one up to the same day.
func agoOf(all []Observation, d market.Date, f Frequency) (Observation, bool) {
	day := addMonths(d, -12)
	if f == Weekly {
		day = d.AddDays(-52 * 7)
	}
	i, found := slices.BinarySearchFunc(all, day, func(o Observation, d market.Date) int { return o.Date.Compare(d) })
	switch {
	case found:
		return all[i], true
	case f.calendar() || i == 0 || daysBetween(all[i-1].Date, day) > yearAgo:
		return Observation{}, false
	}
	return all[i-1], true
}
