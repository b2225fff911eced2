package market

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// An answer in a currency that its symbol is not listed in is about something else, unless
// it is the word of who decides.
func TestAnswersInAnotherCurrency(t *testing.T) {
	for symbol, c := range map[string]struct{ may, not string }{
		"AAPL": {"USD", "EUR GBP USDT GBp"}, "VOD.L": {"GBp GBX GBP USD EUR", "JPY CAD USDT"}, "SHOP.TO": {"CAD USD", "EUR GBp"}, "7203.T": {"JPY", "USD"},
		"TEVA.TA": {"ILA ILS USD", "EUR"}, "BTC-USD": {"USD USDT", "EUR BTC"}, "BTC-EUR": {"EUR", "USD USDT"}, "EURUSD=X": {"USD", "EUR USDT"}, "JPY=X": {"JPY", "USD"},
		"^GSPC": {"USD", "EUR"}, "CL=F": {"USD USX", "EUR"}, "^UNKNOWN": {"USD EUR", ""}, "NPN.JO": {"ZAc ZAR", "USDT"},
	} {
		for _, currency := range strings.Fields(c.may + " " + c.not) {
			for _, decides := range []bool{false, true} {
				one := &hostile{fake: fake{name: "cnbc", price: 7, decides: decides, odd: func(t *Ticker) { t.Currency = currency }}}
				one.history = func(q HistoryQuery) (*History, error) {
					return &History{Symbol: q.Symbol, Currency: currency, Location: time.UTC, Bars: []Bar{{Close: 7}}}, nil
				}
				m := newMarket(t, Options{}, one)
				want := decides || slices.Contains(strings.Fields(c.may), currency)
				if _, err := m.Quote(t.Context(), Symbol{symbol}); (err == nil) != want || err != nil && !errors.Is(err, ErrUnknownSymbol) {
					t.Errorf("%s in %s, decides %t: %v", symbol, currency, decides, err)
				}
				if _, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{symbol}}); (err == nil) != want || err != nil && !errors.Is(err, ErrUnknownSymbol) {
					t.Errorf("prices of %s in %s, decides %t: %v", symbol, currency, decides, err)
				}
				if s := m.Sources()[0]; s.Lost {
					t.Errorf("%s in %s: the source is lost: %v", symbol, currency, s.Err)
				}
			}
		}
	}
	if m := newMarket(t, Options{}, &fake{name: "cnbc", odd: func(t *Ticker) { t.Currency = "" }}); m != nil {
		if _, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil {
			t.Errorf("without a currency: %v", err)
		}
	}
}
