package session_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quotewire/internal/session"
)

// book is what the stress test knows to be committed, by conversation.
type book struct {
	mu        sync.Mutex
	committed map[string]int    // exchanges so far; guarded by mu
	owners    map[string]string // who began it; guarded by mu
	recent    []string          // the latest begun, worth asking for again; guarded by mu
}

// TestStress runs turns of several owners on shared conversations. Each exchange
// names its conversation and its number in it, so that an exchange which is
// lost, doubled, out of order or in the wrong place shows.
func TestStress(t *testing.T) {
	clk := newClock()
	reg := prometheus.NewRegistry()
	s := newStore(t, session.Options{
		MaxSessions: 60, MaxPerOwner: 25, MaxTurns: 5, MaxBytes: 1 << 10, TTL: time.Minute, Now: clk.Now, Registerer: reg,
	})
	b := &book{committed: make(map[string]int), owners: make(map[string]string)}
	var workers sync.WaitGroup
	for w := range 16 {
		rnd := rand.New(rand.NewPCG(uint64(w), 7))
		workers.Go(func() {
			for range 2000 {
				b.once(t, s, rnd)
				clk.advance(time.Duration(rnd.IntN(30)) * time.Millisecond)
			}
		})
	}
	workers.Wait()
	clk.advance(time.Minute)
	wantGauges(t, reg, 0, 0) // the books balance: what came has gone
}

func (b *book) once(t *testing.T, s *session.Store, rnd *rand.Rand) {
	owner := fmt.Sprint("owner-", rnd.IntN(4))
	id := b.pick(rnd)
	turn, err := s.Begin(t.Context(), owner, id)
	switch {
	case errors.Is(err, session.ErrBusy), errors.Is(err, session.ErrUnknown), errors.Is(err, session.ErrFull):
		return
	case err != nil:
		t.Errorf("Begin: %v", err)
		return
	}
	defer turn.Close()
	n := b.check(t, owner, turn)
	switch rnd.IntN(8) {
	case 0: // the answer broke off
	case 1:
		if err := s.Delete(t.Context(), owner, turn.ID); err != nil {
			t.Errorf("Delete of a session held: %v", err)
		}
		if err := turn.Commit("q", "a"); !errors.Is(err, session.ErrUnknown) {
			t.Errorf("Commit after Delete = %v", err)
		}
	default:
		text := fmt.Sprintf("%s/%d", turn.ID, n)
		b.note(turn.ID, owner, n+1)
		if err := turn.Commit(text, text+strings.Repeat("!", rnd.IntN(400))); err != nil {
			t.Errorf("Commit: %v", err)
		}
	}
}

// pick is a conversation begun before, or none.
func (b *book) pick(rnd *rand.Rand) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.recent) == 0 || rnd.IntN(6) == 0 {
		return ""
	}
	return b.recent[rnd.IntN(len(b.recent))]
}

func (b *book) note(id, owner string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, noted := b.committed[id]; !noted {
		b.recent = append(b.recent, id)[max(0, len(b.recent)-40):]
	}
	b.committed[id], b.owners[id] = n, owner
}

// check compares the turn's history with the book and gives the number of
// exchanges that were ever committed before.
func (b *book) check(t *testing.T, owner string, turn *session.Turn) int {
	b.mu.Lock()
	n, noted := b.committed[turn.ID]
	beganBy := b.owners[turn.ID]
	b.mu.Unlock()
	history := turn.History()
	if !noted {
		if len(history) != 0 {
			t.Errorf("a new conversation has %d exchanges", len(history))
		}
		return 0
	}
	if beganBy != owner {
		t.Errorf("%s got the conversation of %s", owner, beganBy)
	}
	if len(history) == 0 || len(history) > 5 {
		t.Errorf("history of %d exchanges", len(history))
		return n
	}
	first := n - len(history)
	for i, x := range history {
		want := fmt.Sprintf("%s/%d", turn.ID, first+i)
		if x.Question != want || strings.TrimRight(x.Answer, "!") != want {
			t.Errorf("exchange %d of %d is %q %q, want %q", i, len(history), x.Question, x.Answer, want)
		}
	}
	return n
}

func BenchmarkTurn(b *testing.B) {
	s := newStore(b, session.Options{})
	b.ReportAllocs()
	for b.Loop() {
		ask(b, s, "owner", "", "What is Apple trading at?", "At 100.")
	}
}
