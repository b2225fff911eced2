// Package study answers questions about prices over time: it reads words about
// time into days of a market, gets the bars of those days, and computes on them
// with package analysis. What is computed of other market data, such as the Greeks
// of options or the order of an index, is computed here too: tools and routes only
// show it.
//
// A Report names what it rests on: which days, which bars, adjusted or not, and
// what could not be had. The package refuses to guess: words it cannot read, a
// measure without what it needs and a symbol without data are errors, or
// failures that stand beside the rest. It keeps nothing: package market caches.
package study

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/dates"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// marketData is what this package needs of package market.
type marketData interface {
	Quote(ctx context.Context, symbol market.Symbol) (*market.Ticker, error)
	History(ctx context.Context, query market.HistoryQuery) (*market.History, error)
	Fundamentals(ctx context.Context, symbol market.Symbol) (*market.Fundamentals, error)
	Statements(ctx context.Context, symbol market.Symbol, query market.StatementQuery) (*market.Statements, error)
	Actions(ctx context.Context, symbol market.Symbol, from, to market.Date) (*market.Actions, error)
}

// Options make a Study. Market and Calendars are required.
type Options struct {
	Market    marketData
	Calendars *calendar.Calendars
	Now       func() time.Time // nil: time.Now
	// Computing is how many analyses are computed at once: half of the processors,
	// so that what takes seconds leaves room for what takes none.
	Computing  int
	Registerer Registerer // nil: metrics go nowhere
}

// mostWaiting is how many analyses may wait for their turn to be computed.
const mostWaiting = 16

// ErrBusy is an analysis for which there was no room to wait for its turn.
var ErrBusy = errors.New("too many analyses are waiting")

// Study answers from market data. It is safe for concurrent use.
type Study struct {
	market    marketData
	calendars *calendar.Calendars
	words     *dates.Engine
	now       func() time.Time
	computing *fairqueue.Queue
	metrics   *metrics
}

// New checks the options and makes a Study. It starts nothing.
func New(o Options) (*Study, error) {
	switch {
	case o.Market == nil:
		return nil, errors.New("make study: option Market is missing")
	case o.Calendars == nil:
		return nil, errors.New("make study: option Calendars is missing")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Computing = cmp.Or(o.Computing, max(1, runtime.GOMAXPROCS(0)/2))
	return &Study{
		market: o.Market, calendars: o.Calendars, words: dates.New(), now: o.Now,
		computing: fairqueue.New(o.Computing, mostWaiting), metrics: newMetrics(o.Registerer),
	}, nil
}

// FieldError is a question that cannot be asked as it is.
type FieldError struct {
	Field string // of Query, in JSON's spelling
	Wrong string // what is wrong with it
	Want  string // what would be right
}

func (e *FieldError) Error() string {
	s := e.Field + ": " + e.Wrong
	if e.Want != "" {
		s += ": want " + e.Want
	}
	return s
}
