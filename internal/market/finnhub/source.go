package finnhub

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

type client = httpsource.Client

// Source asks Finnhub and reads its answers. What it tells of its health is the
// client's.
type Source struct {
	*client
	venues *venue.Venues
}

var _ market.Quoter = (*Source)(nil)

// Provider is Finnhub. It has no pages of single shares.
func Provider() market.Provider { return market.Provider{Name: "Finnhub"} }

// New makes a Source, which needs a key. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	venues, err := venue.New()
	if err != nil {
		return nil, fmt.Errorf("load calendars: %w", err)
	}
	c, err := httpsource.New("finnhub", Provider(), o, httpsource.Limits{
		Concurrent: 4, Rate: 0.75, Burst: 15, // together 60 in any minute
		Header: http.Header{"X-Finnhub-Token": {o.Key}, "Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Source{client: c, venues: venues}, nil
}

// Name is finnhub.
func (s *Source) Name() string { return "finnhub" }

// Covers is true of what is listed in the United States.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Finnhub, symbol.String())
	return ok
}

// Quotes asks for one symbol after another. When Finnhub refuses or is down the rest is
// not asked for.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	return httpsource.OneByOne(ctx, symbols, s.quote)
}

func (s *Source) quote(ctx context.Context, symbol market.Symbol) (t *market.Ticker, err error) {
	theirs, ok := spelling.To(spelling.Finnhub, symbol.String())
	if !ok {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "not listed in the United States"}
	}
	err = s.client.Ask(ctx, httpsource.Request{
		URL: "https://finnhub.io/api/v1/quote", Query: url.Values{"symbol": {theirs}}, Symbol: symbol.String(), Judge: judge,
		Read: func(a outbound.Answer) error {
			var q quote
			err := httpsource.JSON(a.Body, &q)
			if err == nil {
				t, err = s.ticker(symbol, q)
			}
			return err
		},
	})
	return t, err
}

// judge reads what is said in place of a quote, whatever its status. That a plan does not
// have a symbol says nothing of the others.
func judge(a outbound.Answer) error {
	var said struct {
		Error httpsource.Cell `json:"error"`
	}
	if httpsource.IsHTML(a.Body) || httpsource.JSON(a.Body, &said) != nil || said.Error == "" {
		return httpsource.Judge(a)
	}
	e := &market.Error{Kind: market.ErrMalformed, Status: a.Status, Said: said.Error.Text(), RetryAfter: outbound.RetryAfter(a.Header, outbound.LongestPause)}
	words := strings.ToLower(string(said.Error))
	switch {
	case strings.Contains(words, "access to this resource"):
		e.Kind, e.Message = market.ErrNoData, "the plan of the key does not have it"
	case strings.Contains(words, "limit"), strings.Contains(words, "api key"), strings.Contains(words, "token"):
		e.Kind = market.ErrBlocked
	case a.Status >= 400:
		return httpsource.Judge(a)
	}
	return e
}
