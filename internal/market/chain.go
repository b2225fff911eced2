package market

import (
	"context"
	"fmt"
	"time"
)

// Chain is the options on one symbol that expire on one day. It is immutable:
// callers share it.
type Chain struct {
	Symbol      Symbol  `json:"symbol"`
	Expiry      Date    `json:"expiry"`
	Expirations []Date  `json:"expirations"` // of all chains of the symbol, soonest first
	Underlying  *Ticker `json:"underlying,omitempty"`
	// Calls and Puts are ordered by strike.
	Calls []Contract `json:"calls"`
	Puts  []Contract `json:"puts"`
	Origin
}

// Contract is one option. Prices are for one share, in Currency.
type Contract struct {
	Symbol string `json:"symbol"` // the contract's, such as AAPL250228C00110000
	// Size is REGULAR for a hundred shares.
	Size     string `json:"size,omitempty"`
	Currency string `json:"currency,omitempty"`
	Strike   Number `json:"strike"`
	Last     Number `json:"last,omitzero"`
	// Bid and Ask are absent where nobody makes either; a bid of 0 below an ask is
	// one.
	Bid          Number `json:"bid,omitzero"`
	Ask          Number `json:"ask,omitzero"`
	Volume       Number `json:"volume,omitzero"` // contracts, of the last day that it traded
	OpenInterest Number `json:"open_interest,omitzero"`
	// ImpliedVolatility is of a year, a fraction: 0.35 is 35 %. It is absent
	// without a bid and an ask, when Yahoo writes where its search for it began.
	ImpliedVolatility Number    `json:"implied_volatility,omitzero"`
	InTheMoney        bool      `json:"in_the_money"`
	LastTrade         time.Time `json:"last_trade,omitzero"` // UTC
}

// Options is the chain of symbol's options that expire on expiry, or, where that
// is zero, of those that expire next. A day on which none expire is an error that
// wraps ErrNoData and names those on which some do. While the source refuses us or is
// down it is what it said up to a day ago, marked Stale with its Age.
func (m *Market) Options(ctx context.Context, symbol Symbol, expiry Date) (*Chain, error) {
	if err := checkDay("expiry", expiry); err != nil {
		return nil, err
	}
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Chain, error) {
		key := symbol.String() + "|" + expiry.String()
		return kept(ctx, m, m.caches.chains, key, symbol.String(), func(ctx context.Context) (*Chain, error) {
			return ask(ctx, m, m.roles.options, symbol, func(ctx context.Context, s OptionsSource) (*Chain, error) {
				return m.judgedChain(s.Options(ctx, symbol, expiry))
			})
		})
	})
}

// checkDay refuses a day that no calendar has, or that is out of any market's
// time. The zero Date is fine.
func checkDay(field string, d Date) error {
	if d.IsZero() || d.Year >= 1900 && d.Year <= 2200 && DateOf(d.In(time.UTC)) == d {
		return nil
	}
	return fmt.Errorf("%w: %s: %d-%02d-%02d is no date: want one from 1900 to 2200, such as 2025-01-17", ErrQuery, field, d.Year, d.Month, d.Day)
}
