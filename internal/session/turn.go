package session

import (
	"errors"
	"slices"
	"time"

	"quotewire/internal/answer"
)

// errOver is a fault of the caller: a turn has one Commit, and none after Close.
var errOver = errors.New("turn is already committed or closed")

// Turn is one question on its way to an answer: it holds its conversation alone.
type Turn struct {
	ID        string // of the conversation
	history   []answer.Exchange
	memory    *memory
	held      *conversation
	committed bool
	released  bool
}

// turn gives c, which is not among the idle, to a new turn. m.mu is held.
func (m *memory) turn(c *conversation, now time.Time) *Turn {
	c.used = now
	c.released = make(chan struct{})
	c.ending = false
	return &Turn{ID: c.id, history: answered(c.past.exchanges), memory: m, held: c}
}

// History is what was said before, oldest first. An exchange without an answer is
// left out. The slice is the caller's.
func (t *Turn) History() []answer.Exchange { return slices.Clone(t.history) }

// GiveOut says that the client has been told ID. From then on the conversation
// lives as long as any other, even when this turn comes to nothing: the client
// will send the ID with its next question.
func (t *Turn) GiveOut() {
	t.memory.mu.Lock()
	defer t.memory.mu.Unlock()
	t.held.givenOut = true
}

// Ending says that the end of the answer is about to be sent. Whoever has read it
// may come back before Commit and Close: until Close, the Store has all that ask
// for this conversation wait. The caller must see to it that Close comes soon.
func (t *Turn) Ending() {
	t.memory.mu.Lock()
	defer t.memory.mu.Unlock()
	if !t.released { // else the turn that runs is another
		t.held.ending = true
	}
}

// Commit makes question and answer part of the conversation, once the answer
// was delivered. It returns ErrUnknown when the conversation was deleted
// meanwhile.
func (t *Turn) Commit(question, answer string) error {
	m, c := t.memory, t.held
	m.mu.Lock()
	defer m.mu.Unlock()
	if t.committed || t.released {
		return errOver
	}
	if c.deleted {
		return ErrUnknown
	}
	t.committed = true
	before := c.past.bytes
	c.past.add(Exchange{Question: question, Answer: answer, At: m.opts.Now().UTC()}, m.opts.MaxTurns, m.opts.MaxBytes)
	m.bytes += c.past.bytes - before
	return nil
}

// Close ends the turn. Without a Commit the conversation stays as it was, and
// one that was new and not given out disappears. It may be called more than once.
func (t *Turn) Close() {
	m, c := t.memory, t.held
	m.mu.Lock()
	defer m.mu.Unlock()
	if t.released {
		return
	}
	t.released = true
	close(c.released)
	if c.deleted {
		return
	}
	if len(c.past.exchanges) == 0 && !c.givenOut {
		m.drop(c) // nobody knows of it
		return
	}
	c.used = m.opts.Now()
	m.list(c)
}

// answered are the exchanges that have an answer.
func answered(past []Exchange) []answer.Exchange {
	said := make([]answer.Exchange, 0, len(past))
	for _, x := range past {
		if x.Answer != "" {
			said = append(said, answer.Exchange{Question: x.Question, Answer: x.Answer})
		}
	}
	return said
}
