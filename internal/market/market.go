package market

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"time"

	"quotewire/internal/cache"
	"quotewire/internal/calendar"
	"quotewire/internal/fairqueue"
)

// staleFor is how long an answer is worth more than none while Yahoo refuses us.
const staleFor = 24 * time.Hour

// Market answers from Yahoo Finance and caches. It is safe for concurrent use.
// Its methods return values that callers share and must not change.
type Market struct {
	transport *transport
	tickers   *cache.Cache[*Ticker]
	histories *cache.Cache[*History]
	symbols   *cache.Cache[[]Match]
	depth     depth
	calendars *calendar.Calendars
	provider  Provider
	fields    map[string]reflect.Kind
	zones     zones
	now       func() time.Time
	ttl       time.Duration
	logger    *slog.Logger
}

// New makes a Market. It reaches for nothing before the first question.
func New(o Options) (*Market, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	t, err := newTransport(o)
	if err != nil {
		return nil, err
	}
	if o.Calendars == nil {
		if o.Calendars, err = calendar.New(); err != nil {
			return nil, fmt.Errorf("load calendars: %w", err)
		}
	}
	m := &Market{transport: t, calendars: o.Calendars, provider: o.Provider, fields: quoteFields(), now: o.Now, ttl: o.CacheTTL, logger: o.Logger}
	if err := m.openCaches(o); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func newTransport(o Options) (*transport, error) {
	s := &session{
		cookie:  &url.URL{Scheme: "https", Host: "fc.yahoo.com", Path: "/"},
		front:   &url.URL{Scheme: "https", Host: "finance.yahoo.com", Path: "/quote/AAPL"},
		trusted: yahooSite,
	}
	api := &url.URL{Scheme: "https", Host: "query1.finance.yahoo.com"}
	if o.BaseURL != "" {
		base, err := parseBase(o.BaseURL)
		if err != nil {
			return nil, fmt.Errorf("market: Options.BaseURL %w", err)
		}
		api, s.cookie, s.front = base, under(base, "/"), under(base, "/quote/AAPL")
		s.trusted = func(u *url.URL) bool { return u.Scheme == base.Scheme && u.Host == base.Host }
	}
	s.crumb = under(api, "/v1/test/getcrumb")
	roundTripper := o.RoundTripper
	if roundTripper == nil {
		roundTripper = defaultRoundTripper(o.MaxConcurrent)
	}
	t := &transport{
		client: &http.Client{
			Transport: roundTripper,
			// A redirect is an answer: the consent flow walks it step by step, the API
			// has none.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		api:       api,
		userAgent: o.UserAgent,
		timeout:   o.Timeout,
		maxBody:   o.MaxBody,
		turns:     fairqueue.New(o.MaxConcurrent, 0),
		breaker:   newBreaker(),
		metrics:   newMetrics(o.Registerer),
		logger:    o.Logger,
	}
	s.transport = t
	t.crumbs = &crumbs{obtain: s.obtain, timeout: 3 * o.Timeout, logger: o.Logger}
	return t, nil
}

// under is path below base. JoinPath gives a base without a path a relative one,
// which no cookie jar matches.
func under(base *url.URL, path string) *url.URL {
	u := *base
	u.Path += path
	return &u
}

func (m *Market) openCaches(o Options) (err error) {
	// The sum of all waits of one question, so that its own error, which says more,
	// comes before the cache's timeout.
	loadTimeout := 8 * o.Timeout
	m.tickers, err = cache.New(cache.Options[*Ticker]{
		Name: "ticker", Entries: o.CacheEntries, Bytes: o.CacheBytes,
		Cost: costOfTicker, TTL: m.tickerTTL,
		StaleFor: staleFor, Refused: refused, LoadTimeout: loadTimeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
	if err != nil {
		return fmt.Errorf("open ticker cache: %w", err)
	}
	m.histories, err = cache.New(cache.Options[*History]{
		Name: "history", Entries: 200, Bytes: 64 << 20,
		Cost: costOfHistory, TTL: historyTTL,
		StaleFor: staleFor, Refused: refused, LoadTimeout: loadTimeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
	if err != nil {
		return fmt.Errorf("open history cache: %w", err)
	}
	m.symbols, err = cache.New(cache.Options[[]Match]{
		Name: "symbols", Entries: 500, Bytes: 4 << 20,
		Cost: costOfMatches, TTL: func([]Match) time.Duration { return 24 * time.Hour },
		StaleFor: staleFor, Refused: refused, LoadTimeout: loadTimeout, Share: fairqueue.Share, Registerer: o.Registerer,
	})
	if err != nil {
		return fmt.Errorf("open symbol cache: %w", err)
	}
	return m.depth.open(o)
}

// History is the bars of query. An invalid query is an error that wraps ErrQuery,
// a period without trading one that wraps ErrNoData. While Yahoo refuses us or is
// down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) History(ctx context.Context, query HistoryQuery) (*History, error) {
	query, err := query.normal(m.now())
	if err != nil {
		return nil, err
	}
	return spelled(ctx, query.Symbol, func(ctx context.Context, symbol Symbol) (*History, error) {
		query := query
		query.Symbol = symbol
		return m.historyOf(ctx, query)
	})
}

// historyOf is the bars of a normal query.
func (m *Market) historyOf(ctx context.Context, query HistoryQuery) (*History, error) {
	item, err := m.histories.Get(ctx, query.key(), func(ctx context.Context) (*History, error) {
		return m.fetchHistory(ctx, query)
	})
	if err != nil {
		return nil, m.failure(ctx, query.Symbol.String(), err)
	}
	if !item.Stale {
		return item.Value, nil
	}
	history := *item.Value
	history.Stale, history.Age = true, item.Age
	return &history, nil
}

// failure is the error for a caller under ctx: the cause when it left, an *Error
// when the load ended otherwise.
func (m *Market) failure(ctx context.Context, symbol string, err error) error {
	switch _, typed := errors.AsType[*Error](err); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, cache.ErrClosed), errors.Is(err, ErrClosed):
		return ErrClosed
	case typed, errors.Is(err, ErrQuery):
		return err
	}
	if p, ok := errors.AsType[*cache.PanicError](err); ok {
		m.logger.ErrorContext(ctx, "panic while loading market data", "panic", p.Value, "stack", string(p.Stack))
	}
	return &Error{Kind: ErrUnavailable, Symbol: symbol, Err: err}
}

// Close ends the requests under way and waits for them. Questions after it fail.
func (m *Market) Close() {
	if m.tickers != nil {
		m.tickers.Close()
	}
	if m.histories != nil {
		m.histories.Close()
	}
	if m.symbols != nil {
		m.symbols.Close()
	}
	m.depth.close()
	m.transport.crumbs.close()
	m.transport.client.CloseIdleConnections()
}
