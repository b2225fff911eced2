package session

import (
	"container/list"
	"slices"
	"strings"
	"sync"
	"time"
)

// memory is the table of conversations, by id, by owner and by time of use.
type memory struct {
	opts Options

	mu     sync.Mutex
	byID   map[string]*conversation
	owners map[string]*owner
	idle   *list.List // every conversation without a turn, least recently used first
	bytes  int        // of text in all
	closed bool
}

// owner is everyone who may see the same conversations. It exists while it has one.
type owner struct {
	name  string
	count int
	idle  *list.List // as memory.idle, of this owner
}

// conversation is guarded by memory.mu.
type conversation struct {
	id            string
	owner         *owner
	past          transcript
	created, used time.Time

	// Its places in the lists of the idle; nil while a turn runs.
	inAll, inOwner *list.Element

	released chan struct{} // closed when the turn that runs is over
	ending   bool          // the end of that turn's answer is being sent
	givenOut bool          // its client knows the id
	deleted  bool
}

func newMemory(opts Options) *memory {
	return &memory{
		opts:   opts,
		byID:   make(map[string]*conversation),
		owners: make(map[string]*owner),
		idle:   list.New(),
	}
}

// create begins the first turn of a new conversation.
func (m *memory) create(ownerName string) (*Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	now := m.sweep()
	if err := m.makeRoom(ownerName); err != nil {
		return nil, err
	}
	o := m.owners[ownerName]
	if o == nil {
		o = &owner{name: strings.Clone(ownerName), idle: list.New()}
		m.owners[o.name] = o
	}
	c := &conversation{id: newID(), owner: o, created: now}
	o.count++
	m.byID[c.id] = c
	return m.turn(c, now), nil
}

// resume begins a further turn. When the conversation is busy, released is
// closed once it no longer is.
func (m *memory) resume(ownerName, id string) (turn *Turn, released <-chan struct{}, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, c, err := m.find(ownerName, id)
	if err != nil {
		return nil, nil, err
	}
	if c.busy() {
		return nil, c.released, ErrBusy
	}
	m.unlist(c)
	return m.turn(c, now), nil, nil
}

// ending is closed when the turn is over whose end is being sent on a
// conversation of ownerName; nil when there is none.
func (m *memory) ending(ownerName, id string) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.byID[id]
	if c == nil || c.owner.name != ownerName || !c.busy() || !c.ending {
		return nil
	}
	return c.released
}

func (m *memory) show(ownerName, id string) (Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, c, err := m.find(ownerName, id)
	if err != nil {
		return Conversation{}, err
	}
	return Conversation{ID: c.id, Created: c.created.UTC(), LastUsed: c.used.UTC(), Turns: slices.Clone(c.past.exchanges)}, nil
}

func (m *memory) remove(ownerName, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, c, err := m.find(ownerName, id)
	if err != nil {
		return err
	}
	m.drop(c)
	return nil
}

func (m *memory) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	for _, c := range m.byID {
		m.drop(c)
	}
}

// size is the number of conversations and the bytes of text in them.
func (m *memory) size() (conversations, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sweep()
	return len(m.byID), m.bytes
}

func (c *conversation) busy() bool { return c.inAll == nil }

// find is the living conversation id of ownerName, and the time it was looked for.
func (m *memory) find(ownerName, id string) (time.Time, *conversation, error) {
	if m.closed {
		return time.Time{}, nil, ErrClosed
	}
	now := m.sweep()
	c := m.byID[id]
	if c == nil || c.owner.name != ownerName {
		return now, nil, ErrUnknown
	}
	return now, c, nil
}

// sweep drops what has expired and tells the time. The idle lie in the order of
// their last use, so it looks at one more than it drops.
func (m *memory) sweep() time.Time {
	now := m.opts.Now()
	for e := m.idle.Front(); e != nil; e = m.idle.Front() {
		c := e.Value.(*conversation)
		if now.Sub(c.used) < m.opts.TTL {
			break
		}
		m.drop(c)
	}
	return now
}

// makeRoom drops idle conversations until one more of ownerName fits: its own
// first, so that one owner that begins many cannot push out the others.
func (m *memory) makeRoom(ownerName string) error {
	if o := m.owners[ownerName]; o != nil && o.count >= m.opts.MaxPerOwner {
		if !m.dropOldest(o.idle) {
			return ErrFull
		}
	}
	if len(m.byID) >= m.opts.MaxSessions && !m.dropOldest(m.idle) {
		return ErrFull
	}
	return nil
}

func (m *memory) dropOldest(idle *list.List) bool {
	e := idle.Front()
	if e == nil {
		return false
	}
	m.drop(e.Value.(*conversation))
	return true
}

// drop forgets c, busy or not.
func (m *memory) drop(c *conversation) {
	if c.deleted {
		return
	}
	c.deleted = true
	if !c.busy() {
		m.unlist(c)
	}
	delete(m.byID, c.id)
	m.bytes -= c.past.bytes
	if c.owner.count--; c.owner.count == 0 {
		delete(m.owners, c.owner.name)
	}
}

// list puts c among the idle, as the one used last.
func (m *memory) list(c *conversation) {
	c.inAll = m.idle.PushBack(c)
	c.inOwner = c.owner.idle.PushBack(c)
}

func (m *memory) unlist(c *conversation) {
	m.idle.Remove(c.inAll)
	c.owner.idle.Remove(c.inOwner)
	c.inAll, c.inOwner = nil, nil
}
