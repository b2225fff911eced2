package market

import (
	"bytes"
	"context"
	"errors"
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
			_, err := m.Trending(ctx, []string{"US", "GB", "DE", "FR", "CA"}[n])
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
		for silent, limits := range map[int][]time.Duration{1: {3 * time.Second, 0, 0}, 2: {3 * time.Second, 0, 0}, 4: {patience + 2*haste, firstAnswer, firstAnswer, 0}} {
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
					if name == "batch" && silent == 4 {
						limit = 2 * limit // its symbols are waited for together, until the last source has had its time
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

// Where the other sources are lost, the last one has all the time that it wants, but who
// asks does not wait for it: he has what is known of old, else why the others fail, and the
// next one has what it said in the end.
func TestTheLastSourceThatIsSilent(t *testing.T) {
	for name := range questionsOf(nil) {
		if name == "batch" {
			continue // whose symbols are waited for together
		}
		synctest.Test(t, func(t *testing.T) {
			usd := func(t *Ticker) { t.Currency = "" }
			first, last := &allRoles{fake{name: "source0", odd: usd, err: refusal(time.Hour)}}, &allRoles{fake{name: "source1", price: 7, odd: usd}}
			m := newMarket(t, Options{CacheTTL: time.Minute}, first, last)
			ask := func(n int, limit time.Duration, refused bool) {
				t.Helper()
				began := time.Now()
				if err := questionsOf(m)[name](t.Context(), n); errors.Is(err, ErrBlocked) != refused || err != nil && !refused {
					t.Errorf("%s: %v", name, err)
				}
				if took := time.Since(began); took != limit {
					t.Errorf("%s: took %s, want %s", name, took, limit)
				}
			}
			ask(0, 0, false)
			last.says(9*time.Second, nil)
			ask(1, firstAnswer, true)
			ask(1, 0, true) // it has been waited for long enough
			time.Sleep(7 * time.Second)
			ask(1, 0, false)
			if name == "search" {
				return // what is found is fresh for a day
			}
			time.Sleep(7 * time.Hour)
			last.says(9*time.Second, nil)
			first.says(0, refusal(time.Hour))
			ask(0, firstAnswer, false) // of old
			time.Sleep(7 * time.Second)
			if asked := len(last.questions()); asked != 1 {
				t.Errorf("%s: asked %d times", name, asked)
			}
			ask(0, 0, false)
			if asked := len(last.questions()); asked != 1 {
				t.Errorf("%s: what it said in the end is not kept", name)
			}
		})
	}
}

// Who is the only one that has something may take his time.
func TestTheOnlySourceTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := deskOf(t, Options{}, &fake{name: "yahoo", price: 7, takes: 9 * time.Second}, &fake{name: "tmx", covers: ".TO"})
		if _, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil {
			t.Error(err)
		}
	})
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
