package tools

import (
	"strings"
	"time"

	"quotewire/internal/market"
)

// earnings writes when results are or were announced.
func (w tickerWriter) earnings() {
	t := w.t
	if t.EarningsAt.IsZero() {
		return
	}
	from := market.AnnouncedOn(t.EarningsAt, t.Location).String()
	until := from
	if !t.EarningsUntil.IsZero() {
		until = market.AnnouncedOn(t.EarningsUntil, t.Location).String()
	}
	certainty := ""
	if t.EarningsEstimated {
		certainty = unannounced
	}
	w.line(strings.TrimSpace(t.EarningsWhen+" earnings announcement"), window(from, until, certainty))
}

// unannounced says of a date that it is nobody's word.
const unannounced = "estimated by the source, not announced"

// window writes a date, or the days in which it lies, and how certain that is.
func window(from, until, certainty string) string {
	if until != from {
		from += " to " + until
		certainty = strings.TrimSuffix("a window, "+certainty, ", ")
	}
	if certainty != "" {
		from += " (" + certainty + ")"
	}
	return from
}

// announcement is when results are or were announced, and how sure that is. A window
// is one of days.
func (w *companyWriter) announcement() string {
	e := w.f.Earnings
	if e == nil || len(e.Next) == 0 {
		return ""
	}
	last, certainty := e.Next[len(e.Next)-1], ""
	switch {
	case e.WhenBy(w.asked(), w.f.Location) == market.Latest:
		certainty = "the latest; the next is not announced"
	case e.Estimated:
		certainty = unannounced
	}
	if first, until := market.AnnouncedOn(e.Next[0], w.f.Location), market.AnnouncedOn(last, w.f.Location); first != until {
		return window(first.String(), until.String(), certainty)
	}
	at := w.at(e.Next[0])
	return window(at, at, certainty)
}

// asked is when the source was asked last, and answered or refused: what lies before has
// happened.
func (w *companyWriter) asked() time.Time {
	if w.f.Stale {
		return w.f.AsOf.Add(w.f.Age)
	}
	return w.f.AsOf
}

// at writes a moment at the company's exchange and in UTC.
func (w *companyWriter) at(t time.Time) string {
	zone := w.f.Location
	switch {
	case t.Equal(t.Truncate(24 * time.Hour)): // a day without an hour
		return market.AnnouncedOn(t, w.f.Location).String()
	case zone == time.UTC:
		return moment(t)
	}
	return t.In(zone).Format("2006-01-02 15:04 MST") + " (" + moment(t) + ")"
}
