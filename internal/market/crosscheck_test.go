package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A quote is held against a second source that is free, and waits for it next to nothing.
func TestQuoteIsHeldAgainstASecond(t *testing.T) {
	for name, c := range map[string]struct {
		second    func(*fake)
		confirmed bool
		disputed  []string
		most      time.Duration // that it may take
	}{
		"the same":              {func(f *fake) { f.price = 100 }, true, nil, 0},
		"a moment apart":        {func(f *fake) { f.price = 100.4; f.delay = 15 }, false, []string{"previous_close"}, 0},
		"another price":         {func(f *fake) { f.price = 103 }, false, []string{"price", "previous_close"}, 0},
		"a little late":         {func(f *fake) { f.price = 100; f.takes = 100 * time.Millisecond }, true, nil, checkGrace},
		"too late":              {func(f *fake) { f.price = 103; f.takes = 900 * time.Millisecond }, false, nil, checkGrace},
		"another currency":      {func(f *fake) { f.price = 80; f.odd = func(t *Ticker) { t.Currency = "EUR" } }, false, nil, 0},
		"of another world":      {func(f *fake) { f.price = 80; f.made = true }, false, nil, 0},
		"of yesterday":          {func(f *fake) { f.price = 80; f.odd = func(t *Ticker) { t.AsOf = t.AsOf.AddDate(0, 0, -1) } }, false, nil, 0},
		"an hour old":           {func(f *fake) { f.price = 80; f.delay = 15; f.odd = func(t *Ticker) { t.AsOf = t.AsOf.Add(-time.Hour) } }, false, nil, 0},
		"it does not know":      {func(f *fake) { f.err = &Error{Kind: ErrUnknownSymbol} }, false, nil, 0},
		"it fails":              {func(f *fake) { f.err = refusal(0) }, false, nil, 0},
		"one has no price":      {func(f *fake) { f.odd = func(t *Ticker) { t.Price = Number{} } }, false, nil, 0},
		"one knows no close":    {func(f *fake) { f.price = 100; f.odd = func(t *Ticker) { t.PreviousClose = Number{} } }, true, nil, 0},
		"half a per cent apart": {func(f *fake) { f.price = 100.4; f.odd = func(t *Ticker) { t.PreviousClose = Num(99) } }, true, nil, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(12 * time.Hour) // noon of the bubble's New Year, so that no day ends
			yahoo, cnbc := &fake{name: "yahoo", price: 100}, &fake{name: "cnbc"}
			c.second(cnbc)
			m := deskOf(t, Options{}, yahoo, cnbc)
			for round := range 2 { // from the source, and from memory
				began := time.Now()
				quotes, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}})
				got, err := quotes[0], errs[0]
				if err != nil || got.Source != "yahoo" {
					t.Fatalf("%s: %+v, %v", name, got, err)
				}
				if took := time.Since(began); took > c.most {
					t.Errorf("%s: took %s, want at most %s", name, took, c.most)
				}
				var disputed []string
				for _, d := range got.Disputed {
					disputed = append(disputed, d.Field)
					if d.Provider != "CNBC" || d.Value == d.Other || d.AsOf.IsZero() || d.OtherAt.IsZero() {
						t.Errorf("%s: %+v", name, d)
					}
				}
				if round == 0 && cnbc.takes > checkGrace {
					if len(got.ConfirmedBy)+len(disputed) > 0 {
						t.Errorf("%s: held against what was not there", name)
					}
				} else if confirmed := slices.Equal(got.ConfirmedBy, []string{"CNBC"}); confirmed != c.confirmed || !slices.Equal(disputed, c.disputed) {
					t.Errorf("%s: confirmed by %q, disputed %q", name, got.ConfirmedBy, disputed)
				}
				time.Sleep(time.Second)
			}
			if n := len(cnbc.questions()); n > 2 || (c.confirmed || errors.Is(cnbc.err, ErrUnknownSymbol)) && n != 1 {
				t.Errorf("%s: the second was asked %d times", name, n)
			}
			if counts := m.Sources()[0].Counts; counts.Confirmed > 0 != c.confirmed || counts.Disagreed > 0 != (len(c.disputed) > 0) {
				t.Errorf("%s: counted %+v", name, counts)
			}
		})
	}
}

