package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/wire"
)

const (
	// soon is how long after its client's leaving the work for it may go on.
	soon = 100 * time.Millisecond
	// departures of one kind: the middle one is judged by soon, for the machine
	// may be busy with something else; none may be missed.
	departures = 9
)

// A client that leaves takes everything with it that works for it, whatever that
// is doing, as seen from the other side.
func TestLeaving(t *testing.T) {
	hang := wire.Fault{Kind: wire.Hang}
	hangingChart := wire.Fault{Match: wire.Match{Path: "/v8/"}, Kind: wire.Hang}
	slowQuote := wire.Fault{Match: wire.Match{Path: "/v7/"}, Kind: wire.Slow, Delay: wire.Duration(time.Second)}
	history := llmtest.Calls(historyCall("1", "AAPL", "1mo"))
	for _, tt := range []struct {
		name   string
		step   llmtest.Step
		faults []wire.Fault
		reach  func(t *testing.T, w *walk, s *stream, n int) // gets to where the client leaves
		market bool                                          // the model has answered by then: the market is at work
	}{
		{name: "before the first byte", step: llmtest.Hang(), reach: func(_ *testing.T, w *walk, _ *stream, n int) {
			w.model.Arrived(n)
		}},
		{name: "between deltas", step: llmtest.Stall("Apple is at "), reach: func(t *testing.T, _ *walk, s *stream, _ int) {
			s.until(t, "delta")
		}},
		{name: "during a hanging quote", step: llmtest.Calls(quoteCall("1", "AAPL")), faults: []wire.Fault{hang}, market: true, reach: atTheMarket},
		{name: "during a slow quote", step: llmtest.Calls(quoteCall("1", "AAPL")), faults: []wire.Fault{slowQuote}, market: true, reach: atTheMarket},
		{name: "during a hanging history", step: history, faults: []wire.Fault{hangingChart}, market: true, reach: atTheMarket},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := startWalk(t, nil)
			w.model.Always(tt.step)
			if err := w.yahoo.Set(tt.faults...); err != nil {
				t.Fatal(err)
			}
			var took []time.Duration
			for n := 1; n <= departures; n++ {
				s := w.ask("What is Apple trading at?")
				before := w.yahoo.Cancelled()
				tt.reach(t, w, s, n)
				left := s.leave(t)
				if tt.market {
					wait(t, func(ctx context.Context) error { return w.yahoo.WaitCancelled(ctx, before+1) })
					took = append(took, time.Since(left))
				} else {
					took = append(took, w.model.Cancelled(n).Sub(left))
				}
				w.outcomes("client_gone", float64(n))
			}
			slices.Sort(took)
			t.Logf("from leaving to the end of the work: %v", took)
			if middle := took[departures/2]; middle > soon {
				t.Errorf("the work goes on for %v after its client has left, want at most %v", middle, soon)
			}
			w.model.WaitOpen(0)
			wait(t, func(ctx context.Context) error { return w.yahoo.WaitOpen(ctx, 0) })
		})
	}
}

// atTheMarket waits until Yahoo is at work on what the model asked for.
func atTheMarket(t *testing.T, w *walk, s *stream, _ int) {
	s.until(t, "tool")
	eventually(t, "Yahoo is at work", func() bool { return w.yahoo.Open() > 0 })
}

// wait bounds a wait of the simulated world's.
func wait(t *testing.T, until func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := until(ctx); err != nil {
		t.Fatal(err)
	}
}
