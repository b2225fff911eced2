package market

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fake is a source whose every answer is set: after a while, or with an error.
type fake struct {
	name    string
	covers  string // a suffix; empty: all
	decides bool
	price   float64
	delay   float64
	made    bool // simulated

	mu    sync.Mutex
	takes time.Duration
	err   error
	odd   func(*Ticker)
	asked []string
}

func (f *fake) Name() string         { return f.name }
func (f *fake) Covers(s Symbol) bool { return strings.HasSuffix(s.String(), f.covers) }
func (f *fake) Decides() bool        { return f.decides }

func (f *fake) says(takes time.Duration, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.takes, f.err, f.asked = takes, err, nil
}

func (f *fake) questions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *fake) answer(ctx context.Context, what string) error {
	f.mu.Lock()
	takes, err := f.takes, f.err
	f.asked = append(f.asked, what)
	f.mu.Unlock()
	select {
	case <-time.After(takes):
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (f *fake) Quotes(ctx context.Context, symbols []Symbol) (tickers []*Ticker, errs []error) {
	names := make([]string, len(symbols))
	for i, s := range symbols {
		names[i] = s.String()
	}
	err := f.answer(ctx, strings.Join(names, ","))
	for _, s := range symbols {
		t := &Ticker{
			Symbol: s, Kind: KindEquity, State: StateOpen, Currency: "USD", TimeZone: "America/New_York", Price: Num(f.price), PreviousClose: Num(f.price - 1),
			AsOf: time.Now(), DelayMinutes: Num(f.delay), Origin: Origin{Provider: strings.ToUpper(f.name), Simulated: f.made},
		}
		if f.odd != nil {
			f.odd(t)
		}
		if err != nil {
			t = nil
		}
		tickers, errs = append(tickers, t), append(errs, err)
	}
	return tickers, errs
}

func (f *fake) History(ctx context.Context, q HistoryQuery) (*History, error) {
	if err := f.answer(ctx, q.Symbol.String()+" "+q.part()); err != nil {
		return nil, err
	}
	return &History{Symbol: q.Symbol, Interval: q.Interval, Location: time.UTC, Bars: []Bar{{Close: f.price, AdjClose: f.price}}, Origin: Origin{Provider: strings.ToUpper(f.name)}}, nil
}

func deskOf(t *testing.T, o Options, all ...*fake) *Market {
	t.Helper()
	for _, f := range all {
		o.Sources = append(o.Sources, f)
	}
	m, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func refusal(after time.Duration) error {
	return &Error{Kind: ErrBlocked, Status: 429, RetryAfter: after}
}

// The next source of its kind answers in the place of one that refuses, is down, hangs or
// sends what is none, within patience; then the first is not waited for until it is back.
func TestTheNextSourceAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration
		err   error
		again int // how often it is asked by three more questions at once
	}{
		"it refuses":  {0, refusal(0), 1}, // for prices, which are another address
		"it is down":  {300 * time.Millisecond, &Error{Kind: ErrUnavailable}, 0},
		"it hangs":    {time.Hour, nil, 0},
		"it is silly": {0, &Error{Kind: ErrMalformed}, oddAnswers}, // each may be of its symbol
	} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			yahoo, cnbc := &fake{name: "yahoo", decides: true, price: 7}, &fake{name: "cnbc", price: 8}
			m := deskOf(t, Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), CacheTTL: time.Millisecond}, cnbc, yahoo)
			quote := func(symbol string) *Ticker {
				t.Helper()
				began := time.Now()
				got, err := m.Quote(t.Context(), Symbol{symbol})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if took := time.Since(began); took > patience {
					t.Errorf("%s: took %s", name, took)
				}
				return got
			}
			if got := quote("AAPL"); got.Source != "yahoo" || got.Provider != "YAHOO" {
				t.Fatalf("before: %+v", got.Origin)
			}
			time.Sleep(time.Minute)
			yahoo.says(c.takes, c.err)
			if got := quote("AAPL"); got.Source != "cnbc" || got.Price != Num(8) || len(got.ConfirmedBy) != 0 {
				t.Errorf("%s: %+v", name, got)
			}
			asked := len(yahoo.questions())
			for range 3 {
				began := time.Now()
				if h, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"MSFT"}}); err != nil || h.Source != "cnbc" {
					t.Errorf("%s: %+v, %v", name, h, err)
				}
				if c.again == 0 && time.Since(began) > 0 {
					t.Errorf("%s: waited %s for a source that is lost", name, time.Since(began))
				}
				m.caches.histories.Delete(HistoryQuery{Symbol: Symbol{"MSFT"}, Range: "1mo", Interval: Day}.key())
			}
			if again := len(yahoo.questions()) - asked; again != c.again {
				t.Errorf("%s: asked %d times more, want %d", name, again, c.again)
			}
			// Its pause is over: it is tried beside a question, which does not wait for it.
			time.Sleep(longestPause * firstPause)
			yahoo.says(500*time.Millisecond, nil)
			if got := quote("TSLA"); got.Source != "cnbc" && !errors.Is(c.err, ErrMalformed) {
				t.Errorf("%s: while it is tried again: %+v", name, got.Origin)
			}
			if _, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"MSFT"}}); err != nil {
				t.Errorf("%s: while it is tried again: %v", name, err)
			}
			time.Sleep(time.Second)
			if got := quote("NVDA"); got.Source != "yahoo" {
				t.Errorf("%s: when it is back: %+v", name, got.Origin)
			}
			if lost, back := strings.Count(log.String(), "source of market data lost"), strings.Count(log.String(), "source of market data is back"); lost != 1 || back != 1 {
				t.Errorf("%s: %d records of the loss and %d of the return, want one each:\n%s", name, lost, back, &log)
			}
		})
	}
}