// A second source that is late, or says nothing, keeps one quote waiting; the next one is
// asked in its place until the pause is over.
func TestALateSecondKeepsOneQuoteWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(12 * time.Hour)
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", price: 100}, &fake{name: "cnbc", price: 100, takes: time.Hour}, &fake{name: "nasdaq", price: 100}
		m := deskOf(t, Options{Pause: time.Minute}, yahoo, cnbc, nasdaq)
		for i, c := range []struct {
			symbol, by string
			waits      time.Duration
		}{{"AAPL", "", checkGrace}, {"MSFT", "NASDAQ", 0}, {"KO", "NASDAQ", 0}, {"PG", "CNBC", 0}} {
			if i == 3 {
				time.Sleep(time.Minute)
				cnbc.says(0, nil)
			}
			began := time.Now()
			got, errs := m.Quotes(t.Context(), []Symbol{{c.symbol}})
			if took := time.Since(began); errs[0] != nil || took != c.waits || strings.Join(got[0].ConfirmedBy, " ") != c.by {
				t.Errorf("%s: %v, took %s, want %s; confirmed by %q, want %q", c.symbol, errs[0], took, c.waits, got[0].ConfirmedBy, c.by)
			}
		}
	})
}

// Who leaves before his quote is there has the second source asked no longer.
func TestACheckEndsWithItsAsker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 100, takes: time.Hour}, &fake{name: "cnbc", price: 100, takes: time.Hour}
		m := deskOf(t, Options{}, yahoo, cnbc)
		ctx, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		began := time.Now()
		if _, errs := m.Quotes(ctx, []Symbol{{"AAPL"}}); errs[0] == nil {
			t.Error("a quote without an answer")
		}
		m.background.running.Wait()
		if took := time.Since(began); took != time.Second {
			t.Errorf("ended after %s", took)
		}
	})
}

// Who leaves while his quote waits for a second does not wait, a second that hangs is given
// up after two seconds, and one that finds eight others waiting is not asked.
func TestChecksAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 7, takes: time.Hour}, &fake{name: "nasdaq", price: 7, takes: time.Hour}
		m := deskOf(t, Options{}, yahoo, cnbc, nasdaq)
		began := time.Now()
		ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer leave()
		_, _ = m.Quotes(ctx, []Symbol{{"AAPL"}})
		if took := time.Since(began); took != 50*time.Millisecond {
			t.Errorf("who leaves waited %s", took)
		}
		var clients sync.WaitGroup
		var waited, asked atomic.Int64
		for i := range 11 {
			clients.Go(func() {
				began := time.Now()
				if _, errs := m.Quotes(t.Context(), []Symbol{{fmt.Sprintf("T%c", 'A'+i)}}); errs[0] != nil {
					t.Error(errs[0])
				}
				if took := time.Since(began); took == 150*time.Millisecond {
					waited.Add(1)
				} else if took > 0 {
					t.Errorf("waited %s", took)
				}
			})
		}
		synctest.Wait()
		asked.Store(int64(len(m.checks)))
		clients.Wait()
		if waited.Load() != 8 || asked.Load() != 8 {
			t.Errorf("%d of 11 quotes waited, %d checks at once", waited.Load(), asked.Load())
		}
		time.Sleep(time.Minute)
		yahoo.says(10*time.Second, nil)
		cnbc.says(time.Hour, nil)
		alone := deskOf(t, Options{}, yahoo, cnbc)
		clients.Go(func() { _, _ = alone.Quotes(t.Context(), []Symbol{{"AAPL"}}) })
		time.Sleep(1900 * time.Millisecond)
		open := len(alone.checks)
		time.Sleep(150 * time.Millisecond)
		synctest.Wait()
		if open != 1 || len(alone.checks) != 0 {
			t.Errorf("%d checks before two seconds, %d after", open, len(alone.checks))
		}
		clients.Wait()
	})
}

// Two that agree outvote a third, and what each says stands beside it.
func TestAThirdIsAskedWhereTwoDisagree(t *testing.T) {
	for name, c := range map[string]struct {
		third               float64
		confirmed, disputed int
	}{"with the first": {100, 1, 2}, "with the second": {103, 0, 4}, "with neither": {106, 0, 4}} {
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", price: 100}, &fake{name: "cnbc", price: 103}, &fake{name: "nasdaq", price: c.third}
		m := deskOf(t, Options{}, yahoo, cnbc, nasdaq)
		for range 2 {
			got, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}})
			if errs[0] != nil || got[0].Price != Num(100) || len(got[0].ConfirmedBy) != c.confirmed || len(got[0].Disputed) != c.disputed {
				t.Errorf("%s: %+v, %v", name, got[0].Origin, errs[0])
			}
		}
		if n := len(nasdaq.questions()); n != 1 {
			t.Errorf("%s: asked %d times", name, n)
		}
	}
}

