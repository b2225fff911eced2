package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quotewire/internal/session"
)

// What is kept where nobody says how much, as operators are told.
func TestUsualBounds(t *testing.T) {
	clk := newClock()
	s := newStore(t, session.Options{Now: clk.Now})
	show := func(owner, id string) []session.Exchange {
		t.Helper()
		c, err := s.Show(t.Context(), owner, id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Turns
	}
	id := ask(t, s, "1", "", "q", "a")
	for range 24 {
		ask(t, s, "1", id, "q", "a")
	}
	if n := len(show("1", id)); n != 20 {
		t.Errorf("of 25 turns %d are kept, want 20", n)
	}
	half := strings.Repeat("x", 16<<10)
	id = ask(t, s, "1", "", half, half)
	ask(t, s, "1", id, half, half)
	if n := len(show("1", id)); n != 2 {
		t.Errorf("of 64 KiB in two turns %d are kept", n)
	}
	ask(t, s, "1", id, "q", "")
	if n := len(show("1", id)); n != 2 {
		t.Errorf("past 64 KiB %d turns are kept, want the latest two of three", n)
	}
	clk.advance(time.Hour - 1)
	show("1", id)
	clk.advance(1)
	wantUnknown(t, s, "1", id)

	first := ask(t, s, "greedy", "", "q", "a")
	for range 999 {
		ask(t, s, "greedy", "", "q", "a")
	}
	show("greedy", first)
	ask(t, s, "greedy", "", "q", "a")
	wantUnknown(t, s, "greedy", first)

	oldest := ask(t, s, "old", "", "q", "a")
	for i := range 10_000 - 1000 - 1 {
		ask(t, s, fmt.Sprint(i), "", "q", "a")
	}
	for i := range 1000 { // in the place of the greedy one's, which are older
		ask(t, s, fmt.Sprint("last", i), "", "q", "a")
	}
	show("old", oldest)
	ask(t, s, "last of all", "", "q", "a")
	wantUnknown(t, s, "old", oldest)
}
