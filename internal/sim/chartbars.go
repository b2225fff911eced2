package sim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// chart is an answer being filled.
type chart struct {
	asked
	in    *instrument
	now   time.Time
	clock clock

	first                        day // of the first bar
	timestamps                   []int64
	open, high, low, shut, adjcl []any // nil where Yahoo sends null
	volume                       []any
	dividends, splits            fields
	exDays                       []day     // from the first bar until now
	kept                         []float64 // what each dividend left of the price, and all after it
}

func (c *chart) fill() {
	x := c.in.exchange
	from := max(dayOf(time.Unix(c.from, 0).In(x.zone)), c.in.first)
	to := min(dayOf(time.Unix(c.to, 0).In(x.zone)), c.clock.last)
	c.in.exDays(from, c.clock.last, func(d day) { c.exDays = append(c.exDays, d) })
	c.kept = make([]float64, len(c.exDays)+1)
	c.kept[len(c.exDays)] = 1
	for i := len(c.exDays) - 1; i >= 0; i-- {
		c.kept[i] = c.kept[i+1] * c.in.left(c.exDays[i])
	}
	if c.interval.group != nil {
		c.grouped(from, to)
		c.happened(from, to)
		return
	}
	for d := from; d <= to; d++ {
		if !x.rules.trades(d) {
			continue
		}
		if c.interval.minutes > 0 {
			c.intraday(d)
			continue
		}
		if at := x.opens(d).Unix(); at >= c.from && at <= c.to {
			c.daily(d, at)
		}
	}
	if c.interval.minutes == 0 {
		c.happened(from, to)
	}
}

// pending says that d's session makes no bar yet.
func (c *chart) pending(d day) bool {
	return d == c.clock.last && c.clock.open && c.in.kind == fund
}

// session is the bar of d as far as it has gone.
func (c *chart) session(d day) Bar {
	if d == c.clock.last && c.clock.open {
		return c.in.sofar(c.clock)
	}
	return c.in.bar(d)
}

func (c *chart) daily(d day, at int64) {
	switch {
	case c.pending(d):
	case !c.in.exchange.prices(d):
		c.null(d, at)
	case d == c.clock.last && c.clock.open:
		c.add(d, c.now.Unix(), c.session(d))
	default:
		c.add(d, at, c.session(d))
	}
}

// grouped adds one bar a week, month or quarter, each with the time at which
// its calendar period begins.
func (c *chart) grouped(from, to day) {
	// The first period is that of the first session asked for: midnight in
	// London is still the day before in New York.
	for from <= to && (!c.in.exchange.prices(from) || c.in.exchange.opens(from).Unix() < c.from) {
		from++
	}
	start := c.interval.group(from)
	var sum Bar
	var last day
	have := false
	flush := func() {
		if have {
			c.add(last, start.at(0, c.in.exchange.zone).Unix(), sum)
		}
		have = false
	}
	for d := max(start, c.in.first); d <= to; d++ {
		if g := c.interval.group(d); g != start {
			flush()
			start = g
		}
		if !c.in.exchange.prices(d) || c.pending(d) {
			continue
		}
		b := c.session(d)
		if !have {
			sum, have = b, true
		} else {
			sum = Bar{sum.Open, max(sum.High, b.High), min(sum.Low, b.Low), b.Close, sum.Volume + b.Volume}
		}
		last = d
	}
	flush()
}

func (c *chart) intraday(d day) {
	if !c.in.exchange.prices(d) || c.in.kind == fund {
		return
	}
	s := c.in.session(d)
	done := s.minutes
	if d == c.clock.last {
		done = c.clock.done
	}
	open := c.in.exchange.opens(d).Unix()
	step := c.interval.minutes
	for m := 0; m < done; m += step {
		at := open + int64(m)*60
		switch {
		case at < c.from || at > c.to:
		case step == 1 && s.quiet(m):
			c.null(d, at)
		default:
			c.add(d, at, s.span(m, min(m+step, done)))
		}
	}
}

// noisy is a price as Yahoo's charts carry it: a float32 written out as a
// float64, such as 75.0875015258789.
func noisy(v float64) any { return float64(float32(v)) }

func (c *chart) add(d day, at int64, b Bar) {
	c.stamp(d, at)
	c.open, c.high = append(c.open, noisy(b.Open)), append(c.high, noisy(b.High))
	c.low, c.shut = append(c.low, noisy(b.Low)), append(c.shut, noisy(b.Close))
	c.volume = append(c.volume, b.Volume)
	if c.interval.minutes == 0 {
		c.adjcl = append(c.adjcl, noisy(b.Close*c.adjustment(d)))
	}
}

// adjustment is what a close of d is multiplied with to leave out the dividends
// until now.
func (c *chart) adjustment(d day) float64 {
	paid, found := slices.BinarySearch(c.exDays, d)
	if found {
		paid++
	}
	return c.kept[paid]
}

func (c *chart) null(d day, at int64) {
	c.stamp(d, at)
	c.open, c.high = append(c.open, nil), append(c.high, nil)
	c.low, c.shut = append(c.low, nil), append(c.shut, nil)
	c.volume = append(c.volume, nil)
	if c.interval.minutes == 0 {
		c.adjcl = append(c.adjcl, nil)
	}
}

func (c *chart) stamp(d day, at int64) {
	if len(c.timestamps) == 0 {
		c.first = d
	}
	c.timestamps = append(c.timestamps, at)
}

// happened notes the dividends and splits that were asked for.
func (c *chart) happened(from, to day) {
	if len(c.timestamps) == 0 {
		return
	}
	x := c.in.exchange
	if strings.Contains(c.events, "div") {
		c.in.exDays(from-1, to, func(d day) {
			if c.dividends == nil {
				c.dividends = fields{}
			}
			at := x.opens(d).Unix()
			c.dividends[strconv.FormatInt(at, 10)] = fields{"amount": c.in.dividend(d), "date": at}
		})
	}
	for _, s := range c.in.splits {
		if !strings.Contains(c.events, "split") || s.day < from || s.day > to {
			continue
		}
		if c.splits == nil {
			c.splits = fields{}
		}
		at := x.opens(s.day).Unix()
		c.splits[strconv.FormatInt(at, 10)] = fields{
			"date": at, "numerator": s.numerator, "denominator": s.denominator, "splitRatio": s.ratio(),
		}
	}
}
