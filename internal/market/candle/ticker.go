package candle

import (
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

// Ticker is a quote of a pair without a figure, priced in what its symbol says. The
// market of a coin is always open; that of currencies on weekdays, and on weekends, when
// an exchange of coins still trades them and banks do not, it is not known.
func Ticker(symbol market.Symbol, now time.Time, o market.Origin) *market.Ticker {
	t := &market.Ticker{Symbol: symbol, Kind: kindOf(symbol), TimeZone: "UTC", State: market.StateOpen, Origin: o}
	_, t.Currency, _ = spelling.Pair(symbol.String())
	if t.Kind == market.KindCurrency && weekend(now) {
		t.State = market.StateUnknown
	}
	return t
}

func kindOf(symbol market.Symbol) market.Kind {
	if spelling.KindOf(symbol.String()) == spelling.Currency {
		return market.KindCurrency
	}
	return market.KindCrypto
}

// Today sets what a quote says of the day of UTC from its bars of a day: the open, high
// and low of today's, the close of yesterday's.
func Today(t *market.Ticker, rows []Row, now time.Time) {
	today := now.UTC().Truncate(day)
	for _, r := range rows {
		switch {
		case r.At.Equal(today):
			t.Open, t.DayHigh, t.DayLow = r.Open.Above(), r.High.Above(), r.Low.Above()
		case r.At.Equal(today.Add(-day)):
			t.PreviousClose = r.Close.Above()
		}
	}
}

// Each is an error as that of each symbol.
func Each(symbols []market.Symbol, err error) []error {
	all := make([]error, len(symbols))
	for i, s := range symbols {
		all[i] = httpsource.OfSymbol(s, err)
	}
	return all
}
