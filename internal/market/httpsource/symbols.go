package httpsource

import (
	"context"
	"errors"

	"quotewire/internal/market"
)

// OfSymbol is err as the error of one symbol; nil stays nil.
func OfSymbol(symbol market.Symbol, err error) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok {
		return err
	}
	one := *e
	one.Symbol = symbol.String()
	return &one
}

// OneByOne asks for one quote after the other: a ticker or an error for each of symbols.
// Once the source refuses or is down, or ctx has ended, the rest is not asked for and has
// that error.
func OneByOne(ctx context.Context, symbols []market.Symbol, quote func(context.Context, market.Symbol) (*market.Ticker, error)) ([]*market.Ticker, []error) {
	tickers, errs := make([]*market.Ticker, len(symbols)), make([]error, len(symbols))
	var refused error
	for i, symbol := range symbols {
		if errs[i] = OfSymbol(symbol, refused); refused != nil {
			continue
		}
		tickers[i], errs[i] = quote(ctx, symbol)
		if errs[i] = OfSymbol(symbol, errs[i]); market.Refused(errs[i]) || ctx.Err() != nil {
			refused = errs[i]
		}
	}
	return tickers, errs
}
