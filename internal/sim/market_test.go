package sim_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"quotewire/internal/market"
	"quotewire/internal/market/yahoo"
	yahooclient "quotewire/internal/market/yahoo/client"
	"quotewire/internal/sim"
	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
	simyahoo "quotewire/internal/sim/yahoo"
	"quotewire/internal/units"
)

// listed are the symbols that trade.
func listed(t *testing.T) (symbols []string) {
	t.Helper()
	c, err := facts.NewCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range c.Listed() {
		symbols = append(symbols, in.Symbol)
	}
	return symbols
}

func wednesday() time.Time { return time.Date(2025, 11, 19, 16, 30, 0, 0, time.UTC) }

// client is the real client before the simulated Yahoo, and that Yahoo.
func client(t *testing.T) (*market.Market, *simyahoo.Server) {
	t.Helper()
	w, err := sim.Start(wire.Options{Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	source, err := yahoo.New(yahoo.Options{Client: yahooclient.Options{BaseURL: w.YahooURL}, Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	m, err := market.New(market.Options{Sources: []market.Source{source}, Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		m.Close()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return m, w.Yahoo
}

func symbol(t *testing.T, text string) market.Symbol {
	t.Helper()
	s, err := market.ParseSymbol(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value is a figure that must be there.
func value(t *testing.T, name string, n market.Number) float64 {
	t.Helper()
	v, ok := n.Get()
	if !ok {
		t.Errorf("%s is absent", name)
	}
	return v
}

func TestTheClientReadsEverySymbol(t *testing.T) {
	m, _ := client(t)
	ctx := t.Context()
	for _, text := range listed(t) {
		s := symbol(t, text)
		f, err := m.Fundamentals(ctx, s)
		if err != nil {
			t.Errorf("fundamentals of %s: %v", text, err)
			continue
		}
		if f.Name == "" || f.Currency == "" {
			t.Errorf("fundamentals of %s: %+v", text, f)
		}
		_, err = m.Statements(ctx, s, market.StatementQuery{})
		if has := f.Kind == market.KindEquity; has != (err == nil) || !has && !errors.Is(err, market.ErrNoData) {
			t.Errorf("statements of %s: %v", text, err)
		}
		if _, err := m.Actions(ctx, s, market.Date{Year: 2024, Month: time.January, Day: 1}, market.Date{}); err != nil {
			t.Errorf("actions of %s: %v", text, err)
		}
		chain, err := m.Options(ctx, s, market.Date{})
		if err != nil && !errors.Is(err, market.ErrNoData) {
			t.Errorf("options of %s: %v", text, err)
		}
		if err == nil && chain.Underlying == nil {
			t.Errorf("options of %s: nothing under them", text)
		}
		if n, err := m.News(ctx, text, 10); err != nil || len(n.Articles) != 10 {
			t.Errorf("news of %s: %v", text, err)
		}
	}
}

func TestTheClientReadsEveryList(t *testing.T) {
	m, _ := client(t)
	empty := 0
	for _, name := range market.ScreenNames() {
		s, err := m.Screen(t.Context(), name, market.ScreenQuery{})
		if err != nil || s.Title == "" {
			t.Errorf("screen %s: %v", name, err)
			continue
		}
		if len(s.Rows) == 0 {
			t.Errorf("screen %s is empty", name)
		}
	}
	for _, region := range market.ScreenRegions() {
		s, err := m.Screen(t.Context(), "most_actives", market.ScreenQuery{Region: region})
		if err != nil {
			t.Errorf("screen of %s: %v", region, err)
		} else if len(s.Rows) == 0 {
			empty++
		}
	}
	if empty != 5 { // br, es, it, nz, sg
		t.Errorf("%d regions have no shares", empty)
	}
	for _, region := range market.TrendRegions() {
		if s, err := m.Trending(t.Context(), region); err != nil || len(s.Symbols) < 3 {
			t.Errorf("trends of %s: %v", region, err)
		}
	}
}

func TestScreensAreOrderedAndPaged(t *testing.T) {
	m, _ := client(t)
	gainers, err := m.Screen(t.Context(), "day_gainers", market.ScreenQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	before := math.Inf(1)
	for _, row := range gainers.Rows {
		moved := value(t, "change", row.ChangePercent)
		if moved > before || moved <= 0 {
			t.Errorf("%s gained %v after %v", row.Symbol, moved, before)
		}
		before = moved
	}
	var all []string
	for offset := 0; ; offset += 50 {
		page, err := m.Screen(t.Context(), "aggressive_small_caps", market.ScreenQuery{Limit: 50, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		if total := value(t, "total", page.Total); total != 120 {
			t.Errorf("total %v", total)
		}
		for _, row := range page.Rows {
			all = append(all, row.Symbol.String())
		}
		if len(page.Rows) == 0 {
			break
		}
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 120 {
		t.Errorf("%d symbols on all pages", n)
	}
}

func TestFiguresAgree(t *testing.T) {
	m, _ := client(t)
	for _, text := range listed(t) {
		s := symbol(t, text)
		q, err := m.Quote(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if q.Kind != market.KindEquity || text == "RELIANCE.NS" {
			continue
		}
		f, err := m.Fundamentals(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		twelve, err := m.Statements(t.Context(), s, market.StatementQuery{Kind: market.IncomeStatement, Frequency: market.Trailing})
		if err != nil {
			t.Fatal(err)
		}
		major := 1.0
		if q.Currency == "GBp" {
			major = 100
		}
		price, st := value(t, "price", q.Price), f.Statistics
		agree := func(name string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > 2e-6*math.Abs(want) {
				t.Errorf("%s: %s is %v, want %v", text, name, got, want)
			}
		}
		agree("market value", value(t, "market value", q.MarketCap), price/major*value(t, "shares", q.SharesOutstanding))
		agree("market value of the summary", value(t, "market value", st.MarketCap), value(t, "market value", q.MarketCap))
		// A quote alone cannot tell the currency of earnings, nor can a summary where
		// that of the accounts is near parity.
		sent := func(n market.Number, doubt *market.Unproven) market.Number {
			if doubt == nil {
				return n
			}
			if f.FinancialCurrency == units.Major(q.Currency) {
				t.Errorf("%s: %+v", text, doubt)
			}
			return doubt.Value
		}
		earned := sent(q.EPS, q.Doubt("eps_ttm"))
		agree("EPS", value(t, "EPS", sent(st.EPS, st.Doubt("eps_ttm"))), value(t, "EPS", earned))
		if eps := value(t, "EPS", earned); eps > 0 {
			agree("P/E", value(t, "P/E", q.TrailingPE), price/major/eps)
		} else if q.TrailingPE != (market.Number{}) || st.TrailingPE != (market.Number{}) {
			t.Errorf("%s: a loss of %v has a P/E", text, eps)
		}
		agree("revenue", value(t, "revenue", st.Revenue), item(t, twelve, "TotalRevenue")[0])
		agree("net income", value(t, "net income", st.NetIncome), item(t, twelve, "NetIncome")[0])
		if f.FinancialCurrency != twelve.Currency {
			t.Errorf("%s: accounts in %s and %s", text, f.FinancialCurrency, twelve.Currency)
		}
		if next := f.Earnings.Next[0]; !next.Equal(q.EarningsAt) || next.Before(wednesday()) {
			t.Errorf("%s: announces on %v, the quote says %v", text, next, q.EarningsAt)
		}
	}
}

func item(t *testing.T, s *market.Statements, key string) (values []float64) {
	t.Helper()
	for _, it := range s.Items {
		if it.Key == key {
			for _, v := range it.Values {
				f, _ := v.Get()
				values = append(values, f)
			}
			return values
		}
	}
	t.Fatalf("%s has no %s", s.Symbol, key)
	return nil
}

func TestOddities(t *testing.T) {
	m, _ := client(t)
	ctx := t.Context()
	for _, text := range []string{"TWTR", "NOPE"} {
		s := symbol(t, text)
		for name, ask := range map[string]func(context.Context) error{
			"quote":        func(ctx context.Context) error { _, err := m.Quote(ctx, s); return err },
			"fundamentals": func(ctx context.Context) error { _, err := m.Fundamentals(ctx, s); return err },
			"statements":   func(ctx context.Context) error { _, err := m.Statements(ctx, s, market.StatementQuery{}); return err },
			"options":      func(ctx context.Context) error { _, err := m.Options(ctx, s, market.Date{}); return err },
			"actions":      func(ctx context.Context) error { _, err := m.Actions(ctx, s, market.Date{}, market.Date{}); return err },
		} {
			if err := ask(ctx); !errors.Is(err, market.ErrUnknownSymbol) && !errors.Is(err, market.ErrNoData) {
				t.Errorf("%s of %s: %v", name, text, err)
			}
		}
	}
	// Restated: both are sent, the later counts.
	years, err := m.Statements(ctx, symbol(t, "BA"), market.StatementQuery{Kind: market.IncomeStatement})
	if err != nil {
		t.Fatal(err)
	}
	quarters, err := m.Statements(ctx, symbol(t, "BA"), market.StatementQuery{Kind: market.IncomeStatement, Frequency: market.Quarterly})
	if err != nil || len(years.Periods) != 4 || len(quarters.Periods) != 5 {
		t.Fatalf("%v: %v %v", err, years.Periods, quarters.Periods)
	}
	// Not reported any more: a null in the place of the newest year.
	apple, err := m.Statements(ctx, symbol(t, "AAPL"), market.StatementQuery{Kind: market.IncomeStatement})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range apple.Items {
		if _, ok := it.Values[0].Get(); it.Key == "InterestExpense" && ok {
			t.Errorf("interest expense of %v: %v", apple.Periods[0], it.Values)
		}
	}
	uncapped, err := m.Quote(ctx, symbol(t, "RELIANCE.NS"))
	if err != nil || uncapped.MarketCap != (market.Number{}) || uncapped.SharesOutstanding != (market.Number{}) {
		t.Errorf("%v: market value %v", err, uncapped.MarketCap)
	}
	reddit, err := m.Actions(ctx, symbol(t, "RDDT"), market.Date{}, market.Date{})
	if err != nil || len(reddit.Dividends) != 0 || reddit.FirstTrade != (market.Date{Year: 2024, Month: time.March, Day: 21}) {
		t.Errorf("%v: %+v", err, reddit)
	}
	nvidia, err := m.Actions(ctx, symbol(t, "NVDA"), market.Date{}, market.Date{})
	if err != nil || len(nvidia.Splits) != 2 || nvidia.Splits[1].Ratio != "10:1" {
		t.Errorf("%v: %+v", err, nvidia.Splits)
	}
}

func TestTotalsOverAllExpirations(t *testing.T) {
	m, _ := client(t)
	totals, err := m.OptionTotals(t.Context(), symbol(t, "SPY"))
	if err != nil || totals.Partial() || totals.Of != len(totals.Expirations) || totals.Calls+totals.Puts < 20000 {
		t.Fatalf("%v: %d of %d, %d calls", err, len(totals.Expirations), totals.Of, totals.Calls)
	}
}

func TestFaultsMeetEveryEndpoint(t *testing.T) {
	m, y := client(t)
	ctx, s := t.Context(), symbol(t, "KO")
	asks := map[string]func() error{
		"/v10/finance/quoteSummary": func() error { _, err := m.Fundamentals(ctx, s); return err },
		"/ws/":                      func() error { _, err := m.Statements(ctx, s, market.StatementQuery{}); return err },
		"/v7/finance/options":       func() error { _, err := m.Options(ctx, s, market.Date{}); return err },
		"/v1/finance/search":        func() error { _, err := m.News(ctx, "KO", 5); return err },
		"/v1/finance/screener":      func() error { _, err := m.Screen(ctx, "most_actives", market.ScreenQuery{}); return err },
		"/v1/finance/trending":      func() error { _, err := m.Trending(ctx, "us"); return err },
	}
	for path, ask := range asks {
		for _, f := range []wire.Fault{
			{Kind: wire.HTML}, {Kind: wire.Truncate}, {Kind: wire.NullResult}, {Kind: wire.Status, Status: 404, Body: "{}"},
		} {
			f.Match.Path = path
			if err := y.Set(f); err != nil {
				t.Fatal(err)
			}
			if err := ask(); err == nil {
				t.Errorf("%s: %s did no harm", path, f.Kind)
			}
		}
		y.Clear()
		if err := ask(); err != nil {
			t.Errorf("%s after the faults: %v", path, err)
		}
	}
}

// No bar that is made up is one that the client would doubt: splits, dividends and
// the worst days are in them.
func TestTheClientDoubtsNoBar(t *testing.T) {
	m, _ := client(t)
	for _, text := range listed(t) {
		for _, interval := range []market.Interval{market.Day, market.Week} {
			h, err := m.History(t.Context(), market.HistoryQuery{Symbol: symbol(t, text), Range: "max", Interval: interval})
			if err != nil {
				t.Errorf("history of %s: %v", text, err)
				continue
			}
			if len(h.Doubts) > 0 || h.Partial > 0 {
				t.Errorf("%s, %s: doubts %+v, %d partial", text, interval, h.Doubts, h.Partial)
			}
		}
	}
}
