package yahoo

import "quotewire/internal/market"

// addEarnings prefers the announcement ahead to the last one. Yahoo gives it as a
// window, whose ends are one where the day is known.
func addEarnings(t *market.Ticker, r *row) {
	last, start, end := r.time("earningsTimestamp"), r.time("earningsTimestampStart"), r.time("earningsTimestampEnd")
	if end.Before(start) && !end.IsZero() {
		start, end = end, start
	}
	t.EarningsAt = last
	if start.After(last) {
		t.EarningsAt = start
		t.EarningsEstimated = r.marks["isEarningsDateEstimate"]
	}
	// A last one within the window is a point in it, not the day.
	if !start.IsZero() && end.After(start) && !end.Before(last) {
		t.EarningsAt, t.EarningsUntil = start, end
		t.EarningsEstimated = r.marks["isEarningsDateEstimate"]
	}
}
