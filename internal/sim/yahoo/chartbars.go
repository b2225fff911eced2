package yahoo

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
)

// chart is an answer being filled.
type chart struct {
	asked
	in    *facts.Instrument
	now   time.Time
	clock facts.Clock

	first                        facts.Day // of the first bar
	timestamps                   []int64
	open, high, low, shut, adjcl []any // nil where Yahoo sends null
	volume                       []any
	dividends, splits            fields
	exDays                       []facts.Day // from the first bar until now
	kept                         []float64   // what each dividend left of the price, and all after it
}

func (c *chart) fill() {
	x := c.in.Exchange
	from := max(facts.DayOf(time.Unix(c.from, 0).In(x.Zone)), c.in.First)
	to := min(facts.DayOf(time.Unix(c.to, 0).In(x.Zone)), c.clock.Last)
	c.in.ExDays(from, c.clock.Last, func(d facts.Day) { c.exDays = append(c.exDays, d) })
	c.kept = make([]float64, len(c.exDays)+1)
	c.kept[len(c.exDays)] = 1
	for i := len(c.exDays) - 1; i >= 0; i-- {
		c.kept[i] = c.kept[i+1] * c.in.Left(c.exDays[i])
	}
	if c.interval.group != nil {
		c.grouped(from, to)
		c.happened(from, to)
		return
	}
	for d := from; d <= to; d++ {
		if !x.Rules.Trades(d) {
			continue
		}
		if c.interval.minutes > 0 {
			c.intraday(d)
			continue
		}
		if at := x.Opens(d).Unix(); at >= c.from && at <= c.to {
			c.daily(d, at)
		}
	}
	if c.interval.minutes == 0 {
		c.happened(from, to)
	}
}

// pending says that d's session makes no bar yet.
func (c *chart) pending(d facts.Day) bool {
	return d == c.clock.Last && c.clock.Open && c.in.Kind == facts.Fund
}

// session is the bar of d as far as it has gone.
func (c *chart) session(d facts.Day) facts.Bar {
	if d == c.clock.Last && c.clock.Open {
		return c.in.SoFar(c.clock)
	}
	return c.in.Bar(d)
}

func (c *chart) daily(d facts.Day, at int64) {
	switch {
	case c.pending(d):
	case !c.in.Exchange.Prices(d):
		c.null(d, at)
	case d == c.clock.Last && c.clock.Open:
		c.add(d, c.now.Unix(), c.session(d))
	default:
		c.add(d, at, c.session(d))
	}
}

// grouped adds one bar a week, month or quarter, each with the time at which
// its calendar period begins.
func (c *chart) grouped(from, to facts.Day) {
	// The first period is that of the first session asked for: midnight in
	// London is still the day before in New York.
	for from <= to && (!c.in.Exchange.Prices(from) || c.in.Exchange.Opens(from).Unix() < c.from) {
		from++
	}
	start := c.interval.group(from)
	var sum facts.Bar
	var last facts.Day
	have := false
	flush := func() {
		if have {
			c.add(last, start.At(0, c.in.Exchange.Zone).Unix(), sum)
		}
		have = false
	}
	for d := max(start, c.in.First); d <= to; d++ {
		if g := c.interval.group(d); g != start {
			flush()
			start = g
		}
		if !c.in.Exchange.Prices(d) || c.pending(d) {
			continue
		}
		b := c.session(d)
		if !have {
			sum, have = b, true
		} else {
			sum = facts.Bar{Open: sum.Open, High: max(sum.High, b.High), Low: min(sum.Low, b.Low), Close: b.Close, Volume: sum.Volume + b.Volume}
		}
		last = d
	}
	flush()
}

func (c *chart) intraday(d facts.Day) {
	if !c.in.Exchange.Prices(d) || c.in.Kind == facts.Fund {
		return
	}
	s := c.in.Session(d)
	done := s.Minutes
	if d == c.clock.Last {
		done = c.clock.Done
	}
	open := c.in.Exchange.Opens(d).Unix()
	step := c.interval.minutes
	for m := 0; m < done; m += step {
		at := open + int64(m)*60
		switch {
		case at < c.from || at > c.to:
		case step == 1 && s.Quiet(m):
			c.null(d, at)
		default:
			c.add(d, at, s.Span(m, min(m+step, done)))
		}
	}
}

// noisy is a price as Yahoo's charts carry it: a float32 written out as a
// float64, such as 75.0875015258789.
func noisy(v float64) any { return float64(float32(v)) }

func (c *chart) add(d facts.Day, at int64, b facts.Bar) {
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
func (c *chart) adjustment(d facts.Day) float64 {
	paid, found := slices.BinarySearch(c.exDays, d)
	if found {
		paid++
	}
	return c.kept[paid]
}

func (c *chart) null(d facts.Day, at int64) {
	c.stamp(d, at)
	c.open, c.high = append(c.open, nil), append(c.high, nil)
	c.low, c.shut = append(c.low, nil), append(c.shut, nil)
	c.volume = append(c.volume, nil)
	if c.interval.minutes == 0 {
		c.adjcl = append(c.adjcl, nil)
	}
}

func (c *chart) stamp(d facts.Day, at int64) {
	if len(c.timestamps) == 0 {
		c.first = d
	}
	c.timestamps = append(c.timestamps, at)
}

// happened notes the dividends and splits that were asked for.
func (c *chart) happened(from, to facts.Day) {
	if len(c.timestamps) == 0 {
		return
	}
	x := c.in.Exchange
	if strings.Contains(c.events, "div") {
		c.in.ExDays(from-1, to, func(d facts.Day) {
			if c.dividends == nil {
				c.dividends = fields{}
			}
			at := x.Opens(d).Unix()
			c.dividends[strconv.FormatInt(at, 10)] = fields{"amount": c.in.Dividend(d), "date": at}
		})
	}
	for _, s := range c.in.Splits {
		if !strings.Contains(c.events, "split") || s.Day < from || s.Day > to {
			continue
		}
		if c.splits == nil {
			c.splits = fields{}
		}
		at := x.Opens(s.Day).Unix()
		c.splits[strconv.FormatInt(at, 10)] = fields{
			"date": at, "numerator": s.Numerator, "denominator": s.Denominator, "splitRatio": s.Ratio(),
		}
	}
}
