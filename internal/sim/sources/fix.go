package sources

import (
	"math"
	"strconv"
	"time"

	"quotewire/internal/sim/facts"
)

// fixings are the rates of days that central banks tell: what pairs cost in the minute of
// fixingMinute in London, which is 14:15 in Frankfurt. Both banks take that minute, as in
// reality they differ by less than a day moves.
type fixings struct {
	v     *visit
	place string // an instrument of an exchange that rests when the bank does
	zone  *time.Location
	// published is the minute of the day at the bank from which on its rates are there.
	published int
}

const fixingMinute = 13*60 + 15

// days calls yield with the days of which there are rates, oldest first.
func (f fixings) days(from, to facts.Day, yield func(facts.Day)) {
	x := f.v.catalog.Find(f.place).Exchange
	now := f.v.Now.In(f.zone)
	from, to = max(from, f.v.catalog.Find("EURUSD=X").First), min(to, facts.DayOf(now))
	for d := from; d <= to; d++ {
		if x.Rules.Trades(d) && !now.Before(d.At(f.published, f.zone)) {
			yield(d)
		}
	}
}

// dollars is what one of a currency was worth in US dollars; 0 where the world has none.
func (f fixings) dollars(currency string, d facts.Day) float64 {
	if currency == "USD" {
		return 1
	}
	if in := f.v.catalog.Find(currency + "USD=X"); in != nil {
		return minutePrice(in, d)
	}
	if in := f.v.catalog.Find("USD" + currency + "=X"); in != nil {
		return 1 / minutePrice(in, d)
	}
	return 0
}

func minutePrice(in *facts.Instrument, d facts.Day) float64 {
	s := in.Session(d)
	return s.Span(fixingMinute, fixingMinute).Close
}

// rate is one of a currency in another, to so many decimals; empty where there is none.
// trim leaves out zeros at its end.
func (f fixings) rate(of, in string, d facts.Day, decimals int, trim bool) string {
	r := f.dollars(of, d) / f.dollars(in, d)
	if math.IsInf(r, 0) || math.IsNaN(r) || r == 0 {
		return ""
	}
	if f.v.Fault.Kind == Disagree {
		r *= 1.03
	}
	text := strconv.FormatFloat(r, 'f', decimals, 64)
	if v, err := strconv.ParseFloat(text, 64); trim && err == nil {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return text
}

// dayIn is a date of a query, or what stands for none.
func dayIn(text string, none facts.Day) facts.Day {
	d, err := facts.ParseDay(text)
	if err != nil {
		return none
	}
	return d
}
