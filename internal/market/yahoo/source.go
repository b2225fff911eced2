package yahoo

import (
	"cmp"
	"context"
	"log/slog"
	"reflect"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo/client"
)

// Options say how Yahoo is reached and what it is called. The zero Options are good.
type Options struct {
	Client client.Options
	// Provider is whose all answers are said to be: Provider().
	Provider market.Provider
	// Now is the wall clock that sessions and dates are judged by: time.Now.
	Now    func() time.Time
	Logger *slog.Logger
}

// Source asks Yahoo Finance and reads its answers. It has every role, and covers all
// symbols: they are Yahoo's.
type Source struct {
	client   *client.Client
	provider market.Provider
	fields   map[string]reflect.Kind // of a quote
	now      func() time.Time
	logger   *slog.Logger
}

// A role whose method is misspelt would be one that nobody asks for.
var _ interface {
	market.Source
	market.Quoter
	market.Historian
	market.Searcher
	market.FundamentalsSource
	market.StatementsSource
	market.ActionsSource
	market.OptionsSource
	market.NewsSource
	market.ScreenSource
	market.TrendsSource
	market.MembersSource
	market.Keeper
} = (*Source)(nil)

// New makes one. It reaches for nothing before the first question.
func New(o Options) (*Source, error) {
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	if o.Now == nil {
		o.Now = time.Now
	}
	c, err := client.New(o.Client)
	if err != nil {
		return nil, err
	}
	return &Source{client: c, provider: cmp.Or(o.Provider, Provider()), fields: quoteFields(), now: o.Now, logger: o.Logger}, nil
}

// ask is what read makes of the answer to r.
func ask[A, V any](ctx context.Context, y *Source, r client.Request, read func(answer A) (V, error)) (v V, err error) {
	r.Read = func(body []byte) (err error) {
		v, err = unwrap(body, read)
		return err
	}
	err = y.client.Ask(ctx, r)
	return v, err
}

// Name is yahoo.
func (y *Source) Name() string { return "yahoo" }

// Covers is true of all symbols.
func (y *Source) Covers(market.Symbol) bool { return true }

// Decides is true: symbols are Yahoo's, and one that it does not know is none.
func (y *Source) Decides() bool { return true }

// Provider is whose all answers are said to be.
func (y *Source) Provider() market.Provider { return y.provider }

// Keepable is a day: as long as an answer is worth more than none while Yahoo refuses us.
func (y *Source) Keepable() time.Duration { return 24 * time.Hour }

// Problem is why the last request to Yahoo failed and since when requests do, nil
// while they succeed.
func (y *Source) Problem() (since time.Time, err error) { return y.client.Problem() }

// Held is the error of a request that would be held back now, nil when it would not.
func (y *Source) Held() error { return y.client.Held() }

// Close ends the requests under way for a cookie and its crumb.
func (y *Source) Close() { y.client.Close() }
