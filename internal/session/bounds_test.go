package session_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/session"
)

func TestExpiryCountsFromTheLastUse(t *testing.T) {
	clk := newClock()
	reg := prometheus.NewRegistry()
	s := newStore(t, session.Options{Now: clk.Now, TTL: time.Hour, Registerer: reg})
	used := ask(t, s, "", "", "q", "a")
	looked := ask(t, s, "", "", "q", "a")
	long := begin(t, s, "", ask(t, s, "", "", "q", "a"))

	clk.advance(59 * time.Minute)
	begin(t, s, "", used).Close()
	if _, err := s.Show(t.Context(), "", looked); err != nil {
		t.Fatalf("Show before the TTL: %v", err)
	}
	clk.advance(time.Minute)
	wantUnknown(t, s, "", looked) // to look is not to use
	wantHistory(t, s, "", used, "q", "a")

	clk.advance(5 * time.Hour)
	wantGauges(t, reg, 1, 2) // gone without anybody asking for them; the busy one stays
	if err := long.Commit("q2", "a2"); err != nil {
		t.Errorf("Commit of a turn longer than the TTL: %v", err)
	}
	long.Close()
	wantHistory(t, s, "", long.ID, "q", "a", "q2", "a2")
	wantUnknown(t, s, "", used)
}

func TestLeastRecentlyUsedMakesRoom(t *testing.T) {
	s := newStore(t, session.Options{MaxSessions: 3})
	a, b, c := ask(t, s, "1", "", "q", "a"), ask(t, s, "2", "", "q", "b"), ask(t, s, "3", "", "q", "c")
	begin(t, s, "1", a).Close()
	busy := begin(t, s, "2", b)
	defer busy.Close()
	d := ask(t, s, "4", "", "q", "d") // c goes: a was used after it, b is busy
	wantUnknown(t, s, "3", c)
	wantHistory(t, s, "1", a, "q", "a")
	wantHistory(t, s, "4", d, "q", "d")
}

func TestOwnersOwnMakeRoomFirst(t *testing.T) {
	s := newStore(t, session.Options{MaxSessions: 100, MaxPerOwner: 3})
	other := ask(t, s, "other", "", "q", "a") // the oldest of all
	first := ask(t, s, "greedy", "", "q", "a")
	for range 50 {
		ask(t, s, "greedy", "", "q", "a")
	}
	wantUnknown(t, s, "greedy", first)
	wantHistory(t, s, "other", other, "q", "a")
}

// Conversations of which nothing came take room as all others do, and no more.
func TestEmptyConversationsAreBounded(t *testing.T) {
	clk := newClock()
	reg := prometheus.NewRegistry()
	s := newStore(t, session.Options{MaxSessions: 5, MaxPerOwner: 3, TTL: time.Hour, Now: clk.Now, Registerer: reg})
	fail := func(owner string) string {
		turn := begin(t, s, owner, "")
		defer turn.Close()
		turn.GiveOut()
		return turn.ID
	}
	first := fail("greedy")
	other := ask(t, s, "other", "", "q", "a")
	for range 50 {
		fail("greedy")
	}
	wantGauges(t, reg, 4, 2)
	wantUnknown(t, s, "greedy", first)
	wantHistory(t, s, "other", other, "q", "a")
	for i := range 50 {
		fail(fmt.Sprint("owner-", i))
	}
	wantGauges(t, reg, 5, 0)
	last := fail("late")
	clk.advance(time.Hour - 1)
	begin(t, s, "late", last).Close()
	clk.advance(time.Hour)
	wantUnknown(t, s, "late", last)
	wantGauges(t, reg, 0, 0)
}

func TestFullWhenAllAreBusy(t *testing.T) {
	t.Run("of the owner", func(t *testing.T) {
		s := newStore(t, session.Options{MaxPerOwner: 2})
		one, two := begin(t, s, "o", ""), begin(t, s, "o", "")
		_, err := s.Begin(t.Context(), "o", "")
		wantErr(t, "Begin", err, session.ErrFull)
		begin(t, s, "p", "").Close()
		one.Close()
		begin(t, s, "o", "").Close()
		two.Close()
	})
	t.Run("of all", func(t *testing.T) {
		s := newStore(t, session.Options{MaxSessions: 2})
		one, two := begin(t, s, "o", ""), begin(t, s, "p", "")
		_, err := s.Begin(t.Context(), "q", "")
		wantErr(t, "Begin", err, session.ErrFull)
		if err := s.Delete(t.Context(), "o", one.ID); err != nil {
			t.Fatal(err)
		}
		begin(t, s, "q", "").Close()
		one.Close()
		two.Close()
	})
}

func TestAMillionTurnsOfOneClientStayBounded(t *testing.T) {
	reg := prometheus.NewRegistry()
	s := newStore(t, session.Options{Registerer: reg})
	before := heap()
	for i := range 1_000_000 {
		turn, err := s.Begin(t.Context(), "client", "")
		if err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 { // the others leave nothing behind anyway
			if err := turn.Commit("What is Apple trading at?", "At 100."); err != nil {
				t.Fatal(err)
			}
		}
		turn.Close()
	}
	wantGauges(t, reg, 1000, 1000*(25+7))
	if grown := heap() - before; grown > 4<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
	runtime.KeepAlive(s)
}

func TestManyOwnersLeaveNothingBehind(t *testing.T) {
	clk := newClock()
	s := newStore(t, session.Options{Now: clk.Now, TTL: time.Minute})
	before := heap()
	for i := range 100_000 {
		ask(t, s, fmt.Sprint("owner-", i), "", "q", "a")
		if i%1000 == 0 {
			clk.advance(time.Minute)
		}
	}
	clk.advance(time.Minute)
	begin(t, s, "", "").Close()
	if grown := heap() - before; grown > 4<<20 {
		t.Errorf("heap grew by %d bytes", grown)
	}
	runtime.KeepAlive(s)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
