package session

import "time"

// memoryLease holds a conversation of memory for one turn.
type memoryLease struct {
	memory    *memory
	held      *conversation
	committed bool
	released  bool
}

// lease gives c, which is not among the idle, to a new turn. memory.mu is held.
func (m *memory) lease(c *conversation, now time.Time) *Turn {
	c.used = now
	c.released = make(chan struct{})
	c.ending = false
	return &Turn{
		ID:      c.id,
		history: answered(c.past.exchanges),
		lease:   &memoryLease{memory: m, held: c},
	}
}

func (l *memoryLease) giveOut() {
	l.memory.mu.Lock()
	defer l.memory.mu.Unlock()
	l.held.givenOut = true
}

func (l *memoryLease) ending() {
	l.memory.mu.Lock()
	defer l.memory.mu.Unlock()
	if !l.released { // else the turn that runs is another
		l.held.ending = true
	}
}

func (l *memoryLease) commit(x Exchange) error {
	m, c := l.memory, l.held
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.committed || l.released {
		return errOver
	}
	if c.deleted {
		return ErrUnknown
	}
	l.committed = true
	x.At = m.opts.Now().UTC()
	before := c.past.bytes
	c.past.add(x, m.opts.MaxTurns, m.opts.MaxBytes)
	m.bytes += c.past.bytes - before
	return nil
}

func (l *memoryLease) release() {
	m, c := l.memory, l.held
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.released {
		return
	}
	l.released = true
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
