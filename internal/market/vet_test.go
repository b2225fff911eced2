package market

import (
	"context"
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

// astray is a source whose every answer is about another symbol.
type astray struct{ allRoles }

func (a *astray) Fundamentals(context.Context, Symbol) (*Fundamentals, error) {
	return &Fundamentals{Symbol: Symbol{"OTHER"}}, nil
}

func (a *astray) Statements(context.Context, Symbol, StatementQuery) (*Statements, error) {
	return &Statements{Symbol: Symbol{"OTHER"}}, nil
}

func (a *astray) Actions(context.Context, Symbol, Date, Date) (*Actions, error) {
	return &Actions{Symbol: Symbol{"OTHER"}}, nil
}

func (a *astray) Options(context.Context, Symbol, Date) (*Chain, error) {
	return &Chain{Symbol: Symbol{"OTHER"}}, nil
}

func (a *astray) Members(context.Context, Symbol) (*Members, error) {
	return &Members{Index: Symbol{"OTHER"}}, nil
}

func (a *astray) History(context.Context, HistoryQuery) (*History, error) {
	return &History{Symbol: Symbol{"OTHER"}}, nil
}

// An answer about another symbol is none, whatever it is.
func TestAnswersAboutAnotherSymbol(t *testing.T) {
	m := newMarket(t, Options{}, &astray{allRoles{fake{name: "cnbc", odd: func(t *Ticker) { t.Symbol = Symbol{"OTHER"} }}}})
	for _, name := range strings.Fields("quote history batch fundamentals statements actions options members") {
		if err := questionsOf(m)[name](t.Context(), 0); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
