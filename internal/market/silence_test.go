package market

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// allRoles is a source with every role.
type allRoles struct{ fake }

func told[V any](f *fake, ctx context.Context, v V) (V, error) { return v, f.answer(ctx, "") }

func (a *allRoles) Search(ctx context.Context, _ string) ([]Match, error) {
	return told(&a.fake, ctx, []Match{{}})
}

func (a *allRoles) Fundamentals(ctx context.Context, s Symbol) (*Fundamentals, error) {
	return told(&a.fake, ctx, &Fundamentals{Symbol: s})
}

func (a *allRoles) Statements(ctx context.Context, s Symbol, _ StatementQuery) (*Statements, error) {
	return told(&a.fake, ctx, &Statements{Symbol: s})
}

func (a *allRoles) Actions(ctx context.Context, s Symbol, _, _ Date) (*Actions, error) {
	return told(&a.fake, ctx, &Actions{Symbol: s})
}

func (a *allRoles) Options(ctx context.Context, s Symbol, _ Date) (*Chain, error) {
	return told(&a.fake, ctx, &Chain{Symbol: s})
}

func (a *allRoles) News(ctx context.Context, _ string) (*News, error) {
	return told(&a.fake, ctx, &News{})
}

func (a *allRoles) Screen(ctx context.Context, _ string, _ ScreenQuery) (*Screen, error) {
	return told(&a.fake, ctx, &Screen{})
}

func (a *allRoles) Trending(ctx context.Context, _ string) (*Trends, error) {
	return told(&a.fake, ctx, &Trends{})
}

func (a *allRoles) Members(ctx context.Context, s Symbol) (*Members, error) {
	return told(&a.fake, ctx, &Members{Index: s})
}

// questions are one for each role, and a batch. n tells apart those that memory knows.
func questionsOf(m *Market) map[string]func(ctx context.Context, n int) error {
	symbol := func(n int) Symbol { return Symbol{fmt.Sprintf("T%c", 'A'+n)} }
	return map[string]func(context.Context, int) error{
		"quote": func(ctx context.Context, n int) error { _, err := m.Quote(ctx, symbol(n)); return err },
		"history": func(ctx context.Context, n int) error {
			_, err := m.History(ctx, HistoryQuery{Symbol: symbol(n)})
			return err
		},
		"batch": func(ctx context.Context, n int) error {
			var all []Symbol
			for i := range 50 {
				all = append(all, Symbol{fmt.Sprintf("T%c%c%c", 'A'+n, 'A'+i/26, 'A'+i%26)})
			}
			_, errs := m.Quotes(ctx, append(all, Symbol{"SHOP.TO"}, Symbol{"BTC-USD"}, Symbol{"EURUSD=X"}))
			for _, err := range errs {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"search":       func(ctx context.Context, n int) error { _, err := m.Search(ctx, symbol(n).String(), 1); return err },
		"fundamentals": func(ctx context.Context, n int) error { _, err := m.Fundamentals(ctx, symbol(n)); return err },
		"statements": func(ctx context.Context, n int) error {
			_, err := m.Statements(ctx, symbol(n), StatementQuery{Kind: IncomeStatement, Frequency: Annual})
			return err
		},
		"actions": func(ctx context.Context, n int) error {
			_, err := m.Actions(ctx, symbol(n), Date{}, Date{})
			return err
		},
		"options": func(ctx context.Context, n int) error { _, err := m.Options(ctx, symbol(n), Date{}); return err },
		"news":    func(ctx context.Context, n int) error { _, err := m.News(ctx, symbol(n).String(), 1); return err },
		"members": func(ctx context.Context, n int) error { _, err := m.Members(ctx, symbol(n)); return err },
		"trending": func(ctx context.Context, n int) error {
			_, err := m.Trending(ctx, []string{"US", "GB", "DE", "FR"}[n])
			return err
		},
	}
}

// Two sources in a row that are silent cost the first question three seconds at most, and
// the next ones nothing, whatever is asked. Where all are silent that is said in time too.
func TestSilentSources(t *testing.T) {
	var names []string
	for name := range questionsOf(nil) {
		names = append(names, name)
	}
	for _, name := range names {
		for silent, limits := range map[int][]time.Duration{1: {3 * time.Second, 0, 0}, 2: {3 * time.Second, 0, 0}, 4: {6 * time.Second, 6 * time.Second, 0}} {
			synctest.Test(t, func(t *testing.T) {
				var all []Source
				for i := range 4 {
					one := &allRoles{fake{name: fmt.Sprint("source", i), price: 7, takes: 100 * time.Millisecond, odd: func(t *Ticker) { t.Currency = "" }}}
					if i < silent {
						one.takes = time.Hour
					}
					all = append(all, one)
				}
				m := newMarket(t, Options{}, all...)
				ask := questionsOf(m)[name]
				for n, limit := range limits {
					began := time.Now()
					err := ask(t.Context(), n)
					if (err == nil) != (silent < 4) || err != nil && !Refused(err) {
						t.Errorf("%s, %d silent, question %d: %v", name, silent, n, err)
					}
					if took := time.Since(began); took > limit+100*time.Millisecond {
						t.Errorf("%s, %d silent, question %d: took %s", name, silent, n, took)
					}
				}
				for _, s := range all {
					s.(*allRoles).says(0, nil)
				}
				time.Sleep(longestPause * firstPause)
				if err := ask(t.Context(), len(limits)); err != nil {
					t.Errorf("%s, %d silent, when all are well: %v", name, silent, err)
				}
			})
		}
	}
}

// A source that fails again and again is asked less and less, also where it answers in
// between. Each loss and return is told once, in turn, however many ask.
func TestPausesGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		yahoo, cnbc := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 7}
		m := deskOf(t, Options{Logger: slog.New(slog.NewTextHandler(&log, nil)), CacheTTL: time.Millisecond}, yahoo, cnbc)
		for i := range 60 {
			yahoo.says(time.Millisecond, map[bool]error{true: refusal(0)}[i%2 == 0])
			var clients sync.WaitGroup
			for c := range 8 {
				clients.Go(func() {
					if _, err := m.Quote(t.Context(), Symbol{fmt.Sprintf("T%c", 'A'+c)}); err != nil {
						t.Error(err)
					}
				})
			}
			clients.Wait()
			time.Sleep(firstPause)
		}
		lost := false
		var records int
		for line := range strings.Lines(log.String()) {
			if now := strings.Contains(line, "source of market data lost"); now == lost {
				t.Errorf("told twice: %s", line)
			}
			lost, records = !lost, records+1
		}
		if records < 4 || records > 14 {
			t.Errorf("%d records in a quarter of an hour:\n%s", records, &log)
		}
	})
}

