package kraken

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/candle"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

const (
	// withChange is of how many coins at once the change is asked for too: that takes a
	// request each.
	withChange = 4
	// patience is how long quotes wait for that: they are wanted at once, by those too who
	// only hold a price against another.
	patience = time.Second
	// widest is the distance of bid and ask, as a part of what lies between, from which a
	// market is dead.
	widest = 0.05
)

// Quotes asks for all pairs at once. Their day is that of UTC. Of up to four the bars of
// 24 hours are asked for too, for the change of a coin. Currencies have none: their change
// is from the close of banks, which Kraken does not know. Volume is that of 24 hours in
// what a coin is priced in, and absent of currencies.
func (s *Source) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers := make([]*market.Ticker, len(symbols))
	rows, err := s.tickers(ctx, symbols)
	if errors.Is(err, market.ErrUnknownSymbol) && len(symbols) > 1 {
		// One that it does not know spoils the answer about all.
		rows, err = s.listed(ctx, symbols)
	}
	errs := candle.Each(symbols, err)
	if err != nil {
		return tickers, errs
	}
	soon, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for i, symbol := range symbols {
		tickers[i], errs[i] = s.ticker(symbol, rows[symbol])
		if t := tickers[i]; t != nil && t.Kind == market.KindCrypto && len(symbols) <= withChange {
			s.change(soon, t)
		}
	}
	return tickers, errs
}

// wireTicker is a pair as Kraken sends it. Figures in two are of today and of the last 24
// hours; others have the price first.
type wireTicker struct {
	Ask     []httpsource.Decimal `json:"a"`
	Bid     []httpsource.Decimal `json:"b"`
	Last    []httpsource.Decimal `json:"c"`
	Volume  []httpsource.Decimal `json:"v"`
	Average []httpsource.Decimal `json:"p"` // weighted by volume
	Low     []httpsource.Decimal `json:"l"`
	High    []httpsource.Decimal `json:"h"`
	Open    httpsource.Decimal   `json:"o"` // today
}

// at is a figure of a list, absent where that is too short or it is not above 0.
func at(list []httpsource.Decimal, i int) market.Number {
	if i >= len(list) {
		return market.Number{}
	}
	return list[i].Above()
}

// tickers are what Kraken says of the pairs, as far as it knows them.
func (s *Source) tickers(ctx context.Context, symbols []market.Symbol) (map[market.Symbol]*wireTicker, error) {
	found := make(map[market.Symbol]*wireTicker, len(symbols))
	var pairs []string
	for _, symbol := range symbols {
		if pair, ok := spelling.To(spelling.Kraken, symbol.String()); ok {
			pairs = append(pairs, pair)
		}
	}
	if len(pairs) == 0 {
		return found, nil
	}
	err := s.ask(ctx, "Ticker", url.Values{"pair": {strings.Join(pairs, ",")}}, func(result json.RawMessage) error {
		var all map[string]*wireTicker
		if err := httpsource.JSON(result, &all); err != nil {
			return err
		}
		for name, row := range all {
			for _, symbol := range symbols {
				if pair, ok := spelling.To(spelling.Kraken, symbol.String()); ok && named(name, pair) {
					found[symbol] = row
				}
			}
		}
		switch {
		case len(all) == 0:
			return &market.Error{Kind: market.ErrNoData, Message: "an empty result"}
		case len(found) == 0:
			return &market.Error{Kind: market.ErrUnknownSymbol, Message: "the answer is about no pair that was asked for"}
		}
		return nil
	})
	return found, err
}

// ticker is the quote of a pair.
func (s *Source) ticker(symbol market.Symbol, w *wireTicker) (*market.Ticker, error) {
	if w == nil {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
	}
	t := candle.Ticker(symbol, s.client.Now(), s.client.Origin(page(symbol)))
	t.ExchangeName, t.DelayMinutes = Provider().Name, market.Num(0) // its own trades
	t.Price, t.Bid, t.Ask = at(w.Last, 0), at(w.Bid, 0), at(w.Ask, 0)
	t.Open, t.DayHigh, t.DayLow = w.Open.Above(), at(w.High, 0), at(w.Low, 0)
	if t.Kind == market.KindCrypto && len(w.Volume) > 1 && len(w.Average) > 1 {
		t.Volume = turnover(w.Volume[1], w.Average[1])
	}
	if t.Price.IsZero() {
		return nil, candle.None(symbol, "there is no trade in that market")
	}
	bid, bids := t.Bid.Get()
	ask, asks := t.Ask.Get()
	if !bids || !asks || ask-bid > widest*(ask+bid)/2 {
		return nil, candle.None(symbol, "that market is dead: bid and ask are far apart")
	}
	return t, nil
}

// turnover is a volume of coins in what they are priced in, by the average price of its
// trades.
func turnover(volume, average httpsource.Decimal) market.Number {
	if volume.IsZero() || volume.Value() > 0 && average.Value() <= 0 {
		return market.Number{}
	}
	return market.Num(volume.Value() * average.Value())
}

// page is where a reader finds a pair.
func page(symbol market.Symbol) string {
	pair, _ := spelling.To(spelling.Kraken, symbol.String())
	return "/app/trade/" + strings.ToLower(strings.ReplaceAll(pair, "/", "-"))
}
