package kraken

import (
	"context"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
)

// fine is the step of the bars that tell what a price was: it is known as exactly.
const fine = 5 * time.Minute

// change sets the change of a coin over 24 hours and the close of yesterday by the bars
// since then, where those come. A quote without them is one all the same.
func (s *Source) change(ctx context.Context, t *market.Ticker) {
	now := s.client.Now().UTC()
	dayAgo := now.Add(-24 * time.Hour).Truncate(fine)
	rows, err := s.rows(ctx, t.Symbol, fine, dayAgo.Add(-12*fine))
	if err != nil {
		return
	}
	t.PreviousClose = closeBefore(rows, now.Truncate(24*time.Hour))
	t.Change, t.ChangePercent = httpsource.Change(t.Price, closeBefore(rows, dayAgo))
}

// closeBefore is the close of the last bar before a moment, absent where that is more than
// an hour older: nothing is known of the price then.
func closeBefore(rows []candle.Row, moment time.Time) (price market.Number) {
	latest := moment.Add(-time.Hour - fine)
	for _, r := range rows {
		if r.At.Before(moment) && r.At.After(latest) {
			price, latest = r.Close.Above(), r.At
		}
	}
	return price
}
