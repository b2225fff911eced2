package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// tickerData adds to a ticker how old it is, and what was asked for where the source
// knows it by another symbol.
type tickerData struct {
	*market.Ticker
	AgeSeconds float64       `json:"age_seconds"`
	Asked      market.Symbol `json:"asked,omitzero"`
}

func (s *Server) quote(x *exchange, r *http.Request) error {
	if _, err := parseQuery(r.URL.RawQuery, nil); err != nil {
		return err
	}
	symbol, err := symbolOf(r)
	if err != nil {
		return err
	}
	ticker, err := s.market.Quote(r.Context(), symbol)
	if err != nil {
		return err
	}
	d := tickerOf(ticker)
	d.Asked = unlessSame(symbol, ticker.Symbol)
	return x.json(http.StatusOK, d)
}

// symbolOf is the symbol in the path. chi gives the parameter as it was sent
// when the path has unusual escapes.
func symbolOf(r *http.Request) (market.Symbol, error) {
	text, err := pathValue(r, "symbol")
	if err != nil {
		return market.Symbol{}, err
	}
	symbol, err := market.ParseSymbol(text)
	if err != nil {
		return market.Symbol{}, notSymbol("symbol", "it", err)
	}
	return symbol, nil
}

// notSymbol says why market.ParseSymbol refuses a text, which is named as subject.
func notSymbol(field, subject string, err error) error {
	if e, ok := errors.AsType[*market.AmbiguousError](err); ok {
		return fault.Invalid(field, subject+" can be read in more than one way", "send one of "+listed(e.Readings))
	}
	return fault.Invalid(field, subject+" cannot be a symbol", "send 1 to 25 of A-Z 0-9 . - = &, with a leading ^ for an index, such as AAPL, BRK-B, 7203.T, M&M.NS, ^GSPC, EURUSD=X or BTC-USD; NASDAQ:AAPL, VOD LN and EUR/USD are understood too")
}

// unlessSame is what was asked for, none where the answer is of that or does not say.
func unlessSame(asked, got market.Symbol) market.Symbol {
	if asked == got || got == (market.Symbol{}) {
		return market.Symbol{}
	}
	return asked
}

func pathValue(r *http.Request, name string) (string, error) {
	text := chi.URLParam(r, name)
	if r.URL.RawPath == "" {
		return text, nil
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return "", fault.Invalid(name, "it is not well formed", "encode it with percent signs")
	}
	return plain, nil
}

type symbolsData struct {
	Query   string         `json:"query"`
	Matches []market.Match `json:"matches"`
}

// What a symbol search may ask for.
const (
	maxSymbolQuery = 100 // characters
	defaultMatches = 10
)

func (s *Server) symbols(x *exchange, r *http.Request) error {
	values, err := parseQuery(r.URL.RawQuery, []string{"q", "limit"})
	if err != nil {
		return err
	}
	q, err := single("q", values["q"])
	if err != nil {
		return err
	}
	if q == "" || utf8.RuneCountInString(q) > maxSymbolQuery {
		return fault.Invalid("q", "it is missing or too long", "send a name or symbol of 1 to "+strconv.Itoa(maxSymbolQuery)+" characters")
	}
	if strings.ContainsFunc(q, unicode.IsControl) {
		return fault.Invalid("q", "it holds control characters", "leave them out")
	}
	limit, err := wholeOf(values, "limit", defaultMatches, 1, market.MaxMatches)
	if err != nil {
		return err
	}
	matches, err := s.market.Search(r.Context(), q, limit)
	if err != nil {
		return queryFault(err, nil)
	}
	if matches == nil {
		matches = []market.Match{}
	}
	return x.json(http.StatusOK, symbolsData{q, matches})
}

// oneOf reads a parameter that has few values.
func oneOf(values url.Values, name, def string, valid []string) (string, error) {
	v, err := single(name, values[name])
	if err != nil || v == "" {
		return def, err
	}
	v = strings.ToLower(v)
	if !slices.Contains(valid, v) {
		return "", fault.Invalid(name, "there is no such "+name, "send one of "+listed(valid))
	}
	return v, nil
}