// An answer that was under way when others were refused does not bring a source back.
func TestARefusalIsNotUndoneByOneUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7, takes: time.Second}, &fake{name: "cnbc", price: 7}
		m := deskOf(t, Options{}, yahoo, cnbc)
		var slow sync.WaitGroup
		slow.Go(func() { _, _ = m.Quote(t.Context(), Symbol{"SLOW"}) })
		time.Sleep(time.Millisecond)
		yahoo.says(0, refusal(0))
		if _, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil {
			t.Fatal(err)
		}
		slow.Wait()
		if s := m.Sources()[0]; !s.Lost {
			t.Error("it is back by an answer from before")
		}
	})
}

// A second source that is never in time is not waited for by each quote.
func TestALateSecondIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7}, &fake{name: "cnbc", price: 7, takes: time.Hour}
		m := deskOf(t, Options{}, yahoo, cnbc)
		began := time.Now()
		for i := range 20 {
			if _, errs := m.Quotes(t.Context(), []Symbol{{fmt.Sprintf("T%c", 'A'+i)}}); errs[0] != nil {
				t.Fatal(errs[0])
			}
		}
		if took := time.Since(began); took != checkGrace {
			t.Errorf("20 quotes waited %s", took)
		}
		cnbc.says(0, nil)
		time.Sleep(firstPause)
		if got, _ := m.Quotes(t.Context(), []Symbol{{"MSFT"}}); len(got[0].ConfirmedBy) != 1 {
			t.Errorf("after a rest: %+v", got[0].Origin)
		}
	})
}

// All sources of a batch were lost: the one that is tried again answers all of it.
func TestABatchIsTriedAgainTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7, err: refusal(0)}, &fake{name: "cnbc", price: 7, err: refusal(0)}
		m := deskOf(t, Options{}, yahoo, cnbc)
		symbols := []Symbol{{"AAPL"}, {"MSFT"}, {"KO"}}
		if _, errs := m.Quotes(t.Context(), symbols); errs[0] == nil {
			t.Fatal("an answer of nobody")
		}
		time.Sleep(firstPause)
		yahoo.says(0, nil)
		tickers, errs := m.Quotes(t.Context(), symbols)
		for i := range symbols {
			if errs[i] != nil || tickers[i].Source != "yahoo" {
				t.Errorf("%s: %v", symbols[i], errs[i])
			}
		}
	})
}
