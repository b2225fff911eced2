// Package session remembers conversations in memory, so that a follow-up
// question can be answered with what was said before.
//
// A conversation belongs to the owner that began it: to all others it does not
// exist. One turn at a time runs on it, and only a committed turn becomes part
// of it, as a whole: an answer that broke off leaves no half pair behind. One
// whose id was given out stays even when its first turn comes to nothing; who
// has read the end of an answer finds it in the conversation, however soon it asks.
//
// The store is bounded however it is used: in conversations, in conversations
// of one owner, and in turns and bytes of each. What it holds at most is
// MaxSessions times MaxBytes of text. The least recently used conversations that
// are not busy make room for new ones; those unused for longer than the TTL are
// forgotten. It starts no goroutine: every use sweeps out what has expired.
//
// It refuses ids that it did not make itself.
package session

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrBusy is what Begin returns while another turn runs on the conversation.
	ErrBusy = errors.New("session is busy with another turn")
	// ErrUnknown is a conversation that does not exist, has expired, was
	// deleted, or belongs to another owner. The four cannot be told apart.
	ErrUnknown = errors.New("no such session")
	// ErrFull is what Begin returns when a new conversation is not to be had
	// because all that could make room for it are busy.
	ErrFull = errors.New("too many busy sessions")
	// ErrClosed is what a closed Store returns.
	ErrClosed = errors.New("session store is closed")
)

// Conversation is what a session holds. It is a copy.
type Conversation struct {
	ID       string
	Created  time.Time // UTC
	LastUsed time.Time // UTC; the begin or end of the latest turn
	Turns    []Exchange
}

// Exchange is one committed turn.
type Exchange struct {
	Question string
	Answer   string    // empty: the model had nothing to say
	At       time.Time // UTC; when it was committed
}

// Store holds conversations. It is safe for concurrent use.
//
// An owner is an opaque text, such as the hash of an API key; "" is the owner
// of all who have none.
type Store struct {
	memory   *memory
	busyWait time.Duration
}

// New makes an empty store. It refuses wrong options, naming each field.
func New(opts Options) (*Store, error) {
	opts = opts.withDefaults()
	if err := opts.validate(); err != nil {
		return nil, err
	}
	s := &Store{memory: newMemory(opts), busyWait: opts.BusyWait}
	registerMetrics(opts.Registerer, s.memory.size)
	return s, nil
}

// Begin starts a turn on the conversation id of owner, or on a new one when id
// is empty. The conversation is the turn's alone until Turn.Close, which the
// caller must call.
//
// It returns ErrUnknown, ErrFull, ErrClosed or the cause of ctx at once, and
// ErrBusy after Options.BusyWait.
func (s *Store) Begin(ctx context.Context, owner, id string) (*Turn, error) {
	if id != "" {
		if err := s.settle(ctx, owner, id); err != nil {
			return nil, err
		}
	}
	turn, released, err := s.begin(ctx, owner, id)
	if !errors.Is(err, ErrBusy) || s.busyWait == 0 {
		return turn, err
	}
	select {
	case <-released:
	case <-time.After(s.busyWait):
	case <-ctx.Done():
	}
	turn, _, err = s.begin(ctx, owner, id)
	return turn, err
}

func (s *Store) begin(ctx context.Context, owner, id string) (_ *Turn, released <-chan struct{}, _ error) {
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if id == "" {
		turn, err := s.memory.create(owner)
		return turn, nil, err
	}
	return s.memory.resume(owner, id)
}

// settle comes before all that is asked of the conversation id of owner: it waits
// for the end of a turn whose answer the client may have read already.
func (s *Store) settle(ctx context.Context, owner, id string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if !wellFormed(id) {
		return ErrUnknown
	}
	over := s.memory.ending(owner, id)
	if over == nil {
		return nil
	}
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Show is the conversation id of owner, without the turn that may be running.
// To look at it does not extend its life.
func (s *Store) Show(ctx context.Context, owner, id string) (Conversation, error) {
	if err := s.settle(ctx, owner, id); err != nil {
		return Conversation{}, err
	}
	return s.memory.show(owner, id)
}

// Delete forgets the conversation id of owner. A turn that runs on it may go on,
// but its Commit returns ErrUnknown.
func (s *Store) Delete(ctx context.Context, owner, id string) error {
	if err := s.settle(ctx, owner, id); err != nil {
		return err
	}
	return s.memory.remove(owner, id)
}

// Close forgets everything. Turns that still run can no longer be committed. It
// may be called more than once.
func (s *Store) Close() error {
	s.memory.close()
	return nil
}
