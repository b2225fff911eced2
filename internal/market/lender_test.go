package market_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/market"
	"quotewire/internal/store"
)

// lender is a wing whose answers may be kept, and who can refuse.
type lender struct {
	*wing
	lasts  time.Duration
	refuse *error
}

func lenderOf(lasts time.Duration) lender {
	return lender{&wing{name: "Lender"}, lasts, new(error)}
}

func (l lender) Keepable() time.Duration   { return l.lasts }
func (l lender) Provider() market.Provider { return market.Provider{Name: l.name} }

func (l lender) Quotes(ctx context.Context, symbols []market.Symbol) ([]*market.Ticker, []error) {
	tickers, errs := l.wing.Quotes(ctx, symbols)
	for i := range errs {
		if errs[i] = *l.refuse; errs[i] != nil {
			tickers[i] = nil
		}
	}
	return tickers, errs
}

func (l lender) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	if *l.refuse != nil {
		return nil, *l.refuse
	}
	h, err := l.wing.History(ctx, q)
	if q.Range == "max" { // more than is kept of one answer
		h.Bars = make([]market.Bar, 30_000)
	}
	return h, err
}

func (l lender) News(_ context.Context, query string) (*market.News, error) {
	symbol, _ := market.ParseSymbol("AAPL")
	return &market.News{Query: query, Articles: []market.Article{{Title: "x", Symbols: []market.Symbol{symbol}}}, Origin: market.Origin{Provider: l.name}}, *l.refuse
}

func (l lender) Search(context.Context, string) ([]market.Match, error) {
	return []market.Match{{Name: "x", Origin: market.Origin{Provider: l.name}}}, *l.refuse
}

func refusal() error {
	return &market.Error{Kind: market.ErrBlocked, Status: 429, Message: "it says no"}
}

type shop struct {
	*market.Market
	writes *store.Client
	reg    *prometheus.Registry
}

// Close closes the market, then has what it kept written.
func (s *shop) Close() {
	s.Market.Close()
	s.writes.Close()
}

func open(t *testing.T, kept store.Store, sources ...market.Source) *shop {
	t.Helper()
	s := &shop{reg: prometheus.NewRegistry()}
	s.writes = store.NewClient(kept, slog.New(slog.DiscardHandler), s.reg)
	var err error
	s.Market, err = market.New(market.Options{Sources: sources, Store: s.writes, Registerer: s.reg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func (s *shop) counted(t *testing.T, name, want string) {
	t.Helper()
	if err := testutil.GatherAndCompare(s.reg, strings.NewReader(want), name); err != nil {
		t.Error(err)
	}
}
