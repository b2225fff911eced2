package cnbc

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
	"quotewire/internal/spelling"
)

const (
	quotesURL = "https://quote.cnbc.com/quote-html-webservice/restQuote/symbolType/symbol"
	// mostTogether is how many symbols one request for quotes names.
	mostTogether = 25
)

// Quotes asks for as many at once as one request may name.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers, errs := make([]*market.Ticker, len(symbols)), make([]error, len(symbols))
	names := make([]string, len(symbols))
	var all []string
	for i, symbol := range symbols {
		theirs, ok := spelling.To(spelling.CNBC, symbol.String())
		if !ok {
			errs[i] = httpsource.OfSymbol(symbol, unknown("not covered"))
		} else if names[i] = theirs; !slices.Contains(all, theirs) { // JPY=X and USDJPY=X are one
			all = append(all, theirs)
		}
	}
	for some := range slices.Chunk(all, mostTogether) {
		rows, err := s.rows(ctx, some)
		for i, theirs := range names {
			if !slices.Contains(some, theirs) {
				continue
			}
			if err != nil {
				errs[i] = httpsource.OfSymbol(symbols[i], err)
			} else if tickers[i], errs[i] = s.ticker(symbols[i], rows[theirs]); errs[i] != nil {
				errs[i] = httpsource.OfSymbol(symbols[i], errs[i])
			}
		}
	}
	return tickers, errs
}

// rows asks for quotes by one request, by symbols as CNBC writes them. All that are asked
// for have a row, if only one that says that there is no such symbol.
func (s *Source) rows(ctx context.Context, names []string) (rows map[string]*row, err error) {
	err = s.client.Ask(ctx, httpsource.Request{
		URL: quotesURL,
		Query: url.Values{
			"symbols": {strings.Join(names, "|")}, "requestMethod": {"itv"}, "noform": {"1"}, "partnerId": {"2"}, "fund": {"1"}, "exthrs": {"1"}, "output": {"json"},
		},
		Read: func(a outbound.Answer) error {
			rows, err = readRows(a.Body, names)
			return err
		},
	})
	return rows, err
}
