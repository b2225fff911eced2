package session_test

import (
	"strings"
	"testing"

	"quotewire/internal/session"
)

func TestIDsAreFreshAndSafe(t *testing.T) {
	s := newStore(t, session.Options{})
	seen := make(map[string]bool)
	for range 1000 {
		turn := begin(t, s, "", "")
		turn.Close()
		if len(turn.ID) != 34 || !strings.HasPrefix(turn.ID, "s_") || strings.Trim(turn.ID[2:], "abcdefghijklmnopqrstuvwxyz234567") != "" {
			t.Fatalf("id %q", turn.ID)
		}
		if seen[turn.ID] {
			t.Fatalf("id %q came twice", turn.ID)
		}
		seen[turn.ID] = true
	}
}

func TestStrangeIDsAreUnknown(t *testing.T) {
	s := newStore(t, session.Options{})
	known := ask(t, s, "", "", "q", "a")
	for _, id := range []string{
		"s_", "x", "s_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", strings.ToUpper(known), known + " ", known[:33] + "\n",
		known[2:], "S_" + known[2:], "../" + known[3:], "s_" + strings.Repeat("é", 16), strings.Repeat("a", 1<<20), "\x00",
		"s_../../../../../../etc/passwd/aaaa", "s_" + strings.Repeat("1", 32),
	} {
		wantUnknown(t, s, "", id)
	}
	_, err := s.Show(t.Context(), "", "")
	wantErr(t, "Show without id", err, session.ErrUnknown)
	wantErr(t, "Delete without id", s.Delete(t.Context(), "", ""), session.ErrUnknown)
}
