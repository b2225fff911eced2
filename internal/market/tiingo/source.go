package tiingo

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/venue"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

type client = httpsource.Client

// Source asks Tiingo and reads its answers. What it tells of its health is the client's.
type Source struct {
	*client
	venues *venue.Venues
}

var _ interface {
	market.Historian
	market.ActionsSource
} = (*Source)(nil)

// Provider is Tiingo. Its pages are for those who are signed in.
func Provider() market.Provider { return market.Provider{Name: "Tiingo"} }

// New makes a Source, which needs a key. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	venues, err := venue.New()
	if err != nil {
		return nil, fmt.Errorf("load calendars: %w", err)
	}
	c, err := httpsource.New("tiingo", Provider(), o, httpsource.Limits{
		Concurrent: 2, MaxBody: 16 << 20, BlockPause: 10 * time.Minute, // its allowances are of an hour
		Header: http.Header{"Authorization": {"Token " + o.Key}, "Accept": {"application/json"}},
	})
	if err != nil {
		return nil, err
	}
	return &Source{client: c, venues: venues}, nil
}

// Name is tiingo.
func (s *Source) Name() string { return "tiingo" }

// Covers is true of what is listed in the United States, and of funds there.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Tiingo, symbol.String())
	return ok
}

// ask reads the answer to a question about a symbol, whose path is its name there and
// what follows it.
func (s *Source) ask(ctx context.Context, symbol market.Symbol, follows string, q url.Values, into any) error {
	theirs, ok := spelling.To(spelling.Tiingo, symbol.String())
	if !ok {
		return &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "not listed in the United States"}
	}
	return s.client.Ask(ctx, httpsource.Request{
		URL: "https://api.tiingo.com/tiingo/daily/" + url.PathEscape(theirs) + follows, Query: q, Symbol: symbol.String(), Judge: judge,
		Read: func(a outbound.Answer) error { return httpsource.JSON(a.Body, into) },
	})
}

// judge knows that a refusal may come with status 200, as a text or as an object: an
// allowance that is used up, a symbol that is not there.
func judge(a outbound.Answer) error {
	if err := httpsource.Judge(a); err != nil {
		return err
	}
	if bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("[")) {
		return nil
	}
	text := string(a.Body[:min(len(a.Body), 500)])
	var said struct {
		Detail httpsource.Cell `json:"detail"`
	}
	if httpsource.JSON(a.Body, &said) == nil {
		if said.Detail == "" {
			return nil
		}
		text = string(said.Detail)
	}
	e := &market.Error{Kind: market.ErrMalformed, Status: a.Status, Said: httpsource.Text(text)}
	switch words := strings.ToLower(text); {
	case strings.Contains(words, "run over"), strings.Contains(words, "token"), strings.Contains(words, "permission"):
		e.Kind = market.ErrBlocked
	case strings.Contains(words, "not found"):
		e.Kind = market.ErrUnknownSymbol
	}
	return e
}

// about is what Tiingo has of an instrument.
type about struct {
	Ticker    string `json:"ticker"`
	Name      string `json:"name"`
	StartDate string `json:"startDate"`
	EndDate   string `json:"endDate"`
}

// about asks for the name and the first day of an instrument.
func (s *Source) about(ctx context.Context, symbol market.Symbol) (name string, first market.Date, err error) {
	var a about
	if err := s.ask(ctx, symbol, "", nil, &a); err != nil {
		return "", market.Date{}, err
	}
	if theirs, ok := spelling.From(spelling.Tiingo, strings.ToUpper(a.Ticker)); !ok || theirs != symbol.String() {
		return "", market.Date{}, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String(), Message: "the answer is about another symbol"}
	}
	if first, err = market.ParseDate(a.StartDate); err != nil {
		return "", market.Date{}, &market.Error{Kind: market.ErrNoData, Symbol: symbol.String(), Message: "no day has prices"}
	}
	return httpsource.Text(a.Name), first, nil
}
