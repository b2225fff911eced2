// Package cnbc asks CNBC's quote and bar services: quotes of shares in the United States,
// with trading before and after the session, and in other countries, of indices,
// currencies, coins, futures and yields, and bars of all of them.
//
// It refuses an answer that is about another listing than was asked for, such as the ADR
// of a foreign share, and takes no figure that only stands in for one: 0.00 for a price,
// the last price for the previous close, UNCH for a change of a day without a trade.
package cnbc

import (
	"net/url"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

type client = httpsource.Client

// Source asks CNBC. What it tells of its health is the client's.
type Source struct {
	*client
	venues *venue.Venues
}

// A role whose method is misspelt would be one that nobody asks for.
var _ interface {
	market.Source
	market.Quoter
	market.Historian
} = (*Source)(nil)

// New makes one. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	venues, err := venue.New()
	if err != nil {
		return nil, err
	}
	// No limit of theirs is known: these are ours.
	c, err := httpsource.New(spelling.CNBC, Provider(), o, httpsource.Limits{Concurrent: 4, Rate: 5, Burst: 10})
	return &Source{client: c, venues: venues}, err
}

// Provider is CNBC.
func Provider() market.Provider {
	return market.Provider{Name: "CNBC", Site: "https://www.cnbc.com"}
}

// Name is the source's.
func (*Source) Name() string { return spelling.CNBC }

// Covers reports whether CNBC's spelling of a symbol is known.
func (*Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.CNBC, symbol.String())
	return ok
}

// origin is that of an answer about what CNBC writes as theirs.
func (s *Source) origin(theirs string) market.Origin {
	return s.client.Origin("/quotes/" + url.PathEscape(theirs))
}

// unknown is the error of a symbol that CNBC has not, or another instrument for.
func unknown(message string) *market.Error {
	return &market.Error{Kind: market.ErrUnknownSymbol, Message: message}
}
