// Package dates turns what people write about time into explicit dates: "on the
// 13th", "in September", "last quarter", "YTD", "the 10 trading days after 5
// Nov 2024", "Q3 FY2025".
//
// Where the year or month is missing it takes the most recent completed
// occurrence, and it says how it read the words. It never gives a start after
// its end nor, but where AsOf.Ahead asks for it, a date in the future, and
// refuses what it cannot read.
//
// What it decides where words leave a choice:
//   - 5/11/2024, 5.11.2024 and 5-11-2024 mean two days and are refused, unless
//     a part is over 12 or both are equal. Years of two digits are read only
//     where nothing else can be meant: '24, Q3 24, FY25.
//   - "last year", "last quarter" are those of the calendar before the current
//     one; "past year" and "last 12 months" end today. Quarters are whole: "last
//     4 quarters" and "past quarter" are those of the calendar that are over,
//     "last 4 fiscal quarters" the company's.
//   - "last Friday", "last November", "last Christmas" ended before today: on a
//     Friday "last Friday" is a week ago, at any hour. "Friday" may be today once
//     its session is over, and so may "most recent Friday".
//   - Weeks begin on Monday. The first week of a month is its days 1 to 7, the
//     last its last seven. Early, mid and late are the thirds: of a month the
//     days 1 to 10, 11 to 20 and the rest.
//   - "The 10 days after" a day are a period, "a week after" it is a day.
//   - "After" a day leaves it out, "since" and "from" take it in.
//   - "1d" and "past day" name today; "5d" are trading days, today's session
//     included when it has begun, and "past 5 days" those of the calendar.
//   - Named days, such as Thanksgiving, are those of the United States unless
//     their name is of another country.
//   - Ahead: a named day and a day of a month ("Christmas Eve", "24 December") are
//     the next one, today included; whatever else lacks its year is the past one,
//     as everywhere. Period.Beside has the other. "next Friday" is the first one
//     after today. "this month" is the whole of it, and ranges without an end
//     ("since March") end today.
package dates

import (
	"errors"
	"fmt"
	"time"

	"quotewire/internal/calendar"
)

// Date is a day of the calendar.
type Date = calendar.Date

// What can be wrong with words about time.
var (
	ErrUnreadable = errors.New("cannot read the date")
	ErrFuture     = errors.New("the date lies in the future")
)

// maxText bounds the words that are looked at, in bytes.
const maxText = 200

// maxDepth bounds phrases within phrases.
const maxDepth = 3

// Engine reads dates. It is safe for concurrent use.
type Engine struct{ forms []form }

// New makes an engine.
func New() *Engine { return &Engine{forms()} }

// AsOf is the moment and place from which words about time are read.
type AsOf struct {
	Now      time.Time
	Location *time.Location     // whose today it is; nil: the exchange's
	Exchange *calendar.Exchange // whose trading days count; required
	// Ahead allows the future: opening hours are asked for. Nothing is cut off at
	// today then.
	Ahead bool
	// FiscalYearEnd is the month in which the company's fiscal year ends, or near
	// whose end; 0: December.
	FiscalYearEnd time.Month
	// FiscalWeeks are how a year of 52 or 53 weeks is made; nil: it is whole months.
	FiscalWeeks *Weeks
	// FiscalNamedByStart: fiscal 2025 is the year that begins in 2025; else the one
	// that ends in 2025, or near its last day.
	FiscalNamedByStart bool
}

func (a AsOf) validate() error {
	if a.Exchange == nil {
		return errors.New("read a date: no exchange, whose trading days count")
	}
	if a.FiscalYearEnd < 0 || a.FiscalYearEnd > time.December {
		return fmt.Errorf("read a date: a fiscal year that ends in month %d: want 1 to 12, or 0", a.FiscalYearEnd)
	}
	return a.FiscalWeeks.validate()
}

// Period is a run of days, both ends inclusive.
type Period struct {
	From, To Date
	Reading  string // how the words were read, for the reader: "September 2026"
	// Day says that the words named one day as a day: a date, today, a weekday, the
	// last trading day. A period that is one day long, such as YTD on 1 January, is
	// none.
	Day bool
	// Counted is how the days were counted, where the words count trading days.
	Counted Counted
	// Beside is the other reading where AsOf.Ahead leaves a doubt, in words: "the
	// one before was Thursday 24 December 2026", "a week later: Friday 4 December 2026".
	Beside string
}

// Counted are trading days that were counted by the calendar, which does not know
// all closures and sessions: who has bars can count by them.
type Counted struct {
	N        int  // how many; 0: none were counted
	Nth      bool // the last of them alone is meant
	From, To Date // between which days, both inclusive; a zero From is none
	Back     bool // from the end on backwards
	Over     bool // only sessions that are over
}

// String shows the reading with its dates.
func (p Period) String() string {
	days := p.From.String()
	if p.To != p.From {
		days += " to " + p.To.String()
	}
	if p.Reading == "" || p.Reading == days {
		return days
	}
	return p.Reading + " (" + days + ")"
}

// Read reads words about a day or a period. Its errors wrap ErrUnreadable or
// ErrFuture and say what can be read.
func (e *Engine) Read(text string, at AsOf) (Period, error) {
	if err := at.validate(); err != nil {
		return Period{}, err
	}
	if len(text) > maxText {
		return Period{}, unreadable(text)
	}
	doubt := false
	r := reader{AsOf: at, forms: e.forms, doubt: &doubt}
	words := normal(text)
	if at.Ahead {
		words = ahead(text, words)
	}
	p, err := r.read(words, 0)
	var why refusal
	switch {
	case errors.As(err, &why):
		return Period{}, fmt.Errorf("%w: %q: %s", ErrUnreadable, text, string(why))
	case errors.Is(err, ErrUnreadable):
		return Period{}, unreadable(text)
	case err != nil:
		return Period{}, fmt.Errorf("%q: %w", text, err)
	}
	if doubt && p.Beside == "" {
		p.Beside = r.otherwise(words, p)
	}
	return r.clamp(text, p)
}

func unreadable(text string) error {
	return fmt.Errorf("%w: %.60q: want a date such as 2024-11-05 or 5 Nov 2024, or words such as September, Q3 2024, Q3 FY2025, last month, YTD, past 30 days, since March, from 2024-01-02 to 2024-03-28, or the 10 trading days after 5 Nov 2024", ErrUnreadable, text)
}

// oldest and newest are the first and last years that are taken for one.
const (
	oldest = 1000
	newest = 9999
)

// clamp keeps the promises about the future and the order of the ends.
func (r reader) clamp(text string, p Period) (Period, error) {
	today := r.today()
	if p.From.Year < oldest || p.To.Year < oldest || r.Ahead && p.To.Year > newest {
		return Period{}, unreadable(text)
	}
	if !r.Ahead && p.From.Compare(today) > 0 {
		return Period{}, fmt.Errorf("%q: %w: %s is after today, %s", text, ErrFuture, p.From, today)
	}
	if p.From.Compare(p.To) > 0 {
		return Period{}, fmt.Errorf("%w: %q: it starts on %s, after its end on %s", ErrUnreadable, text, p.From, p.To)
	}
	if !r.Ahead && p.To.Compare(today) > 0 {
		p.To = today
		p.Reading += ", so far"
		if p.Counted.Back {
			p.Counted = Counted{} // from an end that is still to come
		}
	}
	return p, nil
}
