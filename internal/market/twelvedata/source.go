package twelvedata

import (
	"fmt"
	"net/http"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/spelling"
)

type client = httpsource.Client

// Source asks Twelve Data and reads its answers. What it tells of its health is the
// client's.
type Source struct {
	*client
	venues  *venue.Venues
	credits credits
}

var _ interface {
	market.Quoter
	market.Historian
} = (*Source)(nil)

// Provider is Twelve Data. The addresses of its pages have numbers that no answer has.
func Provider() market.Provider { return market.Provider{Name: "Twelve Data"} }

const host = "https://api.twelvedata.com"

// New makes a Source, which needs a key. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	venues, err := venue.New()
	if err != nil {
		return nil, fmt.Errorf("load calendars: %w", err)
	}
	c, err := httpsource.New("twelvedata", Provider(), o, httpsource.Limits{
		Concurrent: 2, Header: http.Header{"Authorization": {"apikey " + o.Key}, "Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Source{client: c, venues: venues}, nil
}

// Name is twelvedata.
func (s *Source) Name() string { return "twelvedata" }

// Covers is true of shares, funds and ETFs of the exchanges whose names there are known.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := theirs(symbol)
	return ok
}

// theirs is a share's symbol as Twelve Data writes it.
func theirs(symbol market.Symbol) (string, bool) {
	if k := spelling.KindOf(symbol.String()); k != spelling.US && k != spelling.Abroad {
		return "", false
	}
	return spelling.To(spelling.TwelveData, symbol.String())
}

func unknown(symbol market.Symbol, message string) error {
	return &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: message}
}

func malformed(symbol market.Symbol, message string) error {
	return httpsource.OfSymbol(symbol, httpsource.Malformed(message))
}
