package session_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/session"
)

// clock is a clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2026, 3, 2, 15, 0, 0, 0, time.FixedZone("EST", -5*3600))}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newStore(t testing.TB, opts session.Options) *session.Store {
	t.Helper()
	s, err := session.New(opts)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func begin(t testing.TB, s *session.Store, owner, id string) *session.Turn {
	t.Helper()
	turn, err := s.Begin(t.Context(), owner, id)
	if err != nil {
		t.Fatalf("Begin(%q, %q): %v", owner, id, err)
	}
	return turn
}

// ask runs one whole turn and gives the conversation's id.
func ask(t testing.TB, s *session.Store, owner, id, question, answer string) string {
	t.Helper()
	turn := begin(t, s, owner, id)
	defer turn.Close()
	if err := turn.Commit(question, answer); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return turn.ID
}

// wantHistory fails t unless the conversation consists of these texts, which
// are question and answer in turn.
func wantHistory(t testing.TB, s *session.Store, owner, id string, texts ...string) {
	t.Helper()
	turn := begin(t, s, owner, id)
	defer turn.Close()
	want := []answer.Exchange{}
	for pair := range slices.Chunk(texts, 2) {
		want = append(want, answer.Exchange{Question: pair[0], Answer: pair[1]})
	}
	if diff := cmp.Diff(want, append([]answer.Exchange{}, turn.History()...)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func wantUnknown(t testing.TB, s *session.Store, owner, id string) {
	t.Helper()
	_, err := s.Begin(t.Context(), owner, id)
	wantErr(t, "Begin", err, session.ErrUnknown)
	_, err = s.Show(t.Context(), owner, id)
	wantErr(t, "Show", err, session.ErrUnknown)
	wantErr(t, "Delete", s.Delete(t.Context(), owner, id), session.ErrUnknown)
}
