package market

import (
	"bytes"
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

// When a source that fails all the time is tried again, in seconds: these are the figures
// that operators are told.
func TestWhenASourceIsTriedAgain(t *testing.T) {
	for name, err := range map[string]error{"it refuses": refusal(0), "it is down": &Error{Kind: ErrUnavailable}} {
		synctest.Test(t, func(t *testing.T) {
			yahoo, cnbc := &fake{name: "yahoo", err: err}, &fake{name: "cnbc", price: 7}
			m := deskOf(t, Options{}, yahoo, cnbc)
			began := time.Now()
			var at []int
			for i := range 600 {
				before := len(yahoo.questions())
				if _, err := m.History(t.Context(), HistoryQuery{Symbol: Symbol{fmt.Sprintf("T%c%c", 'A'+i/26, 'A'+i%26)}}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if len(yahoo.questions()) > before {
					at = append(at, int(time.Since(began).Seconds()))
				}
				time.Sleep(time.Second)
			}
			if want := []int{0, 15, 45, 105, 225, 345, 465, 585}; !slices.Equal(at, want) {
				t.Errorf("%s: %v, want %v", name, at, want)
			}
		})
	}
}

// Failures of one moment are one, a source that says for how long is left alone for as
// long, and one that did not say does not shorten that.
func TestHowLongASourceIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", takes: time.Second, err: refusal(0)}, &fake{name: "cnbc", price: 7}
		m := deskOf(t, Options{}, yahoo, cnbc)
		ask := func(symbol string) { _, _ = m.History(t.Context(), HistoryQuery{Symbol: Symbol{symbol}}) }
		left := func() time.Duration { return time.Until(m.Sources()[0].RetryAt) }
		var clients sync.WaitGroup
		for i := range 4 {
			clients.Go(func() { ask(fmt.Sprintf("T%c", 'A'+i)) })
		}
		clients.Wait()
		if left() != 15*time.Second {
			t.Errorf("after four at once: %s", left())
		}
		time.Sleep(time.Minute)
		yahoo.says(0, nil)
		ask("BACK")
		synctest.Wait()
		time.Sleep(time.Minute)
		yahoo.says(time.Second, refusal(0))
		clients.Go(func() { ask("LATER") })
		synctest.Wait()
		yahoo.says(0, refusal(time.Hour))
		ask("FIRST")
		clients.Wait()
		if left() != time.Hour-time.Second {
			t.Errorf("after one that said for how long: %s", left())
		}
	})
}

// One that was hasty is tried again at the next question.
func TestALossByHaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc, nasdaq := &fake{name: "yahoo", takes: time.Hour}, &fake{name: "cnbc", price: 7, takes: time.Second}, &fake{name: "nasdaq", price: 7}
		m := deskOf(t, Options{}, yahoo, cnbc, nasdaq)
		for i, want := range []string{"nasdaq", "nasdaq", "cnbc"} {
			got, err := m.Quote(t.Context(), Symbol{fmt.Sprintf("T%c", 'A'+i)})
			if err != nil || got.Source != want {
				t.Errorf("question %d: %+v, %v, want it of %s", i, got, err, want)
			}
			time.Sleep(2 * time.Second)
		}
	})
}

// An answer that was under way contradicts silence; one in between makes odd answers start
// anew.
func TestWhatUndoesALoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", price: 7, takes: time.Hour}, &fake{name: "cnbc", price: 7}
		m := deskOf(t, Options{}, yahoo, cnbc)
		ask := func(symbol string) { _, _ = m.History(t.Context(), HistoryQuery{Symbol: Symbol{symbol}}) }
		var clients sync.WaitGroup
		clients.Go(func() { ask("HARD") })
		time.Sleep(time.Second)
		yahoo.says(1500*time.Millisecond, nil)
		clients.Go(func() { ask("EASY") })
		time.Sleep(1100 * time.Millisecond)
		if !m.Sources()[0].Lost {
			t.Error("it is silent and not lost")
		}
		clients.Wait()
		if s := m.Sources()[0]; s.Lost {
			t.Errorf("it answered: %+v", s)
		}
		for i, err := range []error{&Error{Kind: ErrMalformed}, &Error{Kind: ErrMalformed}, nil, &Error{Kind: ErrMalformed}, &Error{Kind: ErrMalformed}} {
			yahoo.says(0, err)
			ask(fmt.Sprintf("T%c", 'A'+i))
		}
		if s := m.Sources()[0]; s.Lost || s.Counts.Malformed != 4 {
			t.Errorf("two odd ones in a row: %+v", s)
		}
	})
}

