package tmx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const address = "https://app-money.tmx.com/graphql"

// delay is how far quotes lag the exchange.
const delay = 15 * time.Minute

type client = httpsource.Client

// Source asks TMX Money. It is safe for concurrent use. What it tells of its health is
// the client's.
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

// Provider is TMX Money.
func Provider() market.Provider {
	return market.Provider{Name: "TMX Money", Site: "https://money.tmx.com"}
}

// New makes the source. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.TMX, Provider(), o, httpsource.Limits{
		MaxBody: 8 << 20, Concurrent: 2, Rate: 4, Burst: 8,
		Header: http.Header{"Content-Type": {"application/json"}, "Origin": {Provider().Site}, "Referer": {Provider().Site + "/"}, "Locale": {"en"}},
	})
	if err != nil {
		return nil, err
	}
	venues, err := venue.New()
	if err != nil {
		return nil, fmt.Errorf("load calendars: %w", err)
	}
	return &Source{client: c, venues: venues}, nil
}

// Name is tmx.
func (s *Source) Name() string { return spelling.TMX }

// Covers is true of what Toronto and its Venture exchange list, as far as its name at TMX
// is known.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.TMX, symbol.String())
	return ok
}

// question is a request in GraphQL.
type question struct {
	Operation string         `json:"operationName"`
	Variables map[string]any `json:"variables"`
	Query     string         `json:"query"`
}

// ask puts a question and reads the field of its name into a value. Where the field is
// null the value stays as it is.
func (s *Source) ask(ctx context.Context, symbol market.Symbol, q question, into any) error {
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	return s.client.Ask(ctx, httpsource.Request{
		URL: address, Method: http.MethodPost, Body: body, Symbol: symbol.String(), Judge: judge,
		Read: func(a outbound.Answer) error { return read(a.Body, q.Operation, into) },
	})
}

// page shows the quote of a symbol to a reader.
func page(theirs string) string { return "/en/quote/" + theirs }

// exchanges are Yahoo's codes of those that TMX has, by Yahoo's suffix.
func exchanges() map[string]string { return map[string]string{".TO": "TOR", ".V": "VAN"} }

// theirs is how TMX writes a symbol.
func theirs(symbol market.Symbol) (string, error) {
	name, ok := spelling.To(spelling.TMX, symbol.String())
	if !ok {
		return "", &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "it is not covered"}
	}
	return name, nil
}
