// Package nasdaq asks Nasdaq's own site: quotes of shares and ETFs in the United States,
// with trading before and after the session, ten years of daily bars, dividends, key
// figures, the list of all listed shares and the calendar of results.
//
// Its answers are texts for people. It takes an answer's status from the answer, not from
// HTTP, a change's sign from where it stands, and the time from the text, which is New
// York's. It has no splits, so its dividends are as they were paid.
package nasdaq

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const baseURL = "https://api.nasdaq.com/api/"

type client = httpsource.Client

// Source asks Nasdaq. What it tells of its health is the client's.
type Source struct {
	*client
	venues  *venue.Venues
	newYork *time.Location
	classes classes
}

// A role whose method is misspelt would be one that nobody asks for.
var _ interface {
	market.Source
	market.Quoter
	market.Historian
	market.ActionsSource
	market.FundamentalsSource
	market.ScreenSource
} = (*Source)(nil)

// New makes one. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	venues, err := venue.New()
	if err != nil {
		return nil, err
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		return nil, err
	}
	// Addresses were shut out after a burst, and it answers late rather than not.
	c, err := httpsource.New(spelling.Nasdaq, Provider(), o, httpsource.Limits{Concurrent: 3, Timeout: 16 * time.Second, Rate: 3, Burst: 6, BlockPause: 5 * time.Minute})
	return &Source{client: c, venues: venues, newYork: newYork}, err
}

// Provider is Nasdaq.
func Provider() market.Provider {
	return market.Provider{Name: "Nasdaq", Site: "https://www.nasdaq.com"}
}

// Name is the source's.
func (*Source) Name() string { return spelling.Nasdaq }

// Covers reports whether Nasdaq's spelling of a symbol is known.
func (*Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Nasdaq, symbol.String())
	return ok
}

// envelope is around every answer.
type envelope[V any] struct {
	Data   *V `json:"data"`
	Status *struct {
		Code httpsource.Cell `json:"rCode"`
	} `json:"status"`
}

// ask puts one question. What is unknown has no data.
func ask[V any](ctx context.Context, s *Source, path string, query url.Values, read func(*V) error) error {
	return s.client.Ask(ctx, httpsource.Request{
		URL: baseURL + path, Query: query,
		Read: func(a outbound.Answer) error {
			var e envelope[V]
			if err := httpsource.JSON(a.Body, &e); err != nil {
				return err
			}
			switch {
			case e.Status == nil:
				return httpsource.Malformed("no status in the answer")
			case strings.HasPrefix(string(e.Status.Code), "5"):
				return &market.Error{Kind: market.ErrUnavailable, Message: "its answer says that it failed"}
			case e.Data == nil, strings.HasPrefix(string(e.Status.Code), "4"):
				return &market.Error{Kind: market.ErrUnknownSymbol}
			}
			return read(e.Data)
		},
	})
}

// askOf puts a question about one symbol: in each class of assets that it may be of, as
// the answer to the wrong one has no data.
func askOf[V any](ctx context.Context, s *Source, symbol market.Symbol, about string, query url.Values, read func(v *V, class string) error) error {
	theirs, ok := spelling.To(spelling.Nasdaq, symbol.String())
	if !ok {
		return httpsource.OfSymbol(symbol, &market.Error{Kind: market.ErrUnknownSymbol, Message: "not covered"})
	}
	var err error
	for _, class := range s.classes.of(symbol) {
		q := url.Values{"assetclass": {class}}
		for name, values := range query {
			q[name] = values
		}
		err = ask(ctx, s, "quote/"+url.PathEscape(theirs)+"/"+about, q, func(v *V) error { return read(v, class) })
		if err == nil {
			s.classes.remember(symbol, class)
		}
		if !errors.Is(err, market.ErrUnknownSymbol) {
			break
		}
	}
	return httpsource.OfSymbol(symbol, err)
}

// page is where a reader finds what is told of a symbol.
func page(symbol market.Symbol, class, about string) string {
	theirs, _ := spelling.To(spelling.Nasdaq, symbol.String())
	return "/market-activity/" + class + "/" + url.PathEscape(strings.ToLower(theirs)) + about
}
