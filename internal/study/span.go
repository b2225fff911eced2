package study

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/dates"
	"quotewire/internal/market"
)

// Span is words about time, read as days of a market.
type Span struct {
	Words   string      `json:"words"`   // as they were asked
	Reading string      `json:"reading"` // as they were read, such as Monday 13 October 2025
	From    market.Date `json:"from"`
	To      market.Date `json:"to"` // inclusive
	// Market names the trading calendar that trading days were counted by.
	Market string `json:"market"`
	// Sessions is how many trading days there are from From to To; 0 where they
	// were not counted: they span more than five years, or the market's own
	// calendar is not known and no bars told.
	Sessions int `json:"trading_days,omitempty"`
	// Closed is why the market does not trade on a span of one day, such as weekend,
	// or has not traded on it yet.
	Closed string `json:"closed,omitempty"`
	// Note is what is not sure about the reading.
	Note string `json:"note,omitempty"`

	day      bool // one day was asked for as a day: where it has no trading, the one before it is meant
	counted  dates.Counted
	exchange *calendar.Exchange
	exact    bool // exchange is the market's own calendar
}

// String shows the reading with its days.
func (s Span) String() string {
	return dates.Period{From: s.From, To: s.To, Reading: s.Reading}.String()
}

// Read reads words about time as days of symbol's market. zone is the reader's,
// for what today is; nil: the market's. Fiscal years are the company's own. An
// error is a *FieldError for "period", or the market's.
func (s *Study) Read(ctx context.Context, words string, symbol market.Symbol, zone *time.Location) (Span, error) {
	return s.read(ctx, words, symbol, dates.AsOf{Now: s.now(), Location: zone})
}

// read reads words as of a moment, whose exchange and fiscal years it fills in.
func (s *Study) read(ctx context.Context, words string, symbol market.Symbol, at dates.AsOf) (Span, error) {
	exchange, exact := s.venue(ctx, symbol)
	at.Exchange = exchange
	note, err := s.fiscal(ctx, words, symbol, &at)
	if err != nil {
		return Span{}, err
	}
	p, err := s.words.Read(words, at)
	if err != nil {
		return Span{}, unreadable(err)
	}
	span := Span{
		Words: words, Reading: p.Reading, From: p.From, To: p.To, Market: exchange.Name,
		Note: joined(note, p.Beside), day: p.Day, counted: p.Counted, exchange: exchange, exact: exact,
	}
	if exact && p.To.Year-p.From.Year <= 5 {
		span.Sessions = len(exchange.Between(p.From, p.To))
	}
	if p.From == p.To {
		span.Closed = closed(exchange, p.From, at.Now)
	}
	switch {
	case !exact:
		span.Note = joined(span.Note, "the calendar of "+symbol.String()+"'s exchange is not known: where trading days are counted, they are weekdays")
	case exchange.Through == 0:
		span.Note = joined(span.Note, "the holidays of its exchange are not known, only its days of the week")
	case !exchange.Known(p.From) || !exchange.Known(p.To):
		span.Note = joined(span.Note, fmt.Sprintf("holidays are exact from %d to %d only", exchange.From, exchange.Through))
	}
	return span, nil
}

// closed is why there is no trading on a day, or none up to now on today.
func closed(e *calendar.Exchange, day market.Date, now time.Time) string {
	if why := e.Holiday(day); why != "" {
		return why
	}
	today := market.DateOf(now.In(e.Location))
	if session, ok := e.Session(day); ok && e.HasHours() && day.Compare(today) <= 0 && now.Before(session.Open) {
		return "not open yet"
	}
	return ""
}

// movedTo is a span of one day without trading as the day before it that had
// some, and says why.
func (s Span) movedTo(day market.Date, symbol market.Symbol) Span {
	why := fmt.Sprintf("%s did not trade on %s", symbol, s.From)
	if s.Closed != "" {
		why = fmt.Sprintf("%s: closed on %s (%s)", s.exchange.Name, s.From, s.Closed)
	}
	s.Note = joined(s.Note, fmt.Sprintf("%s; the last trading day before it, %s, is used", why, day))
	s.From, s.To, s.Closed, s.Sessions = day, day, "", 1
	return s
}

// traded is a span with so many bars in it, which may be more than its calendar has
// sessions.
func (s Span) traded(bars int) Span {
	s.Closed = ""
	if s.Sessions > 0 || s.From == s.To {
		s.Sessions = max(s.Sessions, bars)
	}
	return s
}

// NoTradingError is a span in which a symbol did not trade. It is a market.ErrNoData.
type NoTradingError struct{ text string }

// Error says what was asked for, and what there was before.
func (e *NoTradingError) Error() string { return e.text }

func (e *NoTradingError) Unwrap() error { return market.ErrNoData }

// NoTrading is that there are no bars in the span. last is the last close before
// it, in words; empty: there is none.
func (s Span) NoTrading(last string) *NoTradingError {
	text := "no trading from " + s.From.String() + " to " + s.To.String()
	if s.From == s.To {
		text = "no trading on " + s.From.String()
	}
	if strings.HasSuffix(s.Reading, "so far") {
		text = fmt.Sprintf("no trading yet in the period: %s", s)
	}
	if last != "" {
		text += "; the last close before is " + last
	}
	return &NoTradingError{text}
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// unreadable turns what package dates says into a fault of the field.
func unreadable(err error) error {
	text := err.Error()
	if wrong, want, ok := strings.Cut(text, ": want "); ok && errors.Is(err, dates.ErrUnreadable) {
		return &FieldError{"period", wrong, want}
	}
	return &FieldError{"period", text, "days that are over, or words for them such as last month, Q3 2025 or the 10 trading days after 5 Nov 2024"}
}
