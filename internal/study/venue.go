package study

import (
	"context"
	"strings"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
)

// venue is the calendar of symbol's exchange. Most are told by the symbol's form,
// which needs no request; what is left is asked of its quote. exact is false where
// the exchange's own calendar is not known: the days are then weekdays in the time
// zone of the quote, without holidays and hours.
func (s *Study) venue(ctx context.Context, symbol market.Symbol) (exchange *calendar.Exchange, exact bool) {
	text := symbol.String()
	if e, ok := s.calendars.OfSymbol(text); ok {
		return e, true
	}
	if !strings.ContainsAny(text, "^.=") { // what has no suffix trades in the United States
		return s.calendars.NewYork(), true
	}
	// Whatever fails here fails again, with a better word for it, when the bars are
	// asked for.
	t, err := s.market.Quote(ctx, symbol)
	if err != nil {
		return calendar.Weekdays(time.UTC), false
	}
	if e, ok := s.calendars.Of(t.Exchange); ok {
		return e, true
	}
	return calendar.Weekdays(t.Location), false
}
