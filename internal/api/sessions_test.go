package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/agent"
	"quotewire/internal/llm"
)

// The turn becomes part of the session once, and only when it was delivered.
func TestSessions(t *testing.T) {
	var histories []int
	answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
		histories = append(histories, len(turn.History))
		if turn.Question == "fail" {
			yield(nil, &llm.Error{Kind: llm.ErrTruncated})
			return
		}
		says("answer")(ctx, turn, yield)
	}
	w := newWorld(t, script(answers))
	events, err := w.events(t, `{"question":"first"}`)
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(events[0].data, `"session_id":"`)
	id, _, _ = strings.Cut(id, `"`)
	for _, q := range []string{"fail", "second"} {
		if _, err := w.events(t, `{"question":"`+q+`","session_id":"`+id+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	if len(histories) != 3 || histories[0] != 0 || histories[1] != 2 || histories[2] != 2 {
		t.Errorf("histories of %v messages", histories)
	}
	c, err := w.store.Show(t.Context(), "ip:127.0.0.1", id)
	if err != nil || len(c.Turns) != 2 || c.Turns[1].Question != "second" || c.Turns[1].Answer != "answer" {
		t.Errorf("session %+v, %v", c, err)
	}
	if resp := w.do(t, t.Context(), http.MethodDelete, "/api/sessions/"+id, "", nil); resp.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), codeNotFound)
}

func TestBusySession(t *testing.T) {
	answers := func(ctx context.Context, turn agent.Turn, yield func(agent.Event, error) bool) {
		if turn.Question == "hang" {
			hangs("x")(ctx, turn, yield)
			return
		}
		says("x")(ctx, turn, yield)
	}
	w := newWorld(t, script(answers))
	events, err := w.events(t, hi)
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(events[0].data, `"session_id":"`)
	id, _, _ = strings.Cut(id, `"`)
	_ = w.ask(t, t.Context(), `{"question":"hang","session_id":"`+id+`"}`)
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), codeSessionBusy)
}
