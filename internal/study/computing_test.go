package study

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/calendar"
	"quotewire/internal/fairqueue"
	"quotewire/internal/market"
)

// slowMarket is market data whose history of SLOW comes only when told.
type slowMarket struct {
	*fakeMarket
	come chan struct{}
}

func (s slowMarket) History(ctx context.Context, q market.HistoryQuery) (*market.History, error) {
	if q.Symbol.String() == "SLOW" {
		select {
		case <-s.come:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	return s.fakeMarket.History(ctx, q)
}

// oneAtOnce computes one analysis at once.
func oneAtOnce(t *testing.T) (*Study, slowMarket) {
	t.Helper()
	calendars, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	data := slowMarket{september(t), make(chan struct{})}
	data.bars["SLOW"] = data.bars["MSFT"]
	s, err := New(Options{Market: data, Calendars: calendars, Now: testNow, Computing: 1})
	if err != nil {
		t.Fatal(err)
	}
	return s, data
}

func ofClient(t *testing.T, client string) context.Context {
	return fairqueue.WithClient(t.Context(), client)
}

var allMeasures = []Measure{Change, Returns, MovingAverage, Candles, Correlation, Beta, "macd"}

func september11(names ...string) Query {
	return Query{Symbols: symbols(names...), Period: "2025-09-01 to 2025-09-11", Measures: []Measure{Change, Returns}}
}

// Who waits for prices computes nothing and keeps nobody from it.
func TestNoTurnIsHeldWhileWaitingForPrices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, data := oneAtOnce(t)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				if _, err := s.Analyze(ofClient(t, "a"), september11("SLOW")); err != nil {
					t.Errorf("who waited for prices: %v", err)
				}
			})
		}
		synctest.Wait()
		if _, err := s.Analyze(ofClient(t, "a"), september11("AAPL")); err != nil {
			t.Error(err)
		}
		close(data.come)
		all.Wait()
	})
}

// Few compute at once, few wait, half of these of one client, and the rest is told so.
// Who leaves while waiting leaves its place to others.
func TestAnalysesWaitTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := oneAtOnce(t)
		leave, err := s.computing.Enter(t.Context()) // one that goes on and on
		if err != nil {
			t.Fatal(err)
		}
		gone := errors.New("client left")
		leaving, end := context.WithCancelCause(ofClient(t, "a"))
		var (
			mu      sync.Mutex
			results = map[string]int{}
			all     sync.WaitGroup
		)
		ask := func(ctx context.Context) {
			all.Go(func() {
				r, err := s.Analyze(ctx, september11("AAPL"))
				word := "done"
				switch {
				case errors.Is(err, ErrBusy):
					word = "busy"
				case errors.Is(err, gone):
					word = "gone"
				case err != nil || len(r.Sections) != 2:
					word = "wrong"
				}
				mu.Lock()
				defer mu.Unlock()
				results[fairqueue.ClientOf(ctx)+" "+word]++
			})
			synctest.Wait()
		}
		for range mostWaiting/2 - 1 {
			ask(ofClient(t, "a"))
		}
		ask(leaving)
		ask(ofClient(t, "a")) // too many of a
		ask(ofClient(t, "b"))
		end(gone)
		synctest.Wait()
		ask(ofClient(t, "a")) // in the place of the one that left
		leave()
		all.Wait()
		for word, want := range map[string]int{"a done": mostWaiting / 2, "a busy": 1, "a gone": 1, "b done": 1} {
			if results[word] != want {
				t.Errorf("%s: %d, want %d (all: %v)", word, results[word], want, results)
			}
		}
		if n := testutil.ToFloat64(s.metrics.refused); n != 1 {
			t.Errorf("%v are counted as refused, want 1", n)
		}
	})
}

// ending is a context that ends when it was looked at so many times.
type ending struct {
	context.Context
	looks int
}

var errEnd = errors.New("client left")

func (e *ending) Err() error {
	if e.looks--; e.looks < 0 {
		return context.Canceled
	}
	return nil
}

// Nothing more is computed when the client has left, whatever is being computed.
func TestAnalysisEndsWithItsClient(t *testing.T) {
	s, _ := oneAtOnce(t)
	q := september11("AAPL", "MSFT")
	q.Measures = allMeasures
	q, err := q.normal()
	if err != nil {
		t.Fatal(err)
	}
	span, err := s.Read(t.Context(), q.Period, q.Symbols[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	loaded, _ := s.loadAll(t.Context(), append(q.Symbols, q.Benchmark), func(ctx context.Context, symbol market.Symbol) (*dailyBars, error) {
		return s.load(ctx, symbol, span, leadClose, false)
	})
	for _, m := range allMeasures {
		w := work{study: s, query: q, report: &Report{}, loaded: loaded}
		w.measure(&ending{t.Context(), 0}, m)
		if n := len(w.report.Sections); n != 0 {
			t.Errorf("%s: %d sections for a client that left before", m, n)
		}
		w.measure(t.Context(), m)
		if len(w.report.Sections) == 0 {
			t.Errorf("%s: no section for a client that stays", m)
		}
	}
	w := work{study: s, query: q, report: &Report{}, loaded: loaded}
	ctx, leave := context.WithCancelCause(t.Context())
	leave(errEnd)
	if err := w.compute(ctx, span); !errors.Is(err, errEnd) || len(w.report.Sections) != 0 {
		t.Errorf("compute for a client that left: %v, %d sections", err, len(w.report.Sections))
	}
}

// Rows of tables are the newest so many, and the older ones are not held.
func TestRowsOfTables(t *testing.T) {
	q := september11("AAPL")
	q.Measures = []Measure{"obv"}
	q.Rows = 3
	table := analyze(t, september(t), q).Sections[0].Table
	if len(table.Rows) != 3 || cap(table.Rows) > 4 || table.Left != 5 || table.Rows[2].Name != "2025-09-11" {
		t.Errorf("%d rows (room for %d), %d left out: %+v", len(table.Rows), cap(table.Rows), table.Left, table.Rows)
	}
	q.Rows = 0
	if table := analyze(t, september(t), q).Sections[0].Table; len(table.Rows) != 8 || table.Left != 0 {
		t.Errorf("all: %d rows, %d left out", len(table.Rows), table.Left)
	}
}
