package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/answer"
)

type nowhere struct{}

func (nowhere) take(answer.Event) error { return nil }

// A long answer has thousands of deltas: none may cost an allocation here.
func TestConsumeAllocatesNothingForEachEvent(t *testing.T) {
	var delta answer.Event = answer.Delta{Text: " up"}
	events := func(yield func(answer.Event, error) bool) {
		for range 1000 {
			if !yield(delta, nil) {
				return
			}
		}
		yield(answer.Finished{}, nil)
	}
	metrics := newMetrics(nil).chat
	got := testing.AllocsPerRun(10, func() {
		a := &answerRecord{metrics: metrics, started: time.Now()}
		if _, err := a.consume(t.Context(), events, nowhere{}); err != nil || a.deltas != 1000 {
			t.Errorf("consume = %v after %d deltas", err, a.deltas)
		}
	})
	if got > 20 {
		t.Errorf("1000 events cost %v allocations", got)
	}
}

// A reader, and whoever reads the log, must not take an answer for whole whose
// tools failed.
func TestFailedToolsAreCounted(t *testing.T) {
	w := newWorld(t, script(func(_ context.Context, _ answer.Turn, yield func(answer.Event, error) bool) {
		for _, ev := range []answer.Event{
			answer.ToolStarted{ID: "1", Name: "quote"}, answer.ToolFinished{ID: "1", Name: "quote", Failed: true},
			answer.ToolStarted{ID: "2", Name: "quote"}, answer.ToolFinished{ID: "2", Name: "quote"},
		} {
			if !yield(ev, nil) {
				return
			}
		}
		yield(answer.Finished{Reason: answer.FinishStop, Answer: "x", Tools: 2}, nil)
	}))
	events, err := w.events(t, hi)
	if err != nil {
		t.Fatal(err)
	}
	for where, raw := range map[string]string{
		"done":       events[len(events)-1].data,
		"JSON reply": body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, nil)),
	} {
		var got struct {
			ToolsFailed int `json:"tools_failed"`
		}
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got.ToolsFailed != 1 {
			t.Errorf("%s: %s (%v)", where, raw, err)
		}
	}
	eventually(t, "two records", func() bool { return strings.Count(w.logs.String(), " tools=2 tools_failed=1 ") == 2 })
	if turn := w.outcome(t); turn.ToolsFailed != 1 {
		t.Errorf("kept: %+v", turn)
	}
}
