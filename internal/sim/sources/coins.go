package sources

import (
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
)

// coin is the instrument of a pair: a coin, or a currency where the exchange trades those.
func (v *visit) coin(base, quote string) *facts.Instrument {
	for _, symbol := range []string{base + "-" + quote, base + quote + "=X"} {
		if in := v.catalog.Find(symbol); in != nil && (in.Kind == facts.Crypto || in.Kind == facts.Currency) {
			return in
		}
	}
	return nil
}

// dayAgo is the price of an instrument 24 hours before now.
func (v *visit) dayAgo(in *facts.Instrument) float64 {
	return v.price(in, in.Present(v.Now.Add(-24*time.Hour)).Bar.Close)
}

// candle is the bar of an instrument that begins at a moment.
type candle struct {
	at time.Time
	facts.Bar
}

// candles are the bars of a step that begin from a moment to another, both inclusive,
// oldest first. The last one of now is as far as it has got. In a day that is not begun,
// and in one without trading, there are none.
func (v *visit) candles(in *facts.Instrument, from, to time.Time, step time.Duration) (all []candle) {
	if to.After(v.Now) {
		to = v.Now
	}
	if first := in.First.Time(); from.Before(first) {
		from = first
	}
	at := from.UTC().Truncate(step)
	if at.Before(from) {
		at = at.Add(step)
	}
	for ; !at.After(to); at = at.Add(step) {
		if b, ok := v.candle(in, at, step); ok {
			all = append(all, candle{at, v.told(in, b)})
		}
	}
	return all
}

func (v *visit) candle(in *facts.Instrument, at time.Time, step time.Duration) (facts.Bar, bool) {
	x, clock := in.Exchange, in.Exchange.Clock(v.Now)
	d := facts.DayOf(at)
	if step < 24*time.Hour {
		d = facts.DayOf(at.In(x.Zone))
	}
	switch {
	case !x.Prices(d), d > clock.Last:
		return facts.Bar{}, false
	case step < 24*time.Hour:
		return minutes(in, d, at, step, clock)
	case d == clock.Last:
		return in.SoFar(clock), true
	}
	return in.Bar(d), true
}

// minutes is a bar of some minutes of a day.
func minutes(in *facts.Instrument, d facts.Day, at time.Time, step time.Duration, clock facts.Clock) (facts.Bar, bool) {
	s := in.Session(d)
	from, end := int(at.Sub(in.Exchange.Opens(d))/time.Minute), s.Minutes
	if d == clock.Last {
		end = clock.Done
	}
	if from < 0 || from > end || from == s.Minutes {
		return facts.Bar{}, false
	}
	return s.Span(from, min(from+int(step/time.Minute), end)), true
}

// fixed is a price as text with so many decimals.
func fixed(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// coins is how many coins a turnover in money is at a price.
func coins(turnover int64, price float64) float64 { return float64(turnover) / price }

// lastDay is the turnover of the 24 hours before now, of which today is a part.
func (v *visit) lastDay(in *facts.Instrument, p facts.Present) int64 {
	before := in.Bar(in.Exchange.Before(p.Clock.Last)).Volume
	left := 1 - float64(p.Clock.Done)/float64(in.Exchange.Minutes(p.Clock.Last))
	return p.Bar.Volume + int64(left*float64(before))
}
