package sources_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/binance"
	"quotewire/internal/market/coinbase"
	"quotewire/internal/market/coingecko"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/market/kraken"
	"quotewire/internal/market/markettest"
	"quotewire/internal/sim/sources"
	"quotewire/internal/sim/sources/sourcetest"
)

// exchange is what is asked of sources of coins.
type exchange interface {
	market.Source
	market.Quoter
	market.Historian
	Close()
}

// coinSource is a source of coins, what it covers, and what it says of Yahoo's price.
type coinSource struct {
	open    func(httpsource.Options) (exchange, error)
	symbols []string
	factor  float64       // of its prices to those in dollars
	delay   time.Duration // of its prices
	noDay   bool          // it says nothing of the day
}

func opens[S exchange](open func(httpsource.Options) (S, error)) func(httpsource.Options) (exchange, error) {
	return func(o httpsource.Options) (exchange, error) { return open(o) }
}

func coinSources() map[string]coinSource {
	return map[string]coinSource{
		"kraken":    {open: opens(kraken.New), symbols: []string{"BTC-USD", "SOL-USD", "EURUSD=X", "USDJPY=X"}, factor: 1},
		"coinbase":  {open: opens(coinbase.New), symbols: []string{"BTC-USD", "XRP-USD"}, factor: 1},
		"binance":   {open: opens(binance.New), symbols: []string{"ETH-USD", "BNB-USD"}, factor: 1 / 0.999},
		"coingecko": {open: opens(coingecko.New), symbols: []string{"BTC-USD", "LTC-USD"}, factor: 1, delay: time.Minute, noDay: true},
	}
}

// openCoins is the real client of a source on its simulated server.
func openCoins(t *testing.T, name string, now time.Time) (exchange, *sources.Server) {
	t.Helper()
	server, base := sourcetest.Serve(t, name, func() time.Time { return now })
	s := markettest.Open(t, coinSources()[name].open, base, now)
	if s.Name() != name {
		t.Errorf("%s is called %s", name, s.Name())
	}
	return s, server
}

// near says that two figures are the same but for how they are rounded.
func near(a, b market.Number) bool {
	x, ok := a.Get()
	y, known := b.Get()
	return ok && known && math.Abs(x-y) <= 1e-6*math.Abs(y)
}

func times(n market.Number, factor float64) market.Number {
	v, ok := n.Get()
	if !ok {
		return n
	}
	return market.Num(v * factor)
}

// At any moment a source of coins has the price that Yahoo has, or had a moment before.
func TestCoinsCostTheSame(t *testing.T) {
	for _, text := range []string{"2025-11-20T12:00:00Z", "2025-11-22T16:07:31Z", "2025-12-25T23:59:40Z", "2026-01-01T00:00:20Z", "2025-07-07T03:10:00Z", "2025-11-24T18:00:00Z"} {
		now, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range coinSources() {
			s, _ := openCoins(t, name, now)
			symbols := markettest.Symbols(t, c.symbols...)
			got, errs := s.Quotes(t.Context(), symbols)
			want, faults := sourcetest.Yahoo(t, now.Add(-c.delay)).Quotes(t.Context(), symbols)
			if err := errors.Join(append(errs, faults...)...); err != nil {
				t.Errorf("%s at %s: %v", name, text, err)
				continue
			}
			for i, q := range got {
				w := want[i]
				if !near(q.Price, times(w.Price, c.factor)) {
					t.Errorf("%s at %s: %s costs %s, at Yahoo %s", name, text, symbols[i], q.Price.Plain(), w.Price.Plain())
				}
				if !q.AsOf.IsZero() && !q.AsOf.Equal(w.AsOf) {
					t.Errorf("%s at %s: %s was at %s, at Yahoo at %s", name, text, symbols[i], q.AsOf, w.AsOf)
				}
				if q.Kind != market.KindCrypto || c.noDay {
					continue
				}
				if q.Change.IsZero() || now.UTC().Format(time.TimeOnly) > "00:01" && (!near(q.PreviousClose, times(w.PreviousClose, c.factor)) || !near(q.Open, times(w.Open, c.factor)) || !near(q.DayHigh, times(w.DayHigh, c.factor))) {
					t.Errorf("%s at %s: %+v, at Yahoo %+v", name, text, q, w)
				}
			}
		}
	}
}