// Where the first fails and the second answers in its place, the third is the check, within
// the same time; a fourth would be none.
func TestAThirdIsAskedWhereTheSecondAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		takes               time.Duration // of the third
		err                 error
		price               float64
		waits               time.Duration
		confirmed, disputed int
	}{
		"it agrees": {0, nil, 100, 0, 1, 0}, "it is a little late": {100 * time.Millisecond, nil, 100, 100 * time.Millisecond, 1, 0}, "it is late": {time.Hour, nil, 100, checkGrace, 0, 0},
		"it fails": {0, refusal(0), 100, 0, 0, 0}, "it disagrees": {0, nil, 103, 0, 0, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(12 * time.Hour)
			yahoo, cnbc, nasdaq, cboe := &fake{name: "yahoo", err: refusal(0)}, &fake{name: "cnbc", price: 100}, &fake{name: "nasdaq", price: c.price, takes: c.takes, err: c.err}, &fake{name: "cboe", price: 100}
			m := deskOf(t, Options{}, yahoo, cnbc, nasdaq, cboe)
			for round := range 2 {
				began := time.Now()
				got, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}})
				if errs[0] != nil || got[0].Source != "cnbc" || len(got[0].ConfirmedBy) != c.confirmed || len(got[0].Disputed) != c.disputed {
					t.Errorf("%s: %+v, %v", name, got[0].Origin, errs[0])
				}
				if took := time.Since(began); took != c.waits && round == 0 || took > 0 && round > 0 {
					t.Errorf("%s: took %s, want %s", name, took, c.waits)
				}
			}
			if n, more := len(nasdaq.questions()), len(cboe.questions()); n != 1 || more > 0 {
				t.Errorf("%s: the third was asked %d times, the fourth %d", name, n, more)
			}
		})
	}
}

// Several symbols at once are held against none.
func TestABatchIsNotChecked(t *testing.T) {
	yahoo, cnbc := &fake{name: "yahoo", price: 100}, &fake{name: "cnbc", price: 100}
	m := deskOf(t, Options{}, yahoo, cnbc)
	if _, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}, {"MSFT"}}); errs[0] != nil || errs[1] != nil {
		t.Fatal(errs)
	}
	if got := cnbc.questions(); len(got) != 0 {
		t.Errorf("the second was asked for %q", got)
	}
	if got, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}}); errs[0] != nil || len(got[0].ConfirmedBy) != 1 {
		t.Errorf("one alone: %+v, %v", got[0].Origin, errs)
	}
}

