package market

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Fundamentals is what is known of symbol beside its price. While Yahoo refuses
// us or is down it is what Yahoo said up to a day ago, marked Stale with its Age.
func (m *Market) Fundamentals(ctx context.Context, symbol Symbol) (*Fundamentals, error) {
	if symbol == (Symbol{}) {
		return nil, fmt.Errorf("%w: empty", ErrSymbol)
	}
	return spelledByQuote(ctx, m, symbol, func(ctx context.Context, symbol Symbol) (*Fundamentals, error) {
		return kept(ctx, m, m.depth.fundamentals, symbol.String(), symbol.String(), func(ctx context.Context) (*Fundamentals, error) {
			return m.fetchFundamentals(ctx, symbol)
		})
	})
}

// summaryModules are the parts of a summary that this package reads.
func summaryModules() []string {
	return []string{
		"price", "assetProfile", "summaryDetail", "defaultKeyStatistics", "financialData",
		"calendarEvents", "earningsHistory", "earningsTrend",
		"recommendationTrend", "upgradeDowngradeHistory",
		"majorHoldersBreakdown", "institutionOwnership", "fundOwnership", "insiderTransactions", "netSharePurchaseActivity",
		"fundProfile", "topHoldings", "fundPerformance",
	}
}

// fetchFundamentals asks for all modules at once: a request each would be
// eighteen, and Yahoo counts requests.
func (m *Market) fetchFundamentals(ctx context.Context, symbol Symbol) (f *Fundamentals, err error) {
	err = m.transport.ask(ctx, request{
		path: "/v10/finance/quoteSummary/" + symbol.String(),
		query: url.Values{
			"modules":   {strings.Join(summaryModules(), ",")},
			"formatted": {"false"}, "lang": {"en-US"}, "region": {"US"},
		},
		symbol: symbol.String(),
		crumb:  true,
		read: func(body []byte) error {
			f, err = readFundamentals(body, symbol)
			return err
		},
	})
	if e, ok := errors.AsType[*Error](err); ok && errors.Is(e.Kind, ErrUnknownSymbol) && strings.Contains(strings.ToLower(e.Said), "no fundamentals data") {
		// Yahoo knows the symbol, and says so with the code of an unknown one.
		return nil, &Error{Kind: ErrNoData, Symbol: e.Symbol, Status: e.Status, Said: e.Said}
	}
	if err != nil {
		return nil, err
	}
	f.Origin, f.Pages = m.about(symbol, "/key-statistics/"), m.sections(symbol)
	f.Location = time.UTC
	if e, ok := m.calendars.Of(f.Exchange); ok {
		f.TimeZone, f.Location = e.Location.String(), e.Location
	}
	if f.Earnings != nil {
		f.Earnings.When = f.Earnings.WhenBy(f.AsOf, f.Location)
	}
	return f, nil
}
