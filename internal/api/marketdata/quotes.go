package marketdata

import (
	"context"
	"net/http"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/query"
	"quotewire/internal/market"
)

// maxQuotes is how many symbols a request for several quotes may name.
const maxQuotes = 50

type (
	// tickerData adds to a ticker how old it is, and what was asked for where the source
	// knows it by another symbol.
	tickerData struct {
		*market.Ticker
		AgeSeconds float64       `json:"age_seconds"`
		Asked      market.Symbol `json:"asked,omitzero"`
	}
	quotesData struct {
		Quotes []quoteData `json:"quotes"` // in the order asked for
	}
	// quoteData is what became of one symbol: a quote or why not. Asked is what was
	// asked for where the source knows it by another symbol.
	quoteData struct {
		Symbol market.Symbol `json:"symbol"`
		Asked  market.Symbol `json:"asked,omitzero"`
		Quote  *tickerData   `json:"quote,omitempty"`
		Error  *fault.Data   `json:"error,omitempty"`
	}
)

// Quote answers for one symbol.
func (d *Routes) Quote(_ http.ResponseWriter, r *http.Request) (*Answer, error) {
	if err := query.Parse(r.URL.RawQuery).Err(); err != nil {
		return nil, err
	}
	symbol, err := symbolOf(r)
	if err != nil {
		return nil, err
	}
	tickers, errs := d.Market.Quotes(r.Context(), []market.Symbol{symbol})
	if errs[0] != nil {
		return nil, errs[0]
	}
	ticker := tickers[0]
	quote := tickerOf(ticker)
	quote.Asked = unlessSame(symbol, ticker.Symbol)
	return &Answer{quote, Origins{quoteOrigin("", ticker)}}, nil
}

// Quotes answers for several symbols at once: one that fails says so in its
// place and takes nothing from the others.
func (d *Routes) Quotes(w http.ResponseWriter, r *http.Request) (*Answer, error) {
	q := query.Parse(r.URL.RawQuery, "symbols")
	symbols := symbolList(q, maxQuotes)
	if err := q.Err(); err != nil {
		return nil, err
	}
	if err := d.Charge(w, r, len(symbols)); err != nil {
		return nil, err
	}
	tickers, errs := d.Market.Quotes(r.Context(), symbols)
	if err := context.Cause(r.Context()); err != nil {
		return nil, err
	}
	var source error // why the source of market data gave no quote
	quotes, origins := make([]quoteData, len(symbols)), make(Origins, len(symbols))
	for i, symbol := range symbols {
		quotes[i] = quoteData{Symbol: symbol, Quote: tickerOf(tickers[i])}
		origins[i] = originOf(symbol.String(), d.asked())
		if errs[i] == nil {
			if asked := unlessSame(symbol, tickers[i].Symbol); asked != (market.Symbol{}) {
				quotes[i].Symbol, quotes[i].Asked = tickers[i].Symbol, asked
			}
			origins[i] = quoteOrigin(quotes[i].Symbol.String(), tickers[i])
			continue
		}
		f := fault.Of(errs[i])
		if f.Code == fault.Shutdown {
			return nil, errs[i]
		}
		switch f.Code {
		case fault.Internal:
			d.Log.ErrorContext(r.Context(), "quote failed", "error", errs[i])
		case fault.MarketBlocked, fault.MarketUnavailable, fault.MarketMalformed:
			source = errs[i] // the same for all: one record is enough
		}
		told := f.Data("")
		quotes[i].Error = &told
	}
	if source != nil {
		d.Log.WarnContext(r.Context(), "quotes failed", "error", source)
		fault.Of(source).SetHeader(w.Header())
	}
	return &Answer{quotesData{quotes}, origins}, nil
}
