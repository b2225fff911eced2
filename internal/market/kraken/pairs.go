package kraken

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// listed are the quotes of those of symbols that Kraken lists now.
func (s *Source) listed(ctx context.Context, symbols []market.Symbol) (map[market.Symbol]*wireTicker, error) {
	names, err := s.pairs(ctx)
	if err != nil {
		return nil, err
	}
	var known []market.Symbol
	for _, symbol := range symbols {
		if pair, ok := spelling.To(spelling.Kraken, symbol.String()); ok && names[pair] {
			known = append(known, symbol)
		}
	}
	return s.tickers(ctx, known)
}

// pairs are all that Kraken lists, as BTC/USD.
func (s *Source) pairs(ctx context.Context) (names map[string]bool, err error) {
	err = s.ask(ctx, "AssetPairs", url.Values{}, func(result json.RawMessage) error {
		names, err = readPairs(result)
		return err
	})
	return names, err
}

// readPairs reads the names of pairs, which may have the codes of old.
func readPairs(result json.RawMessage) (map[string]bool, error) {
	var all map[string]struct {
		Name string `json:"wsname"`
	}
	if err := httpsource.JSON(result, &all); err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(all))
	now := map[string]string{"XBT": "BTC", "XDG": "DOGE"}
	for _, p := range all {
		base, quote, ok := strings.Cut(p.Name, "/")
		if !ok {
			continue
		}
		for _, code := range []*string{&base, &quote} {
			if today, renamed := now[*code]; renamed {
				*code = today
			}
		}
		names[base+"/"+quote] = true
	}
	if len(names) == 0 {
		return nil, httpsource.Malformed("no names of pairs")
	}
	return names, nil
}
