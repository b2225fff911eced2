package facts

import "math"

// Session is one day's path of prices by the minute. It starts at the open,
// ends at the close, and touches the high and the low once each: in between it
// runs straight, with noise that never passes high or low.
type Session struct {
	in      *Instrument
	day     Day
	bar     Bar
	Minutes int
	at      [4]int     // minutes of the corners
	corner  [4]float64 // open, one extreme, the other, close
}

// Session is the path of a day on which there are prices.
func (in *Instrument) Session(d Day) Session {
	s := Session{in: in, day: d, bar: in.Bar(d), Minutes: in.Exchange.Minutes(d)}
	n := uint64(d)
	third := float64(s.Minutes) / 3
	s.at = [4]int{
		0,
		int(third * (1 + 0.8*Noise(in.Seed, 30, n))),
		int(third * (2 + 0.19*Noise(in.Seed, 31, n))),
		s.Minutes,
	}
	s.corner = [4]float64{s.bar.Open, s.bar.Low, s.bar.High, s.bar.Close}
	if Noise(in.Seed, 32, n) > 0 {
		s.corner[1], s.corner[2] = s.bar.High, s.bar.Low
	}
	return s
}

// price is the price after so many minutes.
func (s *Session) price(minute int) float64 {
	if s.in.Kind == Fund {
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
	wiggle := 0.15 * (s.bar.High - s.bar.Low) * math.Sqrt(f*(1-f)) * Noise(s.in.Seed^uint64(s.day), 33, uint64(minute))
	p := s.in.Round(from + f*(to-from) + wiggle)
	return min(max(p, s.bar.Low), s.bar.High)
}

// Span is the bar of the minutes from (inclusive) to (exclusive).
func (s *Session) Span(from, to int) Bar {
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
func (s *Session) traded(minute int) int64 {
	return int64(float64(s.bar.Volume) * float64(minute) / float64(s.Minutes))
}

// Quiet says that nothing was traded in a minute, which Yahoo sends as a bar of
// nulls. The corners are never among them, so that highs and lows stay in.
func (s *Session) Quiet(minute int) bool {
	if s.in.Kind != Equity || s.in.Exchange.Extended && s.in.Shares > 1e9 {
		return false
	}
	for _, c := range s.at {
		if minute >= c-1 && minute <= c {
			return false
		}
	}
	return Noise(s.in.Seed^uint64(s.day), 34, uint64(minute)) > 0.96
}

// SoFar is the last session as far as it has gone. A fund is priced once, when
// its session is over.
func (in *Instrument) SoFar(c Clock) Bar {
	switch {
	case !c.Open:
		return in.Bar(c.Last)
	case in.Kind == Fund:
		return in.Bar(in.Exchange.Before(c.Last))
	}
	s := in.Session(c.Last)
	return s.Span(0, c.Done)
}
