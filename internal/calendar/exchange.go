package calendar

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// byRule is the last year of exchanges whose holidays are rules of law or of their
// own: their announcements reach no further.
const byRule = 2028

// read takes one line of what is said of an exchange.
func (e *Exchange) read(key, text string) (err error) {
	of, name, _ := strings.Cut(text, ": ")
	first, rest, _ := strings.Cut(of, " ")
	switch key {
	case "zone":
		e.Location, err = time.LoadLocation(of)
	case "years":
		from, through, _ := strings.Cut(of, "-")
		e.Through = byRule
		if e.From, err = strconv.Atoi(from); err == nil && through != "" {
			e.Through, err = strconv.Atoi(through)
		}
	case "list":
		err = e.listed(of)
	case "weekdays":
		e.never = true
	case "daily":
		e.daily = true
	case "no":
		e.hoursOff = true
	case "opens":
		e.opensIn, err = time.LoadLocation(rest)
	case "closes":
		e.closesIn, err = time.LoadLocation(rest)
	case "weekend":
		days, err := someDaysOf(of)
		e.weekends = append(e.weekends, days)
		return err
	case "hours":
		return e.readHours(first, rest)
	case "closed":
		return e.readClosed(of, name)
	case "early", "late":
		return e.readShort(key, first, rest)
	default:
		return errors.New("it says nothing")
	}
	return err
}

// someDaysOf reads days of the week, and until which day.
func someDaysOf(text string) (s someDays, err error) {
	days, until, bounded := strings.Cut(" "+text, " until ")
	if bounded {
		s.until, err = ParseDate(until)
	}
	for name := range strings.FieldsSeq(days) {
		day, ok := weekdayOf(name)
		if !ok {
			return s, errors.New("it names no day of the week")
		}
		s.days = append(s.days, day)
	}
	return s, err
}

func (e *Exchange) readHours(text, days string) error {
	h, err := hoursOf(text)
	if err != nil {
		return err
	}
	if h.open > h.close {
		h.open -= at(24, 0)
	}
	some, err := someDaysOf(days)
	e.hours = append(e.hours, regular{some, h})
	return err
}

func (e *Exchange) readClosed(days, why string) error {
	r, err := ruleOf(days, why)
	if r.holiday.Func != nil {
		e.rules = append(e.rules, r)
	}
	for _, d := range r.dates {
		e.once[d] = why
	}
	return err
}

// readShort takes sessions that end early, or that begin late and end as ever.
func (e *Exchange) readShort(key, at, days string) error {
	days, eve := strings.CutPrefix(days, "eve ")
	c, err := clockOf(at)
	if err != nil {
		return err
	}
	r, err := ruleOf(days, "")
	if key == "early" {
		e.early = append(e.early, earlyClose{c, r, eve})
		return err
	}
	for year := e.From; year <= e.Through; year++ {
		if d := r.on(year); !d.IsZero() {
			e.special[d] = hours{open: c, close: e.usual(d).close}
		}
	}
	return err
}