// How far apart two figures may be is by what they are.
func TestTolerances(t *testing.T) {
	at := time.Date(2025, 3, 14, 20, 0, 0, 0, time.UTC)
	ticker := func(symbol string, kind Kind, state State, currency string, price float64) *Ticker {
		return &Ticker{Symbol: Symbol{symbol}, Kind: kind, State: state, Currency: currency, Price: Num(price), AsOf: at, Location: time.UTC}
	}
	for name, c := range map[string]struct {
		a, b *Ticker
		want string // agreed, disputed or nothing
	}{
		"a cent":                  {ticker("AAPL", KindEquity, StateClosed, "USD", 10), ticker("AAPL", KindEquity, StatePost, "USD", 10.01), "agreed"},
		"two cents":               {ticker("AAPL", KindEquity, StateClosed, "USD", 10), ticker("AAPL", KindEquity, StateClosed, "USD", 10.02), "disputed"},
		"of a thousand":           {ticker("BKNG", KindEquity, StateClosed, "USD", 4000), ticker("BKNG", KindEquity, StateClosed, "USD", 4000.79), "agreed"},
		"more of a thousand":      {ticker("BKNG", KindEquity, StateClosed, "USD", 4000), ticker("BKNG", KindEquity, StateClosed, "USD", 4000.9), "disputed"},
		"an index":                {ticker("^GSPC", KindIndex, StateClosed, "USD", 6000), ticker("^GSPC", KindIndex, StateClosed, "USD", 6002.9), "agreed"},
		"an index, more":          {ticker("^GSPC", KindIndex, StateClosed, "USD", 6000), ticker("^GSPC", KindIndex, StateClosed, "USD", 6003.1), "disputed"},
		"open":                    {ticker("AAPL", KindEquity, StateOpen, "USD", 100), ticker("AAPL", KindEquity, StateOpen, "USD", 100.5), "agreed"},
		"open, more":              {ticker("AAPL", KindEquity, StateOpen, "USD", 100), ticker("AAPL", KindEquity, StateOpen, "USD", 100.6), "disputed"},
		"a coin":                  {ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000), ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100299), "agreed"},
		"a coin, more":            {ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000), ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100302), "disputed"},
		"a coin in USDT":          {ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000), ticker("BTC-USD", KindCrypto, StateOpen, "USDT", 100450), "agreed"},
		"a coin in USDT, more":    {ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000), ticker("BTC-USD", KindCrypto, StateOpen, "USDT", 100600), "disputed"},
		"pence and pounds":        {ticker("VOD.L", KindEquity, StateClosed, "GBp", 70), ticker("VOD.L", KindEquity, StateClosed, "GBP", 0.7), "nothing"},
		"a yield":                 {ticker("^TNX", KindIndex, StateOpen, "USD", 4.4), ticker("^TNX", KindIndex, StateOpen, "USD", 4.45), "agreed"},
		"a yield, more":           {ticker("^TNX", KindIndex, StateOpen, "USD", 4.4), ticker("^TNX", KindIndex, StateOpen, "USD", 4.46), "disputed"},
		"no currency":             {ticker("AAPL", KindEquity, StateClosed, "", 10), ticker("AAPL", KindEquity, StateClosed, "", 10), "nothing"},
		"one open and one closed": {ticker("AAPL", KindEquity, StateOpen, "USD", 100), ticker("AAPL", KindEquity, StateClosed, "USD", 100.4), "agreed"},
	} {
		for range 2 {
			agreed, disputes := compare(c.a, c.b)
			got := map[bool]string{true: "agreed", false: "nothing"}[agreed]
			if len(disputes) > 0 {
				got = "disputed"
			}
			if got != c.want {
				t.Errorf("%s: %s %+v, want %s", name, got, disputes, c.want)
			}
			c.a, c.b = c.b, c.a
		}
	}
	for name, c := range map[string]struct {
		symbol string
		kind   Kind
		change func(a, b *Ticker)
		want   string // agreed, nothing, or the fields
	}{
		"the close before, of a share":       {"AAPL", KindEquity, func(a, b *Ticker) { a.PreviousClose, b.PreviousClose = Num(90), Num(90.03) }, "previous_close"},
		"the close before, of a coin":        {"BTC-USD", KindCrypto, func(a, b *Ticker) { a.PreviousClose, b.PreviousClose = Num(90), Num(80) }, "agreed"},
		"the close before, in USDT":          {"BTC-USD", KindOther, func(a, b *Ticker) { a.PreviousClose, b.PreviousClose, b.Currency = Num(90), Num(80), "USDT" }, "agreed"},
		"a close before that is high":        {"AAPL", KindEquity, func(a, b *Ticker) { a.PreviousClose, b.PreviousClose = Num(1000), Num(1000.15) }, "agreed"},
		"one says that it is a coin":         {"BTC-USD", KindOther, func(a, b *Ticker) { b.Kind, b.AsOf = KindCrypto, at.Add(11*time.Second) }, "nothing"},
		"coins nine seconds apart":           {"BTC-USD", KindCrypto, func(a, b *Ticker) { b.AsOf = at.Add(9 * time.Second) }, "agreed"},
		"coins in USDT, eleven":              {"BTC-USD", KindCrypto, func(a, b *Ticker) { b.AsOf, b.Currency = at.Add(11*time.Second), "USDT" }, "nothing"},
		"closes of two days":                 {"AAPL", KindEquity, func(a, b *Ticker) { a.State, b.State, b.AsOf = StateClosed, StateClosed, at.AddDate(0, 0, -1) }, "nothing"},
		"midnight elsewhere":                 {"AAPL", KindEquity, func(a, b *Ticker) { a.AsOf, b.AsOf = at.Add(4*time.Hour), at.Add(4*time.Hour-time.Second) }, "agreed"},
		"of a pair of currencies, one night": {"EURUSD=X", KindCurrency, func(a, b *Ticker) { a.Location, b.Location = time.FixedZone("", 5*3600), time.FixedZone("", -5*3600) }, "agreed"},
		"a session that is over, hours late": {"AAPL", KindEquity, func(a, b *Ticker) { a.State, b.State, b.AsOf = StatePre, StatePost, at.Add(-3*time.Hour) }, "agreed"},
		"received at the same time":          {"AAPL", KindEquity, func(a, b *Ticker) { a.AsOf, b.AsOf, a.Origin.AsOf, b.Origin.AsOf = time.Time{}, time.Time{}, at, at }, "agreed"},
		"one without a time, an hour apart":  {"AAPL", KindEquity, func(a, b *Ticker) { b.AsOf, b.Origin.AsOf = time.Time{}, at.Add(time.Hour) }, "nothing"},
		"no zone is known":                   {"AAPL", KindEquity, func(a, b *Ticker) { a.Location, b.Location = nil, nil }, "agreed"},
		"below nothing":                      {"CL=F", KindFuture, func(a, b *Ticker) { a.Price, b.Price = Num(-37.63), Num(-37.7) }, "agreed"},
		"a short yield":                      {"^IRX", KindIndex, func(a, b *Ticker) { a.Price, b.Price = Num(4.40), Num(4.45) }, "agreed"},
		"a yield, late":                      {"^FVX", KindIndex, func(a, b *Ticker) { a.Price, b.Price, b.DelayMinutes = Num(4.40), Num(4.50), Num(15) }, "price late"},
		"a tether, from the other side":      {"BTC-USD", KindCrypto, func(a, b *Ticker) { a.Currency, b.Price = "USDT", Num(101) }, "price in USD"},
		"a tether":                           {"BTC-USD", KindCrypto, func(a, b *Ticker) { b.Currency, b.Price = "USDT", Num(101) }, "price in USDT"},
		"a price that is absent":             {"AAPL", KindEquity, func(a, b *Ticker) { b.Price = Number{} }, "nothing"},
	} {
		a, b := ticker(c.symbol, c.kind, StateOpen, "USD", 100), ticker(c.symbol, c.kind, StateOpen, "USD", 100)
		if c.symbol == "AAPL" { // whose day ends with that of its exchange
			zone := time.FixedZone("New York", -4*3600)
			a.Location, b.Location = zone, zone
		}
		c.change(a, b)
		agreed, disputes := compare(a, b)
		got := map[bool]string{true: "agreed", false: "nothing"}[agreed]
		for i, d := range disputes {
			got = map[bool]string{true: "", false: got + " "}[i == 0] + d.Field
			if d.Currency != "" {
				got += " in " + d.Currency
			}
			if d.Delayed {
				got += " late"
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	late := ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000)
	late.AsOf = at.Add(11 * time.Second)
	if agreed, disputes := compare(ticker("BTC-USD", KindCrypto, StateOpen, "USD", 100000), late); agreed || len(disputes) > 0 {
		t.Error("coins of two moments are compared")
	}
	behind := ticker("AAPL", KindEquity, StateOpen, "USD", 102)
	behind.AsOf, behind.DelayMinutes = at.Add(-15*time.Minute), Num(15)
	if _, disputes := compare(ticker("AAPL", KindEquity, StateOpen, "USD", 100), behind); len(disputes) != 1 || !disputes[0].Delayed {
		t.Errorf("a delayed one: %+v", disputes)
	}
}

// What a source says now is nothing to hold an old answer against.
func TestAStaleQuoteIsNotChecked(t *testing.T) {
	m := deskOf(t, Options{}, &fake{name: "yahoo", price: 100}, &fake{name: "cnbc", price: 100})
	quotes, errs := m.Quotes(t.Context(), []Symbol{{"AAPL"}, {"MSFT"}})
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	for _, stale := range []bool{true, false} {
		quote, other := *quotes[0], *quotes[0]
		quote.Stale, other.Source, other.Provider = stale, "cnbc", "CNBC"
		if told := m.heldAgainst(t.Context(), &quote, &second{ticker: &other}); (len(told.ConfirmedBy) == 0) != stale {
			t.Errorf("stale %v: confirmed by %q", stale, told.ConfirmedBy)
		}
	}
}
