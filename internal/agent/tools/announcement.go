package tools

import (
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/study"
)

// earnings writes when results are or were announced.
func (w *tickerWriter) earnings() {
	a := study.AnnouncementOf(w.t)
	if a.From.IsZero() {
		return
	}
	certainty := ""
	if a.Estimated {
		certainty = unannounced
	}
	w.words(strings.TrimSpace(a.When+" earnings announcement"), window(a.From.String(), a.Until.String(), certainty))
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
	a := study.NextAnnouncement(w.f)
	if a.From.IsZero() {
		return ""
	}
	certainty := ""
	switch {
	case a.When == market.Latest:
		certainty = "the latest; the next is not announced"
	case a.Estimated:
		certainty = unannounced
	}
	if a.From != a.Until {
		return window(a.From.String(), a.Until.String(), certainty)
	}
	at := w.at(a.At)
	return window(at, at, certainty)
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
