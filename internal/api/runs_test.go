package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
)

// untilAsked answers when its reader asks for the answer.
func untilAsked(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
	if !yield(answer.Status{Label: "Searching"}, nil) {
		return
	}
	select {
	case <-turn.Finish:
		if yield(answer.Delta{Text: "so far"}, nil) {
			yield(answer.Finished{Reason: answer.FinishStop, Answer: "so far"}, nil)
		}
	case <-ctx.Done():
		yield(nil, context.Cause(ctx))
	}
}

func TestAdvancedAnswerCanBeFinished(t *testing.T) {
	w := newWorld(t, says("x"), func(o *Options) { o.Research, o.Access.Keys = script(untilAsked), []string{"one", "two"} })
	one, two := http.Header{"Authorization": {"Bearer one"}}, http.Header{"Authorization": {"Bearer two"}}
	resp := w.do(t, t.Context(), http.MethodPost, "/api/advanced/stream", hi, one)
	var events []event
	err := readEvents(resp.Body, func(e event) bool {
		events = append(events, e)
		if e.name != eventStatus {
			return true
		}
		_, run, _ := strings.Cut(events[0].data, `"run_id":"`)
		run = run[:strings.IndexByte(run, '"')]
		wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/runs/"+run+"/finish", "", two), fault.NotFound) // of another client
		if resp := w.do(t, t.Context(), http.MethodPost, "/api/runs/"+run+"/finish", "", one); resp.StatusCode != http.StatusNoContent {
			t.Errorf("finish: %d", resp.StatusCode)
		}
		return true
	})
	if err != nil || len(events) != 4 || !strings.Contains(events[0].data, `"mode":"advanced"`) || events[2].data != `{"text":"so far"}` || events[3].name != eventDone {
		t.Errorf("%v %v", events, err)
	}
	if n := len(w.runs.open); n != 0 {
		t.Errorf("%d runs are remembered after their end", n)
	}
	e := wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/runs/x/finish", "{}", one), fault.InvalidRequest)
	if !strings.HasPrefix(e.Message, "body:") {
		t.Errorf("%+v", e)
	}
}

func TestFinishTwice(t *testing.T) {
	var r runs
	finish, end := r.begin("a", "client")
	for range 2 {
		if !r.finish("a", "client") {
			t.Error("an open run is not found")
		}
	}
	<-finish
	end()
	if r.finish("a", "client") {
		t.Error("a run that has ended is found")
	}
}

// A chat is answered at once: there is nothing to finish.
func TestChatIsNoRun(t *testing.T) {
	var finish <-chan struct{}
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		finish = turn.Finish
		says("x")(ctx, turn, yield)
	}))
	if _, err := w.events(t, hi); err != nil || finish != nil {
		t.Errorf("a chat can be finished: %v", err)
	}
}
