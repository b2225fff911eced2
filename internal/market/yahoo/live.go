package yahoo

import (
	"time"

	"quotewire/internal/bars"
	"quotewire/internal/market"
)

// hours are the regular hours of the exchange's present session, or of the next
// one before it opens.
type hours struct{ start, end time.Time }

func sessionOf(m chartMeta) hours {
	r := m.CurrentPeriod.Regular
	if !r.Start.ok || !r.End.ok || r.End.v < r.Start.v || r.End.v > lastSecond || r.Start.v < 0 {
		return hours{}
	}
	return hours{time.Unix(int64(r.Start.v), 0), time.Unix(int64(r.End.v), 0)}
}

// wholeDay reports whether trading goes on round the clock, as with currencies.
func (s hours) wholeDay() bool { return s.end.Sub(s.start) >= 23*time.Hour }

// open reports whether the session is under way at now.
func (s hours) open(now time.Time) bool {
	end := s.end
	if s.wholeDay() {
		end = end.Add(time.Minute) // Yahoo ends such a day at 23:59
	}
	return !now.Before(s.start) && now.Before(end)
}

// mergeLive joins the live price, which Yahoo appends as a bar of its own, to the
// bar of the interval that it belongs to.
func mergeLive(bars []market.Bar, h *market.History, s hours) []market.Bar {
	n := len(bars)
	if n < 2 || !sameInterval(bars[n-2], bars[n-1], h, s) {
		return bars
	}
	last, live := bars[n-2], bars[n-1]
	merged := last.Join(live)
	// The live bar is today's alone: beside a week or month that does not hold today
	// yet its volume is added; of a day it is the whole day's.
	long := h.Interval == market.Week || h.Interval == market.Month
	if !long || last.Volume < 0 || live.Volume < 0 || holds(last, live) {
		merged.Volume = max(last.Volume, live.Volume)
	}
	if long && last.High == 0 {
		merged.High = 0 // today's is not the week's
	}
	if long && last.Low == 0 {
		merged.Low = 0
	}
	return append(bars[:n-2], merged)
}

// holds reports whether a week or month has the day in it already: it ends in the
// day's own close, reaches as high and as low where that is known, and traded no
// less.
func holds(long, day market.Bar) bool {
	return long.Close == day.Close && (long.High == 0 || long.High == bars.Highest(long.High, day.High)) &&
		(long.Low == 0 || long.Low == bars.Lowest(long.Low, day.Low)) && long.Volume >= day.Volume
}

// sameInterval reports whether b, the bar after a, is no interval of its own.
func sameInterval(a, b market.Bar, h *market.History, s hours) bool {
	ta, tb := time.Unix(a.Time, 0).In(h.Location), time.Unix(b.Time, 0).In(h.Location)
	switch h.Interval {
	case market.Day:
		return market.DateOf(ta) == market.DateOf(tb)
	case market.Week:
		return weekOf(market.DateOf(ta)) == weekOf(market.DateOf(tb))
	case market.Month:
		return ta.Year() == tb.Year() && ta.Month() == tb.Month()
	}
	length := h.Interval.Length()
	if length == 0 {
		return false
	}
	// A bar that starts as the session ends holds the closing price and no trade.
	closing := !s.wholeDay() && tb.Equal(s.end) && b.Volume <= 0
	return tb.Sub(ta) < length || closing
}

// weekOf is the Monday of d's week.
func weekOf(d market.Date) market.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// unfinished reports whether the interval of the last bar is not over at now.
func unfinished(h *market.History, s hours, now time.Time) bool {
	last := time.Unix(h.Bars[len(h.Bars)-1].Time, 0).In(h.Location)
	local := now.In(h.Location)
	switch h.Interval {
	case market.Day:
		return s.open(now) && market.DateOf(last) == market.DateOf(local)
	case market.Week:
		return weekOf(market.DateOf(last)) == weekOf(market.DateOf(local)) && !weekOver(s, local)
	case market.Month:
		return last.Year() == local.Year() && last.Month() == local.Month()
	}
	return s.open(now) && !last.Before(s.start)
}

// weekOver reports whether the week's last session is behind local: from Friday's
// close on, but for what trades on Sunday too.
func weekOver(s hours, local time.Time) bool {
	switch local.Weekday() {
	case time.Friday:
		return !s.wholeDay() && !s.end.IsZero() && !local.Before(s.end) && market.DateOf(s.end.In(local.Location())) == market.DateOf(local)
	case time.Saturday, time.Sunday:
		return !s.open(local)
	}
	return false
}
