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

// unanswered is what became of a call that failed with err: a result that tells
// the model what it can do, hint, and the log what it has to know; without a hint
// an error for the log alone.
func unanswered(ctx context.Context, err error, hint, summary, subject string) (agent.Result, error) {
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return agent.Result{}, cause
	case hint == "":
		return agent.Result{}, fmt.Errorf("ask for data: %w", err)
	}
	r := failed(summary, subject+": "+hint)
	r.Err = sourceFaults(err)
	return r, nil
}

// failure is what became of a question for subject that failed: a result that the
// model can act on, or an error for the log. noData says what it means that
// there is none.
func failure(ctx context.Context, err error, subject, noData string) (agent.Result, error) {
	hint := advice(err)
	if errors.Is(err, market.ErrNoData) {
		hint = noData
	}
	return unanswered(ctx, err, hint, subject+" failed", subject)
}

// sourceFaults is the first of errs that is a fault of the data source, which an
// operator has to know of, and how many are; nil when there is none. It leaves
// out what is wrapped around a market error, which may hold the model's words.
func sourceFaults(errs ...error) error {
	var first error
	n := 0
	for _, err := range errs {
		if !errors.Is(err, market.ErrBlocked) && !errors.Is(err, market.ErrUnavailable) && !errors.Is(err, market.ErrMalformed) && !errors.Is(err, context.DeadlineExceeded) {
			continue
		}
		if n++; first == nil {
			first = err
			if e, ok := errors.AsType[*market.Error](err); ok {
				first = e
			}
		}
	}
	if first == nil || len(errs) == 1 {
		return first
	}
	return fmt.Errorf("%d of %d: %w", n, len(errs), first)
}

// studyAdvice is advice on what package study failed with.
func studyAdvice(err error) string {
	if f, ok := errors.AsType[*study.FieldError](err); ok {
		return f.Error()
	}
	if e, ok := errors.AsType[*study.NoTradingError](err); ok {
		return e.Error() + ". Try other dates or a longer period."
	}
	if errors.Is(err, study.ErrBusy) {
		return "too much is being computed for others now. Ask once more, for fewer measures or symbols."
	}
	return advice(err)
}

// advice says why market data failed and what the model can do about it. It is
// empty for a fault that package market does not promise: that one belongs in
// the log, so the tools return it. What a market error says of itself is for
// the operator and stays out.
func advice(err error) string {
	if e, ok := errors.AsType[*market.AmbiguousError](err); ok {
		return "this can be read in more than one way. Give one of " + strings.Join(e.Readings, ", ") + "."
	}
	switch {
	case errors.Is(err, market.ErrSymbol):
		return "this cannot be a symbol. Find the right one with the symbols tool; symbols look like AAPL, BRK-B, 7203.T, ^GSPC, EURUSD=X or BTC-USD."
	case errors.Is(err, market.ErrQuery):
		return "it cannot be asked for like this: " + label(strings.TrimPrefix(err.Error(), market.ErrQuery.Error()+": ")) + "."
	case errors.Is(err, market.ErrUnknownSymbol):
		if e, ok := errors.AsType[*market.Error](err); ok && e.Tried != (market.Symbol{}) {
			return fmt.Sprintf("no such symbol, nor %s; it may be delisted or misspelt. Find the right one with the symbols tool.", e.Tried)
		}
		return "no such symbol; it may be delisted or misspelt. Find the right one with the symbols tool."
	case errors.Is(err, market.ErrNoData):
		return "no data in that period. Try other dates, a longer range or a coarser interval."
	case errors.Is(err, market.ErrBlocked):
		if e, ok := errors.AsType[*market.Error](err); ok && e.RetryAfter > 0 {
			return fmt.Sprintf("no source has an answer, and one refuses our requests for another %s. Say that the figure is not to be had now; do not guess it.", age(e.RetryAfter))
		}
		return "no source has an answer, and one refuses our requests. Say that the figure is not to be had now; do not guess it."
	case errors.Is(err, market.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return "no source that has it answers. Say that the figure is not to be had now; do not guess it."
	case errors.Is(err, market.ErrMalformed):
		return "no source has an answer, and one sent something unreadable. Say that the figure is not to be had now; do not guess it."
	default:
		return ""
	}
}
