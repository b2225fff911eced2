package study

import (
	"context"
	"math"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/calendar"
	"quotewire/internal/market"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testNow is Friday 21 November 2025, after the close in New York.
func testNow() time.Time { return time.Date(2025, 11, 21, 22, 0, 0, 0, time.UTC) }

// fakeMarket is market data that stands still.
type fakeMarket struct {
	bars       map[string][]market.Bar // daily, by symbol
	kinds      map[string]market.Kind
	currencies map[string]string
	origins    map[string]market.Origin // by symbol; of the others adjusted for all
	tickers    map[string]*market.Ticker
	fund       *market.Fundamentals
	statements map[market.Frequency]*market.Statements
	actions    *market.Actions
	err        error
	refused    error // of statements
	open       bool
	began      market.Date // trading began, as the source says
	asked      []market.HistoryQuery
	mu         sync.Mutex // of asked
}

func (s *fakeMarket) Quote(_ context.Context, symbol market.Symbol) (*market.Ticker, error) {
	if t := s.tickers[symbol.String()]; t != nil {
		full := *t
		loc, err := time.LoadLocation(t.TimeZone)
		full.Location = loc
		return &full, err
	}
	return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: symbol.String()}
}

func (s *fakeMarket) Fundamentals(context.Context, market.Symbol) (*market.Fundamentals, error) {
	if s.fund == nil {
		return nil, &market.Error{Kind: market.ErrNoData}
	}
	return s.fund, nil
}

func (s *fakeMarket) Statements(_ context.Context, _ market.Symbol, q market.StatementQuery) (*market.Statements, error) {
	if s.refused != nil {
		return nil, s.refused
	}
	if st := s.statements[q.Frequency]; st != nil {
		return st, nil
	}
	return nil, &market.Error{Kind: market.ErrNoData}
}

func (s *fakeMarket) Actions(context.Context, market.Symbol, market.Date, market.Date) (*market.Actions, error) {
	if s.actions == nil {
		return &market.Actions{}, nil
	}
	return s.actions, nil
}

// History gives the bars of the days asked for, as package market does.
func (s *fakeMarket) History(_ context.Context, q market.HistoryQuery) (*market.History, error) {
	s.mu.Lock()
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	if s.err != nil {
		return nil, s.err
	}
	all, ok := s.bars[q.Symbol.String()]
	if !ok {
		return nil, &market.Error{Kind: market.ErrUnknownSymbol, Symbol: q.Symbol.String()}
	}
	h := &market.History{
		Symbol: q.Symbol, Name: "Name of " + q.Symbol.String(), Kind: market.KindEquity, Currency: "USD",
		Location: newYorkZone(), Interval: q.Interval, Origin: market.Origin{AsOf: testNow()}, Open: s.open, FirstTrade: s.began,
	}
	if k := s.kinds[q.Symbol.String()]; k != "" {
		h.Kind = k
	}
	h.Adjusted = market.AdjustedForAll
	if o, ok := s.origins[q.Symbol.String()]; ok {
		h.Origin = o
	}
	if c := s.currencies[q.Symbol.String()]; c != "" {
		h.Currency = c
	}
	for _, b := range all {
		d := market.DateOf(time.Unix(b.Time, 0).In(h.Location))
		if d.Compare(q.From) >= 0 && d.Compare(q.To) <= 0 {
			h.Bars = append(h.Bars, b)
		}
	}
	if len(h.Bars) == 0 {
		return nil, &market.Error{Kind: market.ErrNoData}
	}
	return h, nil
}

func newYorkZone() *time.Location {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return loc
}

// bar is a day with a close, and highs and lows two around it.
func bar(day string, close float64) market.Bar {
	d, err := market.ParseDate(day)
	if err != nil {
		panic(err)
	}
	at := d.In(newYorkZone()).Add(9*time.Hour + 30*time.Minute)
	return market.Bar{Time: at.Unix(), Open: close - 1, High: close + 2, Low: close - 2, Close: close, AdjClose: close / 2, Volume: 1000}
}

// walk is closes on the trading days from first on.
func walk(tb testing.TB, first string, closes ...float64) []market.Bar {
	tb.Helper()
	all, err := calendar.New()
	if err != nil {
		tb.Fatal(err)
	}
	day, err := market.ParseDate(first)
	if err != nil {
		tb.Fatal(err)
	}
	e := all.NewYork()
	day = e.OnOrAfter(day)
	bars := make([]market.Bar, len(closes))
	for i, c := range closes {
		bars[i] = bar(day.String(), c)
		day = e.Add(day, 1)
	}
	return bars
}

func newStudy(tb testing.TB, data marketData) *Study {
	tb.Helper()
	calendars, err := calendar.New()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := New(Options{Market: data, Calendars: calendars, Now: testNow})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func symbols(names ...string) []market.Symbol {
	all := make([]market.Symbol, len(names))
	for i, n := range names {
		all[i] = symbolOf(n)
	}
	return all
}

// analyze computes one measure.
func analyze(t *testing.T, data *fakeMarket, q Query) *Report {
	t.Helper()
	r, err := newStudy(t, data).Analyze(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// value finds a figure by its name and unit.
func valueOfFigure(t *testing.T, s Section, name string, unit Unit) Figure {
	t.Helper()
	for _, f := range s.Figures {
		if f.Name == name && f.Unit == unit {
			return f
		}
	}
	t.Fatalf("no figure %q in %s among %+v (%s)", name, unit, s.Figures, s.Missing)
	return Figure{}
}

func wantValue(t *testing.T, s Section, name string, unit Unit, want float64, days ...string) {
	t.Helper()
	f := valueOfFigure(t, s, name, unit)
	exact := f.Value
	if !f.Exact.IsZero() {
		exact = f.Exact
	}
	if v, ok := exact.Get(); !ok || math.Abs(v-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s = %v, want %v", name, v, want)
	}
	got := []string{}
	for _, d := range []market.Date{f.Date, f.Until} {
		if !d.IsZero() {
			got = append(got, d.String())
		}
	}
	for i, d := range days {
		if i >= len(got) || got[i] != d {
			t.Errorf("%s: days %v, want %v", name, got, days)
		}
	}
}
