package api

import (
	"testing"
	"time"

	"quotewire/internal/agent"
)

type nowhere struct{}

func (nowhere) take(agent.Event) error { return nil }

// A long answer has thousands of deltas: none may cost an allocation here.
func TestConsumeAllocatesNothingForEachEvent(t *testing.T) {
	var delta agent.Event = agent.Delta{Text: " up"}
	events := func(yield func(agent.Event, error) bool) {
		for range 1000 {
			if !yield(delta, nil) {
				return
			}
		}
		yield(agent.Finished{}, nil)
	}
	metrics := newMetrics(nil).chat
	got := testing.AllocsPerRun(10, func() {
		a := &answer{metrics: metrics, started: time.Now()}
		if _, err := a.consume(t.Context(), events, nowhere{}); err != nil || a.deltas != 1000 {
			t.Errorf("consume = %v after %d deltas", err, a.deltas)
		}
	})
	if got > 20 {
		t.Errorf("1000 events cost %v allocations", got)
	}
}
