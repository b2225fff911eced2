package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/llm"
	"quotewire/internal/session"
)

// sessionOf is the session that the data of an event or an answer names.
func sessionOf(t testing.TB, data string) string {
	t.Helper()
	var named struct {
		ID string `json:"session_id"`
	}
	if err := json.Unmarshal([]byte(data), &named); err != nil || named.ID == "" {
		t.Fatalf("no session in %q: %v", data, err)
	}
	return named.ID
}

// The turn becomes part of the session once, and only when it was delivered.
func TestSessions(t *testing.T) {
	var histories []int
	answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
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
	id := sessionOf(t, events[0].data)
	for _, q := range []string{"fail", "second"} {
		if _, err := w.events(t, `{"question":"`+q+`","session_id":"`+id+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	if len(histories) != 3 || histories[0] != 0 || histories[1] != 1 || histories[2] != 1 {
		t.Errorf("histories of %v exchanges", histories)
	}
	c, err := w.store.Show(t.Context(), "ip:127.0.0.1", id)
	if err != nil || len(c.Turns) != 2 || c.Turns[1].Question != "second" || c.Turns[1].Answer != "answer" {
		t.Errorf("session %+v, %v", c, err)
	}
	if resp := w.do(t, t.Context(), http.MethodDelete, "/api/sessions/"+id, "", nil); resp.StatusCode != http.StatusNoContent {
		t.Errorf("delete: %d", resp.StatusCode)
	}
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), fault.NotFound)
}

// The first event gives the id away: the question may fail, the id stays good.
func TestSessionOutlivesItsFirstQuestion(t *testing.T) {
	answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		switch turn.Question {
		case "fail":
			yield(nil, &llm.Error{Kind: llm.ErrUnavailable})
		case "panic":
			panic("on purpose")
		default:
			says("Hello.")(ctx, turn, yield)
		}
	}
	for _, first := range []string{"fail", "panic"} {
		w := newWorld(t, script(answers))
		events, err := w.events(t, `{"question":"`+first+`"}`)
		if first == "fail" && err != nil || last(t, events).name != eventError {
			t.Fatal(events, err)
		}
		id := sessionOf(t, events[0].data)
		if events, err = w.events(t, `{"question":"Hello","session_id":"`+id+`"}`); err != nil || last(t, events).name != eventDone {
			t.Errorf("%s, then %v, %v", first, events, err)
		}
		if got := sessionOf(t, events[0].data); got != id {
			t.Errorf("the answer names session %s, want %s", got, id)
		}
	}
	// A whole answer that fails gives no id away, and leaves nothing.
	w := newWorld(t, script(answers))
	wantFault(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", `{"question":"fail"}`, nil), fault.ModelUnavailable)
	_, id, _ := strings.Cut(w.logs.String(), " session=")
	id, _, _ = strings.Cut(id, " ")
	if c, err := w.store.Show(t.Context(), "ip:127.0.0.1", id); !errors.Is(err, session.ErrUnknown) {
		t.Errorf("session %q: %+v, %v", id, c, err)
	}
}

func TestBusySession(t *testing.T) {
	answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
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
	id := sessionOf(t, events[0].data)
	_ = w.ask(t, t.Context(), `{"question":"hang","session_id":"`+id+`"}`)
	wantFault(t, w.ask(t, t.Context(), `{"question":"Hi","session_id":"`+id+`"}`), fault.SessionBusy)
}
