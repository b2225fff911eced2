package sim

import "math"

// session is one day's path of prices by the minute. It starts at the open,
// ends at the close, and touches the high and the low once each: in between it
// runs straight, with noise that never passes high or low.
type session struct {
	in      *instrument
	day     day
	bar     Bar
	minutes int
	at      [4]int     // minutes of the corners
	corner  [4]float64 // open, one extreme, the other, close
}

func (in *instrument) session(d day) session {
	s := session{in: in, day: d, bar: in.bar(d), minutes: in.exchange.minutes(d)}
	n := uint64(d)
	third := float64(s.minutes) / 3
	s.at = [4]int{
		0,
		int(third * (1 + 0.8*noise(in.seed, 30, n))),
		int(third * (2 + 0.19*noise(in.seed, 31, n))),
		s.minutes,
	}
	s.corner = [4]float64{s.bar.Open, s.bar.Low, s.bar.High, s.bar.Close}
	if noise(in.seed, 32, n) > 0 {
		s.corner[1], s.corner[2] = s.bar.High, s.bar.Low
	}
	return s
}

// price is the price after so many minutes.
func (s *session) price(minute int) float64 {
	if s.in.kind == fund {
		return s.bar.Close
	}
	leg := 0
	for leg < 2 && minute > s.at[leg+1] {
		leg++
	}
	a, b := s.at[leg], s.at[leg+1]
	from, to := s.corner[leg], s.corner[leg+1]
	switch {
	case minute <= a:
		return from
	case minute >= b:
		return to
	}
	f := float64(minute-a) / float64(b-a)
	wiggle := 0.15 * (s.bar.High - s.bar.Low) * math.Sqrt(f*(1-f)) * noise(s.in.seed^uint64(s.day), 33, uint64(minute))
	p := s.in.round(from + f*(to-from) + wiggle)
	return min(max(p, s.bar.Low), s.bar.High)
}

// span is the bar of the minutes from (inclusive) to (exclusive).
func (s *session) span(from, to int) Bar {
	p := s.price(from)
	b := Bar{Open: p, High: p, Low: p}
	for m := from; m <= to; m++ {
		p = s.price(m)
		b.High, b.Low = max(b.High, p), min(b.Low, p)
	}
	b.Close = p
	b.Volume = s.traded(to) - s.traded(from)
	return b
}

// traded is the volume after so many minutes: the whole day's at the end.
func (s *session) traded(minute int) int64 {
	return int64(float64(s.bar.Volume) * float64(minute) / float64(s.minutes))
}

// quiet says that nothing was traded in a minute, which Yahoo sends as a bar of
// nulls. The corners are never among them, so that highs and lows stay in.
func (s *session) quiet(minute int) bool {
	if s.in.kind != equity || s.in.exchange.extended && s.in.shares > 1e9 {
		return false
	}
	for _, c := range s.at {
		if minute >= c-1 && minute <= c {
			return false
		}
	}
	return noise(s.in.seed^uint64(s.day), 34, uint64(minute)) > 0.96
}

// sofar is the last session as far as it has gone. A fund is priced once, when
// its session is over.
func (in *instrument) sofar(c clock) Bar {
	switch {
	case !c.open:
		return in.bar(c.last)
	case in.kind == fund:
		return in.bar(in.exchange.before(c.last))
	}
	s := in.session(c.last)
	return s.span(0, c.done)
}
