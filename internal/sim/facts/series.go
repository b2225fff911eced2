package facts

import (
	_ "embed" // the table
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed series.txt
var seriesTable string

// Series is a published rate or a macroeconomic series, named by its id at FRED.
type Series struct {
	ID        string
	Frequency string // daily, everyday, monthly, quarterly, annual, or a day of the week as Mon
	First     Day
	lag       int // days from the end of a period to its release

	level, growth, swing float64
	decimals             int  // of its values
	step                 bool // it moves by quarters of a point at meetings
	seed                 uint64
	offset               float64

	of, other *Series     // it is of, less other, more plus, or the mean of of
	traded    *Instrument // its close, more plus: a yield that exchanges quote too
	plus      float64
	mean      bool
}

// Series is that of an id; nil when there is none.
func (c *Catalog) Series(id string) *Series { return c.series[id] }

// addSeries reads one that is made of itself or of others above or below it in the
// table.
func (c *Catalog) addSeries(cells []string) error {
	first, err := ParseDay(cells[2])
	if err != nil {
		return err
	}
	figures, err := figuresOf(cells[3:7])
	if err != nil {
		return err
	}
	s := &Series{ID: cells[0], Frequency: cells[1], First: first, lag: int(figures[0]), level: figures[1], growth: figures[2] / 100, swing: figures[3], seed: SeedOf(cells[0])}
	s.offset = wander(s.seed, anchor)
	if s.step = cells[7] == "step"; s.step {
		s.decimals = 2
	} else if s.decimals, err = strconv.Atoi(cells[7]); err != nil {
		return fmt.Errorf("parse decimals: %w", err)
	}
	c.series[s.ID] = s
	return nil
}

// derive reads what a series is made of: "A", "A - B", "A + 0.25" or "mean A", where A
// may be an index: its yield is not another one here than on the exchange.
func (c *Catalog) derive(id, formula string) error {
	if formula == "" {
		return nil
	}
	s := c.series[id]
	words := strings.Fields(formula)
	if s.mean = words[0] == "mean"; s.mean {
		words = words[1:]
	}
	s.of, s.traded = c.series[words[0]], c.Find(words[0])
	if s.of == nil && s.traded == nil {
		return fmt.Errorf("no such series: %q", words[0])
	}
	if len(words) < 3 {
		return nil
	}
	if s.other = c.series[words[2]]; s.other != nil {
		return nil
	}
	var err error
	if s.plus, err = strconv.ParseFloat(words[1]+words[2], 64); err != nil {
		return fmt.Errorf("parse formula: %w", err)
	}
	return nil
}

// meeting is how many days lie between the days on which a policy rate may change.
const meeting = 42

// Value is that of a day on which there is one.
func (s *Series) Value(d Day) float64 {
	v := 0.0
	switch {
	case s.mean:
		v = s.of.meanOf(d)
	case s.traded != nil:
		v = s.traded.Close(d) + s.plus
	case s.other != nil:
		v = s.of.Value(d) - s.other.Value(d)
	case s.of != nil:
		v = s.of.Value(d) + s.plus
	case s.step:
		v = s.level + math.Round(s.swing*(wander(s.seed, d/meeting*meeting)-s.offset)/0.25)*0.25
	default:
		v = s.level*math.Exp(s.growth*float64(d-anchor)/yearInDays) + s.swing*(wander(s.seed, d)-s.offset)
	}
	v = max(v, s.least())
	scale := math.Pow10(s.decimals)
	return math.Round(v*scale) / scale
}

// least keeps what cannot be below zero above it: prices, people, rates.
func (s *Series) least() float64 {
	if s.of != nil || s.traded != nil || s.level <= 0 || s.swing >= s.level {
		return math.Inf(-1)
	}
	return s.level / 20
}

// meanOf is the mean of the values of the month that begins on first.
func (s *Series) meanOf(first Day) float64 {
	sum, n := 0.0, 0
	for d := first; d < nextMonth(first, 1); d++ {
		if s.on(d) {
			sum += s.Value(d)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

func nextMonth(d Day, n int) Day {
	y, m, _ := d.Time().Date()
	return Date(y, m+time.Month(n), 1)
}

// on says whether there is a value of a day, of a month or longer by its first one.
func (s *Series) on(d Day) bool {
	_, m, day := d.Time().Date()
	switch s.Frequency {
	case "everyday":
		return true
	case "daily":
		return newYork.Trades(d)
	case "monthly":
		return day == 1
	case "quarterly":
		return day == 1 && m%3 == 1
	case "annual":
		return day == 1 && m == time.January
	}
	return strings.HasPrefix(d.Weekday().String(), s.Frequency)
}

// end is the last day of the period that begins on d.
func (s *Series) end(d Day) Day {
	if n := map[string]int{"monthly": 1, "quarterly": 3, "annual": 12}[s.Frequency]; n > 0 {
		return nextMonth(d, n) - 1
	}
	return d
}

// release is the hour of New York at which values come out, in minutes.
const release = 15*60 + 30

// Days are those of the values that had been released by now, oldest first, from one
// day on.
func (s *Series) Days(from Day, now time.Time, newYorkTime *time.Location) (days []Day) {
	for d := max(from, s.First); d <= DayOf(now.UTC()); d++ {
		if s.on(d) && !(s.end(d)+Day(s.lag)).At(release, newYorkTime).After(now) {
			days = append(days, d)
		}
	}
	return slices.Clip(days)
}

// Text is the value of a day with the decimals that it is published with.
func (s *Series) Text(d Day) string { return strconv.FormatFloat(s.Value(d), 'f', s.decimals, 64) }
