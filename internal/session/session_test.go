package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/session"
)

func TestOptionsNameEveryFault(t *testing.T) {
	_, err := session.New(session.Options{MaxSessions: -1, MaxPerOwner: -2, MaxTurns: -3, MaxBytes: 10, TTL: -1, BusyWait: -1})
	if err == nil {
		t.Fatal("New took wrong options")
	}
	for _, field := range []string{"MaxSessions", "MaxPerOwner", "MaxTurns", "MaxBytes", "TTL", "BusyWait"} {
		if !strings.Contains(err.Error(), "Options."+field+" ") {
			t.Errorf("error does not name %s:\n%v", field, err)
		}
	}
}

func TestFollowUpKnowsWhatWasSaid(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q1", "a1")
	ask(t, s, "", id, "q2", "a2")
	wantHistory(t, s, "", id, "q1", "a1", "q2", "a2")
}

func TestOwnersNeverMeet(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "alice", "", "q", "a")
	for _, other := range []string{"bob", "", "alic", "alice "} {
		wantUnknown(t, s, other, id)
	}
	turn := begin(t, s, "alice", id)
	defer turn.Close()
	wantUnknown(t, s, "bob", id) // busy tells the stranger nothing either
}

func TestShow(t *testing.T) {
	clk := newClock()
	s := newStore(t, session.Options{Now: clk.Now})
	start := clk.Now().UTC()
	id := ask(t, s, "o", "", "q1", "a1")
	clk.advance(time.Minute)
	turn := begin(t, s, "o", id)
	clk.advance(time.Minute)
	if err := turn.Commit("q2", "a2"); err != nil {
		t.Fatal(err)
	}
	clk.advance(time.Minute)
	turn.Close()
	clk.advance(time.Minute)
	got, err := s.Show(t.Context(), "o", id)
	if err != nil {
		t.Fatal(err)
	}
	want := session.Conversation{
		ID: id, Created: start, LastUsed: start.Add(3 * time.Minute),
		Turns: []session.Exchange{
			{Question: "q1", Answer: "a1", At: start},
			{Question: "q2", Answer: "a2", At: start.Add(2 * time.Minute)},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Show (-want +got):\n%s", diff)
	}
	if got.Created.Location() != time.UTC || got.LastUsed.Location() != time.UTC || got.Turns[0].At.Location() != time.UTC {
		t.Error("times are not in UTC")
	}
}

func TestCtxThatHasEnded(t *testing.T) {
	s := newStore(t, session.Options{})
	errGone := errors.New("client went away")
	ctx, leave := context.WithCancelCause(t.Context())
	leave(errGone)
	_, err := s.Begin(ctx, "", "")
	wantErr(t, "Begin", err, errGone)
	_, err = s.Show(ctx, "", "x")
	wantErr(t, "Show", err, errGone)
	wantErr(t, "Delete", s.Delete(ctx, "", "x"), errGone)
}

func TestClose(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q", "a")
	turn := begin(t, s, "", id)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatalf("Close: %v", err)
	}
	_, err := s.Begin(t.Context(), "", "")
	wantErr(t, "Begin", err, session.ErrClosed)
	_, err = s.Begin(t.Context(), "", id)
	wantErr(t, "Begin", err, session.ErrClosed)
	_, err = s.Show(t.Context(), "", id)
	wantErr(t, "Show", err, session.ErrClosed)
	wantErr(t, "Delete", s.Delete(t.Context(), "", id), session.ErrClosed)
	wantErr(t, "Commit", turn.Commit("q", "a"), session.ErrUnknown)
	turn.Close()
}