// A source that hangs when it is tried again is given up after two seconds.
func TestTryingAgainHasAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yahoo, cnbc := &fake{name: "yahoo", err: refusal(0)}, &fake{name: "cnbc", price: 7}
		m := deskOf(t, Options{CacheTTL: time.Millisecond}, yahoo, cnbc)
		for range 2 {
			if _, err := m.Quote(t.Context(), Symbol{"AAPL"}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(15 * time.Second)
			yahoo.says(time.Hour, nil)
		}
		if c := m.Sources()[0].Counts; c.Asked != 2 || c.Refused != 2 {
			t.Errorf("%+v", c)
		}
	})
}

// Why a source is left alone is told of the symbol that it was not asked for, as far as it
// is no fault of an answer, and with a time that is to come.
func TestWhyASourceIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		known := &Error{Kind: ErrBlocked, Status: 429, Symbol: "OLD"}
		one := newMonitor(&fake{name: "yahoo"}, Options{}, counts{})
		one.roles[quotes] = outage{err: known, until: time.Now().Add(-time.Minute)}
		if got, ok := errors.AsType[*Error](one.failure(quotes, Symbol{"AAPL"})); !ok || got.Kind != ErrBlocked || got.Status != 429 || got.Symbol != "AAPL" || got.RetryAfter != time.Second || known.Symbol != "OLD" {
			t.Errorf("%+v of %+v", got, known)
		}
		one.roles[quotes] = outage{err: &Error{Kind: ErrMalformed}, until: time.Now().Add(time.Minute)}
		if err := one.failure(quotes, Symbol{"AAPL"}); !Refused(err) || errors.Is(err, ErrMalformed) {
			t.Errorf("%v", err)
		}
	})
}

// One alone tries a source again, whatever it is lost in.
func TestOneAloneTriesAgain(t *testing.T) {
	one := newMonitor(&fake{name: "yahoo"}, Options{}, counts{})
	if one.due(quotes) {
		t.Error("one that is well is due")
	}
	one.whole.err = ErrUnavailable
	if !one.due(quotes) || one.due(quotes) || one.due("prices") {
		t.Error("a source that is down is not tried by one alone")
	}
	one.tried("prices") // it did not
	if one.due("prices") {
		t.Error("who does not try it ended that")
	}
	one.tried(quotes)
	if !one.due("prices") {
		t.Error("it is not due when it has been tried")
	}
	one.tried("prices")
	one.whole.err, one.roles["prices"] = nil, outage{err: ErrBlocked, until: time.Now().Add(time.Minute)}
	if one.due("prices") || one.due(quotes) {
		t.Error("it is due before its time, or in a role that is well")
	}
	one.roles[quotes] = outage{err: ErrMalformed, until: time.Now().Add(time.Second)}
	if until, err := one.outage(); !errors.Is(err, ErrMalformed) || time.Until(until) > time.Second {
		t.Errorf("%v until %s, want what is tried again first", err, until)
	}
	one.whole = outage{err: ErrUnavailable, until: time.Now().Add(time.Hour)}
	if until, err := one.outage(); !errors.Is(err, ErrUnavailable) || time.Until(until) < time.Minute {
		t.Errorf("%v until %s, want what the whole is lost by", err, until)
	}
}

// A panic of what is done in the background is told and ends nothing else, and nothing
// begins when it is closed.
func TestBackground(t *testing.T) {
	var log bytes.Buffer
	m := deskOf(t, Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}, &fake{name: "yahoo"})
	if !m.background.begin(func() { panic("beside the questions") }) {
		t.Error("it does not begin")
	}
	m.background.running.Wait()
	if !strings.Contains(log.String(), "beside the questions") {
		t.Errorf("log: %s", &log)
	}
	m.Close()
	began := false
	if m.background.begin(func() { began = true }) {
		t.Error("it says that it began")
	}
	m.background.running.Wait()
	if began {
		t.Error("it began")
	}
}
