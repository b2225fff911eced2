package yahoo

import (
	"math"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// unlessEmpty is a section, or nil when there is nothing in it.
func unlessEmpty[T any](section T) *T {
	if reflect.ValueOf(&section).Elem().IsZero() {
		return nil
	}
	return &section
}

// num is the figure as sent.
func (f figure) num() market.Number {
	if !f.ok {
		return market.Number{}
	}
	return market.Num(f.v)
}

// positive is num without the zeros that Yahoo fills in for what there is none
// of, and without what can only be a fault below them.
func (f figure) positive() market.Number {
	if f.v <= 0 {
		return market.Number{}
	}
	return f.num()
}

// nonZero is num without the zeros that Yahoo fills in for what it does not know.
func (f figure) nonZero() market.Number {
	if f.v == 0 {
		return market.Number{}
	}
	return f.num()
}

// hundredth turns percent into a fraction, without the tail that binary division
// leaves on a short decimal.
func (f figure) hundredth() market.Number {
	if !f.ok {
		return market.Number{}
	}
	if math.Abs(f.v) > 1e6 {
		return market.Num(f.v / 100)
	}
	return market.Num(math.Round(f.v*1e8) / 1e10)
}

// moment is the time that f gives in Unix seconds, in UTC, or none.
func (f figure) moment() time.Time {
	if !f.ok || f.v < 1 || f.v > lastSecond {
		return time.Time{}
	}
	return time.Unix(int64(f.v), 0).UTC()
}

// day is the date of moment, which Yahoo gives as midnight in UTC, or none.
func (f figure) day() market.Date {
	t := f.moment()
	if t.IsZero() {
		return market.Date{}
	}
	return market.DateOf(t)
}

// dayOf reads a date as Yahoo writes it in words, or none.
func dayOf(text string) market.Date {
	d, _ := market.ParseDate(text)
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

func firstText(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return client.Line(text)
		}
	}
	return ""
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

// zone is the named IANA time zone, or a fixed one of so many seconds east of
// UTC when there is no such name.
func zone(name string, offset int) *time.Location {
	if name != "" && name != "Local" {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc
		}
	}
	if offset == 0 || offset < -24*3600 || offset > 24*3600 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}
