package market

import (
	"math"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// unlessEmpty is a section, or nil when there is nothing in it.
func unlessEmpty[T any](section T) *T {
	if reflect.ValueOf(&section).Elem().IsZero() {
		return nil
	}
	return &section
}

// num is the figure as sent.
func (f figure) num() Number {
	if !f.ok {
		return Number{}
	}
	return Num(f.v)
}

// positive is num without the zeros that Yahoo fills in for what there is none
// of, and without what can only be a fault below them.
func (f figure) positive() Number {
	if f.v <= 0 {
		return Number{}
	}
	return f.num()
}

// nonZero is num without the zeros that Yahoo fills in for what it does not know.
func (f figure) nonZero() Number {
	if f.v == 0 {
		return Number{}
	}
	return f.num()
}

// hundredth turns percent into a fraction, without the tail that binary division
// leaves on a short decimal.
func (f figure) hundredth() Number {
	if !f.ok {
		return Number{}
	}
	if math.Abs(f.v) > 1e6 {
		return Num(f.v / 100)
	}
	return Num(math.Round(f.v*1e8) / 1e10)
}

// moment is the time that f gives in Unix seconds, in UTC, or none.
func (f figure) moment() time.Time {
	if !f.ok || f.v < 1 || f.v > lastSecond {
		return time.Time{}
	}
	return time.Unix(int64(f.v), 0).UTC()
}

// day is the date of moment, which Yahoo gives as midnight in UTC, or none.
func (f figure) day() Date {
	t := f.moment()
	if t.IsZero() {
		return Date{}
	}
	return DateOf(t)
}

// dayOf reads a date as Yahoo writes it in words, or none.
func dayOf(text string) Date {
	d, err := ParseDate(text)
	if err != nil {
		return Date{}
	}
	return d
}

// moments are the times in figures that are some, the earliest first, at most a few.
func moments(figures []figure) (times []time.Time) {
	for _, f := range figures {
		if t := f.moment(); !t.IsZero() && len(times) < 4 {
			times = append(times, t)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// webLink is text when it is the address of a page, else empty.
func webLink(text string) string {
	const longest = 2000
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if text = u.String(); len(text) > longest {
		return ""
	}
	return text
}

// paragraph is text on one line, printable, cut after most characters.
func paragraph(text string, most int) string {
	text = text[:min(len(text), 4*most)]
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError
	}), " ")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "..."
	}
	return text
}