// An address that refuses quotes may well give prices: only what it refuses is asked of
// others, and the loss is told once.
func TestALossOfOneRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		yahoo, cnbc := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 8}
		m := deskOf(t, Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), CacheTTL: time.Millisecond}, yahoo, cnbc)
		for range 3 {
			yahoo.says(0, refusal(0))
			if got, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil || got.Source != "cnbc" {
				t.Errorf("quotes: %+v, %v", got, err)
			}
			yahoo.says(0, nil)
			h, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"AAPL"}})
			if err != nil || h.Source != "yahoo" {
				t.Errorf("prices: %+v, %v", h, err)
			}
			m.caches.histories.Delete(HistoryQuery{Symbol: Symbol{"AAPL"}, Range: "1mo", Interval: Day}.key())
			time.Sleep(time.Second)
		}
		if got := m.Sources()[0]; !got.Lost || got.Answered.IsZero() || !errors.Is(got.Err, ErrBlocked) || !got.RetryAt.After(got.Since) {
			t.Errorf("state %+v", got)
		}
		if strings.Count(log.String(), "\n") != 1 {
			t.Errorf("log:\n%s", &log)
		}
	})
}

// What a silent source alone has is an error at once until it is due; then one question
// finds out whether it is back.
func TestASilentSourceThatIsTheOnlyOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, tmx := &fake{name: "yahoo", price: 7, takes: time.Hour}, &fake{name: "tmx", covers: ".TO", price: 8}
		m := deskOf(t, Options{}, yahoo, tmx)
		ask := func(symbol string) (time.Duration, error) {
			began := time.Now()
			_, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{symbol}})
			return time.Since(began), err
		}
		if took, err := ask("RY.TO"); err != nil || took != patience {
			t.Fatalf("of another: %v after %s", err, took)
		}
		for range 3 {
			took, err := ask("AAPL")
			if e, ok := errors.AsType[*Error](err); !ok || e.Kind != ErrUnavailable || e.RetryAfter <= 0 || took > 0 {
				t.Errorf("while it is silent: %v after %s", err, took)
			}
		}
		time.Sleep(firstPause)
		yahoo.says(time.Second, nil)
		if took, err := ask("AAPL"); err != nil || took != time.Second {
			t.Errorf("when it is back: %v after %s", err, took)
		}
	})
}

// A source that answers others is not lost because one question takes long.
func TestOneHardQuestionIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 8}
		m := deskOf(t, Options{}, yahoo, cnbc)
		yahoo.says(time.Hour, nil)
		var hard *History
		done := make(chan struct{})
		go func() {
			defer close(done)
			hard, _ = m.History(t.Context(), HistoryQuery{Symbol: Symbol{"HARD"}})
		}()
		time.Sleep(time.Second)
		yahoo.says(0, nil)
		if _, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"EASY"}}); err != nil {
			t.Fatal(err)
		}
		<-done
		if hard == nil || hard.Source != "cnbc" {
			t.Errorf("the hard one: %+v", hard)
		}
		if got, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"NEXT"}}); err != nil || got.Source != "yahoo" {
			t.Errorf("the next: %+v, %v", got, err)
		}
	})
}

