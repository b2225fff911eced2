// Package kraken asks Kraken's public API: spot prices of coins and of some currencies,
// and their bars. It is an exchange that never closes, whose days are those of UTC.
//
// Its answers carry no time: a quote has no AsOf but that of its Origin, when it was
// received. It has the latest 720 bars of each length and no older ones. A market whose
// bid and ask are far apart is refused, as nobody trades there.
package kraken

import (
	"quotewire/internal/market"
	"quotewire/internal/market/httpsource"
	"quotewire/internal/spelling"
)

const address = "https://api.kraken.com/0/public/"

type client = httpsource.Client

// Source is Kraken. What it tells of its health is the client's.
type Source struct{ *client }

var _ interface {
	market.Source
	market.Quoter
	market.Historian
} = (*Source)(nil)

// Provider is what it is called.
func Provider() market.Provider {
	return market.Provider{Name: "Kraken", Site: "https://pro.kraken.com"}
}

// New makes one. It reaches for nothing before the first question.
func New(o httpsource.Options) (*Source, error) {
	c, err := httpsource.New(spelling.Kraken, Provider(), o, httpsource.Limits{Concurrent: 2, Rate: 1, Burst: 6})
	if err != nil {
		return nil, err
	}
	return &Source{c}, nil
}

// Name is kraken.
func (s *Source) Name() string { return spelling.Kraken }

// Covers is true of the pairs that Kraken is known to trade.
func (s *Source) Covers(symbol market.Symbol) bool {
	_, ok := spelling.To(spelling.Kraken, symbol.String())
	return ok
}
