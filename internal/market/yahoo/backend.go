package yahoo

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/piquette/finance-go/form"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// call is a finance.Backend for one call of the library. It keeps the error,
// which the library flattens to a text, and lets the body through only after
// clean has made it safe.
type call struct {
	client    *client.Client
	symbol    string
	crumb     bool
	set, drop url.Values // parameters to send, and not to send, beside the library's
	// clean turns a body into one that the library can read without a panic and
	// without inventing figures. Its error is an *Error.
	clean func(body []byte) ([]byte, error)
	err   error
}

// Call asks for path and decodes the cleaned answer into v.
func (c *call) Call(path string, values *form.Values, ctx *context.Context, v any) error {
	query := url.Values{}
	if values != nil {
		query = values.ToValues()
	}
	for name := range c.drop {
		query.Del(name)
	}
	for name, value := range c.set {
		query[name] = value
	}
	c.err = c.client.Ask(*ctx, client.Request{
		// Yahoo switched v6 off in 2023; the library still asks for it.
		Path:   strings.Replace("/"+strings.TrimPrefix(path, "/"), "/v6/finance/", "/v7/finance/", 1),
		Query:  query,
		Symbol: c.symbol,
		Crumb:  c.crumb,
		Read: func(body []byte) error {
			body, err := c.clean(body)
			if err != nil {
				return err
			}
			return decode(body, v)
		},
	})
	return c.err
}

// decode reads body into v. A field of an unexpected type is left at zero: its
// absence is known from the cleaned body, and the rest is good.
func decode(body []byte, v any) error {
	err := json.Unmarshal(body, v)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); err == nil || odd {
		return nil
	}
	return &market.Error{Kind: market.ErrMalformed, Err: err}
}

// unwrap is what read makes of a body, or the error that it holds in place of what was
// asked for.
func unwrap[A, V any](body []byte, read func(answer A) (V, error)) (v V, err error) {
	var answer A
	if err := decode(body, &answer); err != nil {
		return v, err
	}
	if f := client.FaultOf(body); f != nil {
		return v, f.Err()
	}
	return read(answer)
}

// only is the one result of an answer about a symbol, under a name. There is none of a
// symbol that Yahoo does not know.
func only[T any](name string, results []*T) (*T, error) {
	switch {
	case results == nil:
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "no " + name + " in the answer"}
	case len(results) == 0:
		return nil, &market.Error{Kind: market.ErrUnknownSymbol}
	case results[0] == nil:
		return nil, &market.Error{Kind: market.ErrMalformed, Message: "an empty " + name}
	}
	return results[0], nil
}

// library runs use, which calls finance-go on c, and returns the error that the
// call really met. A panic of the library is an error too.
func library(ctx context.Context, logger *slog.Logger, c *call, use func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			logger.ErrorContext(ctx, "panic in finance-go", "panic", p, "stack", string(debug.Stack()))
			err = &market.Error{Kind: market.ErrMalformed, Symbol: c.symbol, Message: "finance-go panicked"}
		}
	}()
	err = use()
	if c.err != nil {
		return c.err
	}
	if err != nil {
		return &market.Error{Kind: market.ErrMalformed, Symbol: c.symbol, Message: "finance-go cannot read the answer", Said: client.Line(err.Error())}
	}
	return nil
}
