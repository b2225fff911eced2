package macro

import "quotewire/internal/market"

// averages are the means of the observations in each period of every. latest is the
// last day that anything is known of: a period that ends after it is not finished.
func averages(all []Observation, of, every Frequency, latest market.Date) (means []Observation) {
	places := placesOf(all) + averagePlaces
	for len(all) > 0 {
		start := every.start(all[0].Date)
		end := every.end(start)
		n := 0
		for n < len(all) && all[n].Date.Compare(end) <= 0 {
			n++
		}
		mean := meanOf(all[:n], places)
		mean.Date = start
		mean.Unfinished = !complete(all[:n], of, every, latest)
		means = append(means, mean)
		all = all[n:]
	}
	return means
}

// complete says that nothing of a period is missing.
func complete(all []Observation, of, every Frequency, latest market.Date) bool {
	if n := of.months(); n > 0 {
		return len(all) == every.months()/n
	}
	start := every.start(all[0].Date)
	end := every.end(start)
	// Days without a value at its beginning or its end are a weekend with a holiday, or
	// a week between two values.
	const few = 7
	return latest.Compare(end.AddDays(-few/2)) >= 0 && daysBetween(start, all[0].Date) < few && daysBetween(all[len(all)-1].Date, end) < few
}

// meanOf is the mean of observations, dated as the first.
func meanOf(all []Observation, places int) Observation {
	mean := Observation{Date: all[0].Date, Count: len(all)}
	sum := 0.0
	for _, o := range all {
		sum += o.Value
		mean.Revised = mean.Revised || o.Revised
	}
	mean.Value = rounded(sum/float64(len(all)), places)
	return mean
}
