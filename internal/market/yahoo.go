package market

import (
	"log/slog"
	"reflect"
	"time"
)

// yahoo asks Yahoo Finance and reads its answers. It has every role, and covers all
// symbols: they are Yahoo's.
type yahoo struct {
	transport *transport
	provider  Provider
	fields    map[string]reflect.Kind // of a quote
	now       func() time.Time
	logger    *slog.Logger
}

func newYahoo(o Options) (*yahoo, error) {
	t, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	return &yahoo{transport: t, provider: o.Provider, fields: quoteFields(), now: o.Now, logger: o.Logger}, nil
}

// Name is yahoo.
func (y *yahoo) Name() string { return "yahoo" }

// Covers is true of all symbols.
func (y *yahoo) Covers(Symbol) bool { return true }

// Close ends the requests under way for a cookie and its crumb.
func (y *yahoo) Close() {
	y.transport.crumbs.close()
	y.transport.client.CloseIdleConnections()
}
