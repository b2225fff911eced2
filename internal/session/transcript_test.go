package session_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"quotewire/internal/session"
)

func TestOldestTurnsAreDropped(t *testing.T) {
	s := newStore(t, session.Options{MaxTurns: 3})
	id := ask(t, s, "", "", "q0", "a0")
	for i := range 9 {
		ask(t, s, "", id, fmt.Sprint("q", i+1), fmt.Sprint("a", i+1))
	}
	wantHistory(t, s, "", id, "q7", "a7", "q8", "a8", "q9", "a9")
}

func TestOldestBytesAreDropped(t *testing.T) {
	s := newStore(t, session.Options{MaxBytes: 100})
	ten := strings.Repeat("x", 10)
	id := ask(t, s, "", "", ten, ten)
	for range 4 {
		ask(t, s, "", id, ten, ten)
	}
	wantHistory(t, s, "", id, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten) // exactly 100
	ask(t, s, "", id, "q", strings.Repeat("y", 59))                             // two go for it
	wantHistory(t, s, "", id, ten, ten, ten, ten, "q", strings.Repeat("y", 59))
}

func TestNewestTurnIsCutToFit(t *testing.T) {
	euro := strings.Repeat("€", 100) // three bytes each
	for _, tc := range []struct{ name, question, answer, wantQ, wantA string }{
		{"fits", "q", strings.Repeat("a", 99), "q", strings.Repeat("a", 99)},
		{"answer cut", "q", strings.Repeat("a", 100), "q", strings.Repeat("a", 99)},
		{"on a rune boundary", "qq", euro, "qq", euro[:96]},
		{"on a rune boundary, exactly", "q", euro, "q", euro[:99]},
		{"four bytes a rune", "q", strings.Repeat("😀", 30), "q", strings.Repeat("😀", 24)},
		{"long question, short answer", euro, "yes", euro[:96], "yes"},
		{"long question, long answer", euro, euro, euro[:75], euro[:24]},
		{"long question, no answer", euro, "", euro[:99], ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStore(t, session.Options{MaxBytes: 100})
			id := ask(t, s, "", "", "old", "old")
			ask(t, s, "", id, tc.question, tc.answer)
			shown, err := s.Show(t.Context(), "", id)
			if err != nil {
				t.Fatal(err)
			}
			got := shown.Turns[len(shown.Turns)-1]
			if got.Question != tc.wantQ || got.Answer != tc.wantA {
				t.Errorf("kept %q, %q; want %q, %q", got.Question, got.Answer, tc.wantQ, tc.wantA)
			}
			if len(shown.Turns) != 1 {
				t.Errorf("%d turns are kept over the cap", len(shown.Turns))
			}
		})
	}
}

func FuzzTranscriptStaysUnderItsCap(f *testing.F) {
	f.Add("What is Apple trading at?", "€ 1,234", uint8(3))
	f.Add(strings.Repeat("é", 80), strings.Repeat("😀", 80), uint8(1))
	f.Fuzz(func(t *testing.T, question, answer string, turns uint8) {
		s := newStore(t, session.Options{MaxBytes: 128, MaxTurns: 4})
		id := ask(t, s, "", "", question, answer)
		for i := range int(turns % 8) {
			ask(t, s, "", id, question[:len(question)/(i+1)], answer[len(answer)/(i+1):])
		}
		shown, err := s.Show(t.Context(), "", id)
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, x := range shown.Turns {
			size += len(x.Question) + len(x.Answer)
			if utf8.ValidString(question) && turns%8 == 0 && !utf8.ValidString(x.Question) {
				t.Errorf("question %q was cut within a rune", x.Question)
			}
			if utf8.ValidString(answer) && turns%8 == 0 && !utf8.ValidString(x.Answer) {
				t.Errorf("answer %q was cut within a rune", x.Answer)
			}
		}
		if size > 128 || len(shown.Turns) > 4 || len(shown.Turns) == 0 {
			t.Errorf("%d bytes in %d turns", size, len(shown.Turns))
		}
	})
}

func TestCommitDoesNotPinLargeBuffers(t *testing.T) {
	s := newStore(t, session.Options{MaxBytes: 1 << 10})
	before := heap()
	for range 50 {
		ask(t, s, "", "", "q", strings.Repeat("a", 1<<20))
	}
	if grown := heap() - before; grown > 2<<20 {
		t.Errorf("50 answers cut to 1 KiB keep %d bytes", grown)
	}
	runtime.KeepAlive(s)
}
