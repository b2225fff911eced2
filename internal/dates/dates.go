// Package dates turns what people write about time into explicit dates: "on the
// 13th", "in September", "last quarter", "YTD", "the 10 trading days after 5
// Nov 2024", "Q3 FY2025".
//
// Where the year or month is missing it takes the most recent completed
// occurrence, and it says how it read the words. It never gives a date in the
// future nor a start after its end, and refuses what it cannot read, such as
// 5/11/2024, which means two days.
package dates

import (
	"errors"
	"fmt"
	"strings"
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

// maxText bounds the words that are looked at.
const maxText = 200

// Engine reads dates. It is safe for concurrent use.
type Engine struct{ forms []form }

// New makes an engine.
func New() *Engine { return &Engine{forms()} }

// AsOf is the moment and place from which words about time are read.
type AsOf struct {
	Now      time.Time
	Location *time.Location     // whose today it is; nil: the exchange's
	Exchange *calendar.Exchange // whose trading days count
	// FiscalYearEnd is the month in which the company's fiscal year ends; 0:
	// December. Fiscal 2025 is the one that ends in 2025.
	FiscalYearEnd time.Month
}

// reader reads one text.
type reader struct {
	AsOf
	forms []form
}

// Period is a run of days, both ends inclusive.
type Period struct {
	From, To Date
	Reading  string // how the words were read, for the reader: "September 2026"
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
	r := reader{at, e.forms}
	words := normal(text)
	if words == "" || len(text) > maxText {
		return Period{}, unreadable(text)
	}
	p, err := r.read(words, 0)
	switch {
	case errors.Is(err, ErrUnreadable):
		return Period{}, unreadable(text)
	case err != nil:
		return Period{}, fmt.Errorf("%q: %w", text, err)
	}
	return r.clamp(text, p)
}

func unreadable(text string) error {
	return fmt.Errorf("%w: %.60q: want a date such as 2024-11-05 or 5 Nov 2024, or words such as September, Q3 2024, Q3 FY2025, last month, YTD, past 30 days, since March, from 2024-01-02 to 2024-03-28, or the 10 trading days after 5 Nov 2024", ErrUnreadable, text)
}

// maxDepth bounds phrases within phrases.
const maxDepth = 3

func (r reader) read(words string, depth int) (Period, error) {
	if depth > maxDepth {
		return Period{}, ErrUnreadable
	}
	for _, f := range r.forms {
		if m := f.pattern.FindStringSubmatch(words); m != nil {
			return f.read(r, m[1:], depth)
		}
	}
	return Period{}, ErrUnreadable
}

// clamp keeps the promises about the future and the order of the ends.
func (r reader) clamp(text string, p Period) (Period, error) {
	today := r.today()
	if p.From.Compare(today) > 0 {
		return Period{}, fmt.Errorf("%q: %w: %s is after today, %s", text, ErrFuture, p.From, today)
	}
	if p.To.Compare(today) > 0 {
		p.To = today
		p.Reading += ", so far"
	}
	if p.From.Compare(p.To) > 0 {
		return Period{}, fmt.Errorf("%w: %q: it starts on %s, after its end on %s", ErrUnreadable, text, p.From, p.To)
	}
	if p.From.Year < 1000 {
		return Period{}, unreadable(text)
	}
	return p, nil
}

// today is the reader's day.
func (r reader) today() Date {
	loc := r.Location
	if loc == nil {
		loc = r.Exchange.Location
	}
	return calendar.DateOf(r.Now.In(loc))
}

// completed reports whether d is over: its session has closed, or it is past.
func (r reader) completed(d Date) bool {
	if d.Compare(r.today()) < 0 {
		return true
	}
	if d.Compare(r.today()) > 0 {
		return false
	}
	s, ok := r.Exchange.Session(d)
	return ok && !r.Now.Before(s.Close)
}

// latest is the newest completed period that at makes, from n on downwards: the
// year, or the month counted from year 0.
func (r reader) latest(n int, at func(n int) (Period, bool)) Period {
	for ; ; n-- {
		if p, ok := at(n); ok && r.completed(p.To) {
			return p
		}
	}
}

// plainWords writes punctuation as spaces and long names short.
func plainWords(text string) string {
	return strings.NewReplacer(",", " ", "“", " ", "”", " ", "\"", " ", "?", " ", "’", "'",
		"–", " - ", "—", " - ", "‑", "-", "year-to-date", "ytd", "month-to-date", "mtd", "quarter-to-date", "qtd", "week-to-date", "wtd").Replace(text)
}

// leading are words that say nothing about which days are meant.
func leading() []string {
	return []string{"in ", "on ", "the ", "during ", "for ", "over ", "at ", "of ", "as of ", "within ", "throughout ", "month of ", "year ", "period "}
}

// normal is text in lower case with single spaces and no words that say nothing.
func normal(text string) string {
	s := strings.Join(strings.Fields(plainWords(strings.ToLower(text))), " ")
	s = strings.TrimRight(s, ". ")
	for again := true; again; {
		again = false
		for _, l := range leading() {
			if rest, ok := strings.CutPrefix(s, l); ok {
				s, again = rest, true
			}
		}
	}
	return s
}
