package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"quotewire/internal/agent"
	"quotewire/internal/market"
	"quotewire/internal/study"
)

// unread is what became of words about time that could not be read.
func unread(ctx context.Context, err error, subject string) (agent.Result, error) {
	if cause := context.Cause(ctx); cause != nil {
		return agent.Result{}, cause
	}
	hint := studyAdvice(err)
	if hint == "" {
		return agent.Result{}, fmt.Errorf("read %s: %w", subject, err)
	}
	return failed(subject+" failed", subject+": "+hint), nil
}

// studyAdvice is advice on what package study failed with.
func studyAdvice(err error) string {
	if f, ok := errors.AsType[*study.FieldError](err); ok {
		return f.Error()
	}
	if e, ok := errors.AsType[*study.NoTradingError](err); ok {
		return e.Error() + ". Try other dates or a longer period."
	}
	return advice(err)
}

// advice says why market data failed and what the model can do about it. It is
// empty for a fault that package market does not promise: that one belongs in
// the log, so the tools return it. What a market error says of itself is for
// the operator and stays out.
func advice(err error) string {
	switch {
	case errors.Is(err, market.ErrSymbol):
		return "this cannot be a symbol. Find the right one with the symbols tool; symbols look like AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD."
	case errors.Is(err, market.ErrQuery):
		return "it cannot be asked for like this: " + label(strings.TrimPrefix(err.Error(), market.ErrQuery.Error()+": ")) + "."
	case errors.Is(err, market.ErrUnknownSymbol):
		return "no such symbol; it may be delisted or misspelt. Find the right one with the symbols tool."
	case errors.Is(err, market.ErrNoData):
		return "no data in that period. Try other dates, a longer range or a coarser interval."
	case errors.Is(err, market.ErrBlocked):
		if e, ok := errors.AsType[*market.Error](err); ok && e.RetryAfter > 0 {
			return fmt.Sprintf("the data source refuses our requests for another %s. Say that the figure is not to be had now; do not guess it.", age(e.RetryAfter))
		}
		return "the data source refuses our requests. Say that the figure is not to be had now; do not guess it."
	case errors.Is(err, market.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return "the data source does not answer. Say that the figure is not to be had now; do not guess it."
	case errors.Is(err, market.ErrMalformed):
		return "the data source sent something unreadable. Say that the figure is not to be had now; do not guess it."
	default:
		return ""
	}
}
