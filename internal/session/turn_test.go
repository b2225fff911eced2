package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"quotewire/internal/session"
)

func TestHistoryBelongsToItsCaller(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q", "a")
	turn := begin(t, s, "", id)
	turn.History()[0].Answer = "spoilt"
	turn.Close()
	wantHistory(t, s, "", id, "q", "a")
	shown, err := s.Show(t.Context(), "", id)
	if err != nil {
		t.Fatal(err)
	}
	shown.Turns[0].Question = "spoilt"
	wantHistory(t, s, "", id, "q", "a")
}

func TestEmptyAnswerIsKeptButNotToldTheModel(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q1", "")
	ask(t, s, "", id, "q2", "a2")
	wantHistory(t, s, "", id, "q2", "a2")
	shown, err := s.Show(t.Context(), "", id)
	if err != nil || len(shown.Turns) != 2 {
		t.Errorf("Show = %v, %v; want two turns", shown, err)
	}
}

func TestSecondTurnAtOnceIsBusy(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q1", "a1")
	first := begin(t, s, "", id)
	_, err := s.Begin(t.Context(), "", id)
	wantErr(t, "second Begin", err, session.ErrBusy)
	if err := first.Commit("q2", "a2"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Begin(t.Context(), "", id)
	wantErr(t, "second Begin after Commit", err, session.ErrBusy)
	first.Close()
	first.Close()
	second := begin(t, s, "", id)
	first.Close() // must not free what is now another's
	_, err = s.Begin(t.Context(), "", id)
	wantErr(t, "third Begin", err, session.ErrBusy)
	second.Close()
	wantHistory(t, s, "", id, "q1", "a1", "q2", "a2")
}

func TestBusyWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t, session.Options{BusyWait: 100 * time.Millisecond})
		id := ask(t, s, "", "", "q", "a")

		first := begin(t, s, "", id)
		start := time.Now()
		_, err := s.Begin(t.Context(), "", id)
		wantErr(t, "Begin of a session that stays busy", err, session.ErrBusy)
		if took := time.Since(start); took != 100*time.Millisecond {
			t.Errorf("waited %v, want 100ms", took)
		}

		time.AfterFunc(30*time.Millisecond, first.Close)
		start = time.Now()
		second := begin(t, s, "", id)
		if took := time.Since(start); took != 30*time.Millisecond {
			t.Errorf("waited %v, want until the first turn was closed", took)
		}

		errGone := errors.New("client went away")
		ctx, leave := context.WithCancelCause(t.Context())
		time.AfterFunc(10*time.Millisecond, func() { leave(errGone) })
		_, err = s.Begin(ctx, "", id)
		wantErr(t, "Begin of a client that leaves", err, errGone)

		time.AfterFunc(10*time.Millisecond, func() { _ = s.Delete(t.Context(), "", id); second.Close() })
		_, err = s.Begin(t.Context(), "", id)
		wantErr(t, "Begin of a session deleted meanwhile", err, session.ErrUnknown)
	})
}

func TestWithoutCommitNothingStays(t *testing.T) {
	s := newStore(t, session.Options{})
	fresh := begin(t, s, "", "")
	if shown, err := s.Show(t.Context(), "", fresh.ID); err != nil || len(shown.Turns) != 0 {
		t.Errorf("Show of a running first turn = %v, %v", shown, err)
	}
	fresh.Close()
	wantUnknown(t, s, "", fresh.ID)

	id := ask(t, s, "", "", "q", "a")
	begin(t, s, "", id).Close()
	wantHistory(t, s, "", id, "q", "a")
}

// A client that was told the id will send it again, however its first question
// ended.
func TestGivenOutIDStaysGood(t *testing.T) {
	s := newStore(t, session.Options{})
	first := begin(t, s, "", "")
	first.GiveOut()
	first.Close()
	begin(t, s, "", first.ID).Close() // fails as well
	wantHistory(t, s, "", first.ID)
	ask(t, s, "", first.ID, "q", "a")
	wantHistory(t, s, "", first.ID, "q", "a")
}

// Whoever has read the end of an answer finds it in its conversation, however
// long the server takes to put it there.
func TestEndingTurnIsWaitedFor(t *testing.T) {
	const late = time.Minute
	for name, use := range map[string]func(ctx context.Context, s *session.Store, id string) (turns int, err error){
		"Begin": func(ctx context.Context, s *session.Store, id string) (int, error) {
			turn, err := s.Begin(ctx, "", id)
			if err != nil {
				return 0, err
			}
			defer turn.Close()
			return len(turn.History()), nil
		},
		"Show": func(ctx context.Context, s *session.Store, id string) (int, error) {
			shown, err := s.Show(ctx, "", id)
			return len(shown.Turns), err
		},
		"Delete": func(ctx context.Context, s *session.Store, id string) (int, error) { return 1, s.Delete(ctx, "", id) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStore(t, session.Options{})
				first := begin(t, s, "", "")
				first.Ending()
				_, err := s.Begin(t.Context(), "stranger", first.ID)
				wantErr(t, "Begin of a stranger", err, session.ErrUnknown) // and at once
				time.AfterFunc(late, func() {
					if err := first.Commit("q", "a"); err != nil {
						t.Errorf("Commit: %v", err)
					}
					first.Close()
				})
				start := time.Now()
				turns, err := use(t.Context(), s, first.ID)
				if err != nil || turns != 1 || time.Since(start) != late {
					t.Errorf("%d turns, %v, after %v", turns, err, time.Since(start))
				}
			})
		})
	}
}

// Nothing waits for an end that is over, or longer than its client does.
func TestEndingEndsWithItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(t, session.Options{})
		first := begin(t, s, "", ask(t, s, "", "", "q", "a"))
		first.Ending()
		errGone := errors.New("client went away")
		ctx, leave := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { leave(errGone) })
		_, err := s.Begin(ctx, "", first.ID)
		wantErr(t, "Begin of a client that leaves", err, errGone)
		first.Close()
		second := begin(t, s, "", first.ID)
		defer second.Close()
		first.Ending() // is not the second's
		_, err = s.Begin(t.Context(), "", first.ID)
		wantErr(t, "Begin beside the second turn", err, session.ErrBusy)
	})
}

func TestTurnCommitsOnce(t *testing.T) {
	s := newStore(t, session.Options{})
	turn := begin(t, s, "", "")
	if err := turn.Commit("q", "a"); err != nil {
		t.Fatal(err)
	}
	if err := turn.Commit("q", "again"); err == nil {
		t.Error("a second Commit was taken")
	}
	turn.Close()
	late := begin(t, s, "", turn.ID)
	late.Close()
	if err := late.Commit("q", "late"); err == nil {
		t.Error("a Commit after Close was taken")
	}
	wantHistory(t, s, "", turn.ID, "q", "a")
}

func TestDeleteOfABusySession(t *testing.T) {
	s := newStore(t, session.Options{})
	id := ask(t, s, "", "", "q", "a")
	turn := begin(t, s, "", id)
	if err := s.Delete(t.Context(), "", id); err != nil {
		t.Fatalf("Delete: %v", err)
	}
	wantUnknown(t, s, "", id)
	wantErr(t, "Commit", turn.Commit("q2", "a2"), session.ErrUnknown)
	turn.Close()
	turn.Close()
	wantUnknown(t, s, "", id)
}