// Who leaves takes the questions along, and no source is lost by it.
func TestALeavingCallerLosesNoSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 8}
		m := deskOf(t, Options{}, yahoo, cnbc)
		yahoo.says(time.Hour, nil)
		cnbc.says(time.Hour, nil)
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		var asked sync.WaitGroup
		asked.Go(func() { _, _ = m.History(ctx, HistoryQuery{Symbol: Symbol{"AAPL"}}) })
		if _, err := m.Quote(ctx, Symbol{"AAPL"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		asked.Wait()
		synctest.Wait()
		for _, s := range m.Sources() {
			if s.Lost || s.Counts.Answered > 0 || !s.Answered.IsZero() {
				t.Errorf("%s: %+v", s.Name, s)
			}
		}
		if got := cnbc.questions(); len(got) > 0 {
			t.Errorf("the next was asked for %q", got)
		}
	})
}

// What a source that decides does not know is unknown; of others the next is asked.
func TestWhoseWordIsFinal(t *testing.T) {
	unknown := &Error{Kind: ErrUnknownSymbol}
	for name, c := range map[string]struct {
		first, second error
		decides       bool
		want          error
		asked         int // of the second
	}{
		"one that decides":           {unknown, nil, true, ErrUnknownSymbol, 0},
		"one that does not":          {unknown, nil, false, nil, 1},
		"one refuses, one has none":  {refusal(0), unknown, true, ErrBlocked, 1},
		"neither has it":             {unknown, &Error{Kind: ErrNoData}, false, ErrUnknownSymbol, 1},
		"one that decides has none":  {&Error{Kind: ErrNoData}, nil, true, ErrNoData, 0},
		"the second is odd":          {unknown, &Error{Kind: ErrMalformed}, false, ErrMalformed, 1},
		"both refuse":                {refusal(0), &Error{Kind: ErrUnavailable}, true, ErrBlocked, 1},
		"a request that cannot be":   {fmt.Errorf("%w: interval", ErrQuery), nil, true, ErrQuery, 0},
		"none where one may have it": {&Error{Kind: ErrNoData}, &Error{Kind: ErrUnavailable}, false, ErrUnavailable, 1},
	} {
		yahoo, cnbc := &fake{name: "yahoo", decides: c.decides, err: c.first}, &fake{name: "cnbc", price: 8, err: c.second}
		m := deskOf(t, Options{}, yahoo, cnbc)
		_, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{"AAPL"}})
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) || len(cnbc.questions()) != c.asked {
			t.Errorf("%s: %v, second asked %d times", name, err, len(cnbc.questions()))
		}
	}
}

// Of several symbols each is of the first source that has it, and those of one source are
// asked for together.
func TestABatchGoesFromSourceToSource(t *testing.T) {
	yahoo, cnbc, tmx := &fake{name: "yahoo", err: refusal(0)}, &fake{name: "cnbc", price: 8}, &fake{name: "tmx", covers: ".TO", price: 9}
	m := deskOf(t, Options{}, yahoo, cnbc, tmx)
	symbols := []Symbol{{"AAPL"}, {"SHOP.TO"}, {"MSFT"}, {"RY.TO"}, {"VOD.L"}}
	tickers, errs := m.Quotes(t.Context(), symbols)
	for i, want := range []string{"cnbc", "tmx", "cnbc", "tmx", "cnbc"} {
		if errs[i] != nil || tickers[i].Symbol != symbols[i] || tickers[i].Source != want {
			t.Errorf("%s: %+v, %v, want it of %s", symbols[i], tickers[i], errs[i], want)
		}
	}
	if got := yahoo.questions(); !slices.Equal(got, []string{"AAPL,SHOP.TO,MSFT,RY.TO,VOD.L"}) {
		t.Errorf("yahoo was asked for %q", got)
	}
	if got := cnbc.questions(); !slices.Equal(got, []string{"AAPL,MSFT,VOD.L"}) {
		t.Errorf("cnbc was asked for %q", got)
	}
	for _, f := range []*fake{cnbc, tmx} {
		f.says(0, &Error{Kind: ErrUnavailable})
	}
	_, errs = m.Quotes(t.Context(), []Symbol{{"IBM"}, {"TD.TO"}})
	for i, err := range errs {
		if !errors.Is(err, ErrBlocked) {
			t.Errorf("%d: %v, want yahoo's refusal", i, err)
		}
	}
}

