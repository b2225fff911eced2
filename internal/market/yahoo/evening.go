package yahoo

import (
	"time"

	"quotewire/internal/market"
)

// ownDays gives bars of a day or longer that start in the last three hours of an
// evening to the day after, on which they are traded: once a country has given up
// summer time, or after its end, Yahoo stamps what should start at midnight at
// 23:00. Futures are left: their day does begin in the evening. The bars are in
// order, and h.Location and h.Kind are set.
func ownDays(bars []market.Bar, h *market.History) []market.Bar {
	if h.Interval.Length() > 0 || h.Kind == market.KindFuture {
		return bars
	}
	kept := bars[:0:0]
	moved := map[int64]bool{} // starts that are not as they were sent
	for i, b := range bars {
		day, evening := dayAfter(bars, i, h)
		if evening {
			b.Time = startOf(day, h.Location).Unix()
			moved[b.Time] = true
		}
		n := len(kept)
		if n > 0 && b.Time < kept[n-1].Time {
			b.Time = kept[n-1].Time // stamped within the evening of a bar that was moved
		}
		if n == 0 || !moved[b.Time] && !moved[kept[n-1].Time] || h.DayOf(kept[n-1]) != h.DayOf(b) {
			kept = append(kept, b)
			continue
		}
		if i == len(bars)-1 && !evening {
			return append(kept, b) // the live price: it is joined to its day later
		}
		kept[n-1] = better(kept[n-1], b, moved)
	}
	return kept
}

// dayAfter is the day that bar i belongs to, where it was stamped the evening
// before. No bar is moved from a Friday to a Saturday where trading has weekends.
func dayAfter(bars []market.Bar, i int, h *market.History) (market.Date, bool) {
	t := time.Unix(bars[i].Time, 0).In(h.Location)
	if t.Hour() < 21 || t.Second() != 0 || t.Minute()%30 != 0 {
		return market.Date{}, false // a live price has the time of its trade
	}
	if i > 0 && i == len(bars)-1 {
		// On the hour by chance: it is of the day whose bar stands before it.
		before := time.Unix(bars[i-1].Time, 0).In(h.Location)
		if market.DateOf(before) == market.DateOf(t) && before.Hour() < 21 {
			return market.Date{}, false
		}
	}
	day := market.DateOf(t).AddDays(1)
	return day, day.Weekday() != time.Saturday || h.Kind == market.KindCrypto || h.Interval == market.Week || h.Interval == market.Month
}

// better is the one of two bars of a day that is kept: the one with all prices,
// else the one that traded more, else the one that was stamped on the day itself.
func better(a, b market.Bar, moved map[int64]bool) market.Bar {
	switch {
	case a.Whole() != b.Whole():
		if a.Whole() {
			return a
		}
		return b
	case a.Volume != b.Volume:
		if a.Volume > b.Volume {
			return a
		}
		return b
	case moved[b.Time] && !moved[a.Time]:
		return a
	}
	return b
}

// startOf is the first moment of a day: where clocks are put forward at midnight
// there is no midnight.
func startOf(d market.Date, loc *time.Location) time.Time {
	t := d.In(loc)
	for range 3 {
		if market.DateOf(t) == d {
			break
		}
		t = t.Add(time.Hour)
	}
	return t
}
