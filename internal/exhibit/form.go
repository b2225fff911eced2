package exhibit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Form is how a value is written. The zero Form is inherited; where none is, a number
// has no digit too many and a moment is written to the second.
type Form struct {
	style  style
	places int8
	flags  flags
}

type style uint8

const (
	shortest style = iota + 1 // 7, or 1.5
	fixed                     // 1,234.50
	signed                    // +1,234.50
	grouped                   // 1,234.5678901: exact, with thousands separators
	words                     // 12.34 billion (12,340,000,000)
	digits                    // 2025: a year, an age
	clock                     // 2025-11-21 16:00
	toMinute                  // 2025-11-21 21:00 UTC
	toSecond                  // 2025-11-21 16:00:00 EST (2025-11-21 21:00:00 UTC)
)

type flags uint8

const (
	unitElsewhere flags = 1 << iota // the unit is not written
	explained                       // a minor unit is explained by its value in the major one
)

// The forms of numbers.

// Fixed has thousands separators and at most so many decimals, at least two when
// they allow.
func Fixed(places int) Form { return Form{style: fixed, places: int8(places)} }

// Signed is Fixed with a plus before what is above zero.
func Signed(places int) Form { return Form{style: signed, places: int8(places)} }

// Grouped is exact, with thousands separators.
func Grouped() Form { return Form{style: grouped} }

// Words is whole units, in words as well from a million on.
func Words() Form { return Form{style: words} }

// Digits is whole and without separators: a year.
func Digits() Form { return Form{style: digits} }

// Shortest has no digit too many.
func Shortest() Form { return Form{style: shortest} }

// The forms of moments.

// Clock is date and time to the minute, where the zone is told elsewhere.
func Clock() Form { return Form{style: clock} }

// UTC is date and time to the minute in UTC.
func UTC() Form { return Form{style: toMinute} }

// Instant is date and time to the second, in the moment's zone and in UTC.
func Instant() Form { return Form{style: toSecond} }

// Plain is f without the unit, which stands elsewhere.
func (f Form) Plain() Form {
	f.flags |= unitElsewhere
	return f
}

// Explained is f with a minor unit explained: "456.00 GBp (pence; 4.5600 GBP)".
func (f Form) Explained() Form {
	f.flags |= explained
	return f
}

// number writes v with its unit.
func (f Form) number(v Value, unit Unit) string {
	s := ""
	switch f.style {
	case fixed:
		s = Decimal(v.Number, int(f.places))
	case signed:
		s = withSign(v.Number, int(f.places))
	case words:
		s = inWords(v.Number)
	case grouped:
		s = Separated(v.digits())
	case digits:
		s = strconv.FormatFloat(v.Number, 'f', 0, 64)
	default:
		s = v.digits()
	}
	if f.flags&unitElsewhere != 0 || unit.silent() {
		return s
	}
	s += " " + unit.Code
	if f.flags&explained != 0 {
		s += unit.inMajor(v.Number)
	}
	return s
}

// Decimal writes v with thousands separators and at most places decimals, at least two
// when places allows.
func Decimal(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	if point := strings.IndexByte(s, '.'); point >= 0 {
		for len(s) > point+3 && s[len(s)-1] == '0' {
			s = s[:len(s)-1]
		}
	}
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // -0.00 is zero
	}
	return Separated(s)
}

// Separated puts a comma before every third digit from the right of the whole part of
// a plain decimal.
func Separated(s string) string {
	if strings.Contains(s, "e") {
		return s
	}
	whole, _, _ := strings.Cut(s, ".")
	first := len(whole) - len(strings.TrimPrefix(whole, "-"))
	for i := len(whole) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func withSign(v float64, places int) string {
	s := Decimal(v, places)
	if v > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

func inWords(v float64) string {
	whole := Decimal(math.Round(v), 0)
	for _, m := range []struct {
		size float64
		name string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if math.Abs(v) >= m.size*0.9995 {
			return fmt.Sprintf("%s %s (%s)", strconv.FormatFloat(v/m.size, 'f', 2, 64), m.name, whole)
		}
	}
	return whole
}

func (f Form) moment(t time.Time) string {
	const minute, second = "2006-01-02 15:04", "2006-01-02 15:04:05"
	switch {
	case f.style == clock:
		return t.Format(minute)
	case f.style == toMinute:
		return t.UTC().Format(minute + " UTC")
	case t.Location() == time.UTC:
		return t.Format(second + " UTC")
	}
	return t.Format(second+" MST") + " (" + t.UTC().Format(second+" UTC") + ")"
}