// The order is that of the kind of instrument and question, unless the operator set one.
func TestOrderByKind(t *testing.T) {
	names := []string{"fancy", "bankofcanada", "cboe", "cnbc", "coinbase", "ecb", "kraken", "nasdaq", "tiingo", "tmx", "yahoo"}
	for symbol, want := range map[string]string{
		"AAPL minutes": "yahoo cnbc cboe kraken", "AAPL days": "tiingo yahoo cboe nasdaq cnbc", "^GSPC days": "yahoo cboe cnbc nasdaq", "SHOP.TO days": "yahoo tmx cnbc",
		"EURUSD=X day": "ecb bankofcanada yahoo", "EURUSD=X days": "yahoo ecb bankofcanada", "BTC-USD days": "yahoo kraken coinbase", "CL=F days": "yahoo cboe cnbc",
	} {
		name, part, _ := strings.Cut(symbol, " ")
		var all []*fake
		for _, n := range names {
			all = append(all, &fake{name: n})
		}
		m := deskOf(t, Options{}, all...)
		var got []string
		for _, one := range m.roles.histories.covering(m.order, part, Symbol{name}) {
			got = append(got, one.name)
		}
		if !strings.HasPrefix(strings.Join(got, " "), want) || len(got) != len(names) {
			t.Errorf("%s: %v, want %s first and all", symbol, got, want)
		}
		m = deskOf(t, Options{InOrder: true}, all...)
		if first := m.roles.histories.covering(m.order, part, Symbol{name})[0].name; first != "fancy" {
			t.Errorf("%s in the operator's order: %s first", symbol, first)
		}
	}
	for _, line := range newOrder() {
		if len(line.names) == 0 || slices.Contains(line.names, "") {
			t.Errorf("%+v", line)
		}
	}
}

// A source whose word is final is asked first also when all are tried again, and who leaves
// meanwhile has no other asked.
func TestLostSourcesInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7, decides: true, err: refusal(0)}, &fake{name: "cnbc", price: 8, err: refusal(0)}
		m := deskOf(t, Options{}, yahoo, cnbc)
		ask := func(ctx context.Context) error {
			_, one := m.History(ctx, HistoryQuery{Symbol: Symbol{"AAPL"}})
			_, errs := m.Quotes(ctx, []Symbol{{"AAPL"}, {"MSFT"}})
			return errors.Join(one, errs[0])
		}
		if err := ask(t.Context()); !errors.Is(err, ErrBlocked) {
			t.Fatal(err)
		}
		time.Sleep(15 * time.Second)
		yahoo.says(time.Hour, nil)
		cnbc.says(0, nil)
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if err := ask(ctx); !errors.Is(err, context.DeadlineExceeded) || len(cnbc.questions()) > 0 {
			t.Errorf("who left: %v, the next was asked for %q", err, cnbc.questions())
		}
		synctest.Wait()
		yahoo.says(0, &Error{Kind: ErrUnknownSymbol})
		if err := ask(t.Context()); !errors.Is(err, ErrUnknownSymbol) || len(cnbc.questions()) > 0 {
			t.Errorf("who decides: %v, the next was asked for %q", err, cnbc.questions())
		}
	})
}

// What cannot be asked, and what waited for its turn with us, says nothing of a source.
func TestWhatSaysNothingOfASource(t *testing.T) {
	for err, want := range map[error]int{ErrQuery: 0, &Error{Kind: ErrUnavailable, Err: ErrBusy}: 1} {
		yahoo, cnbc := &fake{name: "yahoo", err: err}, &fake{name: "cnbc", price: 8}
		m := deskOf(t, Options{}, yahoo, cnbc)
		_, got := m.Quote(t.Context(), Symbol{"AAPL"})
		if s := m.Sources()[0]; s.Lost || s.Counts != (SourceCounts{Asked: 1}) || len(cnbc.questions()) != want || (got == nil) != (want > 0) {
			t.Errorf("%v: %v, %+v", err, got, s)
		}
	}
}

// Matches say whose they are, and dividends have an order of their own.
func TestOrderAndOriginOfOtherRoles(t *testing.T) {
	all := []Source{&allRoles{fake{name: "nasdaq"}}, &allRoles{fake{name: "yahoo"}}}
	m := newMarket(t, Options{}, all...)
	if got, err := m.Search(t.Context(), "apple", 1); err != nil || got[0].Origin.Source != "nasdaq" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := m.Actions(t.Context(), Symbol{"AAPL"}, Date{}, Date{}); err != nil || got.Source != "yahoo" {
		t.Errorf("%+v, %v", got, err)
	}
}

// Which lines of the table about prices a query falls under.
func TestPartsOfPrices(t *testing.T) {
	day := Date{Year: 2025, Month: 11, Day: 3}
	for _, c := range []struct {
		q    HistoryQuery
		want string
	}{
		{HistoryQuery{Interval: Minute}, "minutes"}, {HistoryQuery{Interval: Minute, From: day, To: day}, "minutes"}, {HistoryQuery{Interval: Day, From: day, To: day}, "day"}, {HistoryQuery{Interval: Week, From: day, To: day}, "days"},
		{HistoryQuery{Interval: Day}, "days"}, {HistoryQuery{Interval: Day, From: day, To: day.AddDays(1)}, "days"}, {HistoryQuery{Interval: Day, From: day}, "days"},
	} {
		if got := c.q.part(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
}
