package twelvedata

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/outbound"
)

// Quotes asks for the symbols together, or for as many of them as there are credits for at
// present: the others are not asked for.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers, errs := make([]*market.Ticker, len(symbols)), make([]error, len(symbols))
	var places []int
	for i, symbol := range symbols {
		if !s.Covers(symbol) {
			errs[i] = unknown(symbol, "not covered")
			continue
		}
		places = append(places, i)
	}
	if len(places) == 0 {
		return tickers, errs
	}
	var all map[market.Symbol]json.RawMessage
	n, done, err := s.spend(len(places))
	if err == nil {
		var asked []market.Symbol
		for _, i := range places[:n] {
			asked = append(asked, symbols[i])
		}
		all, err = s.batch(ctx, asked)
		done()
	}
	for at, i := range places {
		switch {
		case err != nil:
			errs[i] = httpsource.OfSymbol(symbols[i], err)
		case at < n:
			tickers[i], errs[i] = s.read(symbols[i], all[symbols[i]])
		default:
			errs[i] = httpsource.OfSymbol(symbols[i], spent(time.Minute))
		}
	}
	return tickers, errs
}

// batch asks for some symbols. An answer to one is its quote, an answer to several has
// each under the symbol as it was asked for.
func (s *Source) batch(ctx context.Context, symbols []market.Symbol) (all map[market.Symbol]json.RawMessage, err error) {
	var names []string
	for _, symbol := range symbols {
		name, _ := theirs(symbol)
		names = append(names, name)
	}
	all = map[market.Symbol]json.RawMessage{}
	err = s.client.Ask(ctx, httpsource.Request{
		URL: host + "/quote", Query: url.Values{"symbol": {strings.Join(names, ",")}}, Symbol: symbols[0].String(), Judge: judge,
		Read: func(a outbound.Answer) error {
			var by map[string]json.RawMessage
			if err := httpsource.JSON(a.Body, &by); err != nil {
				return err
			}
			if by == nil {
				return malformed(symbols[0], "no quotes in the answer")
			}
			for i, symbol := range symbols {
				all[symbol] = by[names[i]]
				if len(symbols) == 1 {
					all[symbol] = a.Body
				}
			}
			return nil
		},
	})
	return all, err
}

// read is the quote of a symbol.
func (s *Source) read(symbol market.Symbol, raw json.RawMessage) (*market.Ticker, error) {
	var r refusal
	if len(raw) == 0 || httpsource.JSON(raw, &r) != nil {
		return nil, malformed(symbol, "no quote of it in the answer")
	}
	if r.Status == "error" {
		e := r.fault()
		e.Symbol = symbol.String()
		e.Said = outbound.Said(e.Said, s.client.Key)
		return nil, e
	}
	var q quote
	if err := httpsource.JSON(raw, &q); err != nil {
		return nil, httpsource.OfSymbol(symbol, err)
	}
	return s.ticker(symbol, q)
}
