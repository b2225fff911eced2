package cboe

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const (
	delayedURL = "https://cdn.cboe.com/api/global/delayed_quotes/"
	indicesURL = "https://cdn.cboe.com/api/global/us_indices/daily_prices/"

	// delay is how far quotes lag the exchange.
	delay = 15 * time.Minute
	// maxBody holds the largest file, all options on SPX: 12 MB.
	maxBody = 16 << 20
	// chainsAtOnce are how many such files may be in memory.
	chainsAtOnce = 2
)

type client = httpsource.Client

// Source asks Cboe. It is safe for concurrent use. What it tells of its health is the
// client's.
type Source struct {
	*client
	strangers strangers
	venues    *venue.Venues
	newYork   *calendar.Exchange
	places    chan struct{} // of chains that are being read
}

// A role whose method is misspelt would be one that nobody asks for.
var _ interface {
	market.Source
	market.Quoter
	market.Historian
	market.OptionsSource
} = (*Source)(nil)

// Provider is Cboe.
func Provider() market.Provider {
	return market.Provider{Name: "Cboe", Site: "https://www.cboe.com"}
}

// New makes the source. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.Cboe, Provider(), o, httpsource.Limits{Timeout: 15 * time.Second, MaxBody: maxBody, Concurrent: 4})
	if err != nil {
		return nil, err
	}
	venues, err := venue.New()
	if err != nil {
		return nil, fmt.Errorf("load calendars: %w", err)
	}
	return &Source{client: c, venues: venues, newYork: venues.NewYork(), places: make(chan struct{}, chainsAtOnce)}, nil
}

// Name is cboe.
func (s *Source) Name() string { return spelling.Cboe }

// Covers is true of American shares and funds, and of indices whose name at Cboe is known.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Cboe, symbol.String())
	return ok
}

// Problem is why the last request failed and since when requests do, nil while they
// succeed and it is not so that it knows nobody.
func (s *Source) Problem() (since time.Time, err error) {
	if since, err = s.client.Problem(); err != nil {
		return since, err
	}
	return s.strangers.problem()
}

// ask reads the file at an address that is about symbol.
func (s *Source) ask(ctx context.Context, symbol market.Symbol, url string, read func(body []byte) error) error {
	err := s.client.Ask(ctx, httpsource.Request{
		URL: url, Symbol: symbol.String(), Judge: judge,
		Read: func(a outbound.Answer) error { return read(a.Body) },
	})
	s.strangers.note(symbol, err)
	return err
}

// judge reads 403 as 404: it is what Cboe's servers say of a file that is not there. With
// a page of HTML it is we who are refused.
func judge(a outbound.Answer) error {
	if a.Status == http.StatusForbidden && !httpsource.IsHTML(a.Body) {
		return &market.Error{Kind: market.ErrUnknownSymbol, Status: a.Status, Message: "it has no such file"}
	}
	return httpsource.Judge(a)
}

// theirs is how Cboe writes a symbol.
func theirs(symbol market.Symbol) (string, error) {
	name, ok := spelling.To(spelling.Cboe, symbol.String())
	if !ok {
		return "", &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "it is not covered"}
	}
	return name, nil
}
