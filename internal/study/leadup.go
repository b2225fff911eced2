package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"quotewire/internal/market"
)

// farBack is how many days of the calendar before a span are looked at first for the
// close before it, when that is not near.
const farBack = 731

// leadUp sees to it that the close before the span is among the bars, or says
// that there is none.
func (s *Study) leadUp(ctx context.Context, d *dailyBars) error {
	first := d.days[d.from]
	if d.from == 0 {
		switch began := d.history.FirstTrade; {
		case !began.IsZero() && began.Compare(first) >= 0:
			d.note = "no close before the first bar: trading began on " + began.String()
			return nil
		case d.span.From.Compare(oldest()) <= 0:
			return nil // all that there is was asked for
		}
		h, err := s.earlier(ctx, d.asked, first)
		switch cause := context.Cause(ctx); {
		case cause != nil:
			return cause
		case errors.Is(err, market.ErrNoData):
			d.note = "no close before " + first.String() + " was found"
			return nil
		case err != nil:
			d.note = "the close before " + first.String() + " could not be had"
			return nil
		}
		// Asked for again from there, so that the source's bars are judged across the
		// gap too.
		from := h.DayOf(h.Bars[len(h.Bars)-1])
		if h, err = s.market.History(ctx, market.HistoryQuery{Symbol: d.asked, From: from, To: d.span.To, Interval: market.Day}); err != nil {
			return cmp.Or(context.Cause(ctx), err)
		}
		again := newDailyBars(d.asked, h, d.span, d.wanted)
		if again.from == 0 || again.from >= len(again.days) {
			d.note = "the close before " + first.String() + " could not be had"
			return nil
		}
		d.history, d.days, d.from, d.adjusted = again.history, again.days, again.from, again.adjusted
	}
	if before := d.days[d.from-1]; before.Compare(first.AddDays(-leadClose)) < 0 {
		d.note = fmt.Sprintf("it did not trade between %s and %s: the close before is as old as that", before, first)
	}
	return nil
}

// oldest is before the data of any exchange, as words for all of its history read.
func oldest() market.Date { return market.Date{Year: 1900, Month: time.January, Day: 1} }

// earlier gets bars before a day: those of the two years before it, or all where
// these have none.
func (s *Study) earlier(ctx context.Context, symbol market.Symbol, day market.Date) (*market.History, error) {
	to := day.AddDays(-1)
	h, err := s.market.History(ctx, market.HistoryQuery{Symbol: symbol, From: day.AddDays(-farBack), To: to, Interval: market.Day})
	if errors.Is(err, market.ErrNoData) {
		h, err = s.market.History(ctx, market.HistoryQuery{Symbol: symbol, From: oldest(), To: to, Interval: market.Day})
	}
	if err != nil || len(h.Bars) == 0 {
		return nil, cmp.Or(err, market.ErrNoData)
	}
	return h, nil
}
