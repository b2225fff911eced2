package market

import (
	"context"
	"time"
)

// Actions are the dividends and splits of a period. It is immutable: callers
// share it.
type Actions struct {
	Symbol   Symbol `json:"symbol"`
	Name     string `json:"name,omitempty"`
	Currency string `json:"currency,omitempty"` // of the dividends that name none of their own
	From     Date   `json:"from,omitzero"`      // zero: since trading began
	To       Date   `json:"to"`
	// FirstTrade is when trading began, where Yahoo says so.
	FirstTrade Date       `json:"first_trade,omitzero"`
	Dividends  []Dividend `json:"dividends"` // oldest first
	Splits     []Split    `json:"splits"`    // oldest first
	// SplitsUnknown says that the source does not tell splits: that there are none here
	// means nothing, and amounts are as they were paid, not adjusted for later splits.
	SplitsUnknown bool `json:"splits_unknown,omitempty"`
	Origin
}

// Dividend is paid on each share held before its ex-date.
type Dividend struct {
	Date     Date   `json:"date"`   // ex-date at the exchange
	Amount   Number `json:"amount"` // a share of today: adjusted for later splits, unless SplitsUnknown
	Currency string `json:"currency,omitempty"`
}

// Split turns Denominator shares into Numerator shares on Date.
type Split struct {
	Date        Date   `json:"date"` // first day of trading after it
	Numerator   Number `json:"numerator"`
	Denominator Number `json:"denominator"`
	Ratio       string `json:"ratio,omitempty"` // such as 4:1
}

// Actions are the dividends and splits of symbol from from to to, both inclusive,
// as dates of the exchange. A zero from is since trading began, a zero to is
// today. None at all is no error. While the source refuses us or is down it is what
// it said up to a day ago, marked Stale with its Age.
func (m *Market) Actions(ctx context.Context, symbol Symbol, from, to Date) (*Actions, error) {
	q := HistoryQuery{Symbol: symbol, From: from, To: to, Interval: Day}
	if from.IsZero() {
		q.From = Date{Year: 1900, Month: time.January, Day: 1}
	}
	for field, d := range map[string]Date{"from": from, "to": to} {
		if err := checkDay(field, d); err != nil {
			return nil, err
		}
	}
	q, err := q.normal(m.now())
	if err != nil {
		return nil, err
	}
	return spelled(ctx, symbol, func(ctx context.Context, symbol Symbol) (*Actions, error) {
		q := q
		q.Symbol = symbol
		// Not q.To: what was said yesterday of all until today must be found while the
		// source refuses us.
		key := symbol.String() + "|" + from.String() + "|" + to.String()
		return kept(ctx, m, m.caches.actions, key, symbol.String(), func(ctx context.Context) (*Actions, error) {
			return ask(ctx, m, m.roles.actions, symbol, func(ctx context.Context, s ActionsSource) (*Actions, error) {
				return s.Actions(ctx, symbol, from, q.To)
			})
		})
	})
}
