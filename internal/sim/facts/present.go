package facts

import "time"

// Present is what an instrument is at one moment.
type Present struct {
	Clock    Clock
	Bar      Bar       // of the latest session, as far as it has got
	Previous float64   // close of the session before
	At       time.Time // of the price
}

// Present is what the instrument is at a moment.
func (in *Instrument) Present(now time.Time) Present {
	c := in.Exchange.Clock(now)
	if in.Kind == Fund && c.Open { // its price comes when the session is over
		c.Last, c.Open = in.Exchange.Before(c.Last), false
		c.Done = in.Exchange.Minutes(c.Last)
	}
	p := Present{Clock: c, Bar: in.SoFar(c), Previous: in.Close(in.Exchange.Before(c.Last)), At: in.Exchange.Closes(c.Last)}
	if c.Open {
		p.At = now.Truncate(time.Second)
	}
	return p
}

// Outside is the price before or after the session, a fixed part of the day's noise away
// from the close, and whether it is one of before; false where there is none.
func (in *Instrument) Outside(p Present) (price float64, at time.Time, before, ok bool) {
	if !in.Extended() || p.Clock.Open {
		return 0, time.Time{}, false, false
	}
	x, c := in.Exchange, p.Clock
	at = c.Last.At(x.Late(c.Last), x.Zone)
	if before = c.State == StatePre; before {
		at = c.Today.At(x.Open-5, x.Zone)
	}
	price = in.Round(p.Bar.Close * (1 + 0.1*in.Swing*Noise(in.Seed, 40, uint64(c.Last))))
	return price, at.Add(-2 * time.Second), before, true
}
