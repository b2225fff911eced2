package exhibit

import (
	"fmt"
	"time"

	"quotewire/internal/calendar"
)

// Period is the time that a datum is of: a day, a span of days, a fiscal period by its
// end and its months, or a moment. The zero Period is not known.
type Period struct {
	From, To calendar.Date // alike of one day; From zero: ended on To
	Months   int           // of a fiscal period; 0: it is none
	At       time.Time     // of a moment
}

// On is the period of a day.
func On(day calendar.Date) Period { return Period{From: day, To: day} }

// Span is the days from one to another, both included.
func Span(from, to calendar.Date) Period { return Period{From: from, To: to} }

// Fiscal is the period of so many months that ended on a day; of a balance, which is
// of the day, 0.
func Fiscal(end calendar.Date, months int) Period { return Period{To: end, Months: months} }

// At is the period of a moment.
func At(t time.Time) Period { return Period{At: t} }

// String is the period for programs: a day, a span as from/to, the end of a fiscal
// period with its months as 2024-09-30/P12M, a moment as RFC 3339.
func (p Period) String() string {
	switch {
	case !p.At.IsZero():
		return p.At.UTC().Format(time.RFC3339)
	case p.Months > 0:
		return fmt.Sprintf("%s/P%dM", p.To, p.Months)
	case p.From.IsZero() || p.From == p.To:
		return p.To.String()
	}
	return p.From.String() + "/" + p.To.String()
}
