package market_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quotewire/internal/market"
)

// wing is a source of quotes and prices of the symbols of one exchange. It is all that
// a second source takes.
type wing struct {
	name, suffix string
	asked        [][]market.Symbol
}

func (w *wing) Name() string                     { return w.name }
func (w *wing) Covers(symbol market.Symbol) bool { return strings.HasSuffix(symbol.String(), w.suffix) }

func (w *wing) Quotes(_ context.Context, symbols []market.Symbol) (tickers []*market.Ticker, errs []error) {
	w.asked = append(w.asked, symbols)
	for _, s := range symbols {
		tickers = append(tickers, &market.Ticker{
			Symbol: s, Kind: market.KindEquity, State: market.StateClosed, TimeZone: "Europe/Vienna", Price: market.Num(7), Origin: market.Origin{Provider: w.name},
		})
	}
	return tickers, make([]error, len(symbols))
}

func (w *wing) History(_ context.Context, q market.HistoryQuery) (*market.History, error) {
	return &market.History{Symbol: q.Symbol, Interval: q.Interval, Location: time.UTC, Bars: []market.Bar{{Close: 7}}, Origin: market.Origin{Provider: w.name}}, nil
}

// quoter is a source without prices.
type quoter struct{ *wing }

func (quoter) History() {}

func symbolsOf(t testing.TB, names ...string) (all []market.Symbol) {
	t.Helper()
	for _, name := range names {
		s, err := market.ParseSymbol(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// Each symbol is asked of the first source that covers it and has the role.
func TestSourcesShareTheSymbols(t *testing.T) {
	near, far := &wing{name: "Near", suffix: ".VI"}, &wing{name: "Far"}
	m, err := market.New(market.Options{Sources: []market.Source{near, quoter{&wing{name: "Between", suffix: ".L"}}, far}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	symbols := symbolsOf(t, "AAPL", "OMV.VI", "VOD.L", "EBS.VI")
	tickers, errs := m.Quotes(t.Context(), symbols)
	for i, want := range []string{"Far", "Near", "Between", "Near"} {
		if errs[i] != nil || tickers[i].Symbol != symbols[i] || tickers[i].Provider != want || tickers[i].Location.String() != "Europe/Vienna" {
			t.Errorf("%s: %+v, %v, want it of %s", symbols[i], tickers[i], errs[i], want)
		}
	}
	if len(near.asked) != 1 || !slices.Equal(near.asked[0], symbolsOf(t, "OMV.VI", "EBS.VI")) || len(far.asked) != 1 {
		t.Errorf("asked %v of the one and %v of the other, want two symbols at once and one", near.asked, far.asked)
	}
	for i, want := range []string{"Far", "Near", "Far", "Near"} {
		if h, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbols[i]}); err != nil || h.Provider != want {
			t.Errorf("prices of %s: %+v, %v, want them of %s", symbols[i], h, err, want)
		}
	}
}

// A question of which no source knows anything says so.
func TestRolesThatNobodyHas(t *testing.T) {
	m, err := market.New(market.Options{Sources: []market.Source{&wing{name: "Near", suffix: ".VI"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	omv, aapl := symbolsOf(t, "OMV.VI")[0], symbolsOf(t, "AAPL")[0]
	_, quote := m.Quote(t.Context(), aapl)
	_, prices := m.History(t.Context(), market.HistoryQuery{Symbol: aapl})
	_, fundamentals := m.Fundamentals(t.Context(), omv)
	_, screen := m.Screen(t.Context(), "day_gainers", market.ScreenQuery{})
	_, matches := m.Search(t.Context(), "omv", 5)
	for what, err := range map[string]error{"quotes": quote, "prices": prices, "fundamentals": fundamentals, "screens": screen, "symbols": matches} {
		if !errors.Is(err, market.ErrNoData) || !strings.Contains(err.Error(), "no source of market data has "+what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := market.New(market.Options{}); err == nil {
		t.Error("no source at all is accepted")
	}
}
