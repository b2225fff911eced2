package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"quotewire/internal/api/fault"
	"quotewire/internal/market"
)

// maxQuotes is how many symbols a request for several quotes may name.
const maxQuotes = 50

type (
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

// quotes answers for several symbols at once: one that fails says so in its
// place and takes nothing from the others.
func (s *Server) quotes(x *exchange, r *http.Request) error {
	values, err := parseQuery(r.URL.RawQuery, []string{"symbols"})
	if err != nil {
		return err
	}
	symbols, err := symbolList(values["symbols"], maxQuotes)
	if err != nil {
		return err
	}
	if err := s.access.Charge(x, r, len(symbols)); err != nil {
		return err
	}
	tickers, errs := s.market.Quotes(r.Context(), symbols)
	if err := context.Cause(r.Context()); err != nil {
		return err
	}
	var source error // why the source of market data gave no quote
	d := quotesData{Quotes: make([]quoteData, len(symbols))}
	for i, symbol := range symbols {
		d.Quotes[i] = quoteData{Symbol: symbol, Quote: tickerOf(tickers[i])}
		if errs[i] == nil {
			if asked := unlessSame(symbol, tickers[i].Symbol); asked != (market.Symbol{}) {
				d.Quotes[i].Symbol, d.Quotes[i].Asked = tickers[i].Symbol, asked
			}
			continue
		}
		f := fault.Of(errs[i])
		if f.Code == fault.Shutdown {
			return errs[i]
		}
		switch f.Code {
		case fault.Internal:
			s.log.ErrorContext(r.Context(), "quote failed", "error", errs[i])
		case fault.MarketBlocked, fault.MarketUnavailable, fault.MarketMalformed:
			source = errs[i] // the same for all: one record is enough
		}
		told := f.Data("")
		d.Quotes[i].Error = &told
	}
	if source != nil {
		s.log.WarnContext(r.Context(), "quotes failed", "error", source)
		fault.Of(source).SetHeader(x.Header())
	}
	return x.json(http.StatusOK, d)
}

// symbolList is the symbols named, each once, in their order: 1 to most.
func symbolList(given []string, most int) ([]market.Symbol, error) {
	var symbols []market.Symbol
	seen := map[market.Symbol]bool{}
	for _, text := range splitList("symbols", given) {
		if present(text) == "" {
			continue
		}
		symbol, err := market.ParseSymbol(text)
		if err != nil {
			return nil, notSymbol("symbols", fmt.Sprintf("%.40q", text), err)
		}
		if !seen[symbol] {
			seen[symbol] = true
			symbols = append(symbols, symbol)
		}
	}
	if len(symbols) == 0 || len(symbols) > most {
		return nil, fault.Invalid("symbols", "there are none or too many", "send 1 to "+strconv.Itoa(most)+" symbols, separated by commas")
	}
	return symbols, nil
}
