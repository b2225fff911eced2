package httpsource

import (
	"cmp"
	"errors"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// ToFault puts what was found wrong with an answer into outbound's terms, by which a
// source is left alone and counted. Other errors stay as they are.
func ToFault(err error) error {
	e, ok := errors.AsType[*market.Error](err)
	if !ok {
		return err
	}
	f := &outbound.Fault{Kind: e.Kind, Status: e.Status, Message: e.Message, Said: e.Said, RetryAfter: e.RetryAfter, Err: e.Err}
	f.Kind = cmp.Or(map[error]error{
		market.ErrBlocked: outbound.ErrBlocked, market.ErrUnavailable: outbound.ErrUnavailable, market.ErrMalformed: outbound.ErrMalformed,
	}[e.Kind], e.Kind)
	return f
}

// FromFault puts a fault into package market's terms. Other errors stay as they are.
func FromFault(err error) error {
	f, ok := errors.AsType[*outbound.Fault](err)
	if !ok {
		return err
	}
	e := &market.Error{Kind: f.Kind, Status: f.Status, Message: f.Message, Said: f.Said, RetryAfter: f.RetryAfter, Err: f.Err}
	e.Kind = cmp.Or(map[error]error{
		outbound.ErrBlocked: market.ErrBlocked, outbound.ErrUnauthorized: market.ErrBlocked, outbound.ErrMalformed: market.ErrMalformed,
		outbound.ErrUnavailable: market.ErrUnavailable, outbound.ErrNoTurn: market.ErrUnavailable,
	}[f.Kind], f.Kind)
	if f.Kind == outbound.ErrNoTurn {
		e.Err = market.ErrBusy
	}
	return e
}
