package yahoo

import (
	"log/slog"
	"reflect"
	"time"

	"quotewire/internal/market"
)

// Source asks Yahoo Finance and reads its answers. It has every role, and covers all
// symbols: they are Yahoo's.
type Source struct {
	transport *transport
	provider  market.Provider
	fields    map[string]reflect.Kind // of a quote
	now       func() time.Time
	logger    *slog.Logger
}

// New makes one. It reaches for nothing before the first question.
func New(o Options) (*Source, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	t, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	return &Source{transport: t, provider: o.Provider, fields: quoteFields(), now: o.Now, logger: o.Logger}, nil
}

// Name is yahoo.
func (y *Source) Name() string { return "yahoo" }

// Covers is true of all symbols.
func (y *Source) Covers(market.Symbol) bool { return true }

// Close ends the requests under way for a cookie and its crumb.
func (y *Source) Close() {
	y.transport.crumbs.close()
	y.transport.client.CloseIdleConnections()
}
