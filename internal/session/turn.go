package session

import (
	"errors"
	"slices"

	"quotewire/internal/answer"
)

// errOver is a fault of the caller: a turn has one Commit, and none after Close.
var errOver = errors.New("turn is already committed or closed")

// lease is a turn's exclusive hold of a conversation, wherever that is kept.
type lease interface {
	// giveOut keeps the conversation although nothing may ever be added to it.
	giveOut()
	// ending has who asks for the conversation wait for release.
	ending()
	// commit adds x to the conversation: at most once, and not after release.
	commit(x Exchange) error
	// release lets go of the conversation. It may be called more than once.
	release()
}

// Turn is one question on its way to an answer.
type Turn struct {
	ID      string // of the conversation
	history []answer.Exchange
	lease   lease
}

// History is what was said before, oldest first. An exchange without an answer is
// left out. The slice is the caller's.
func (t *Turn) History() []answer.Exchange { return slices.Clone(t.history) }

// GiveOut says that the client has been told ID. From then on the conversation
// lives as long as any other, even when this turn comes to nothing: the client
// will send the ID with its next question.
func (t *Turn) GiveOut() { t.lease.giveOut() }

// Ending says that the end of the answer is about to be sent. Whoever has read it
// may come back before Commit and Close: until Close, the Store has all that ask
// for this conversation wait. The caller must see to it that Close comes soon.
func (t *Turn) Ending() { t.lease.ending() }

// Commit makes question and answer part of the conversation, once the answer
// was delivered. It returns ErrUnknown when the conversation was deleted
// meanwhile.
func (t *Turn) Commit(question, answer string) error {
	return t.lease.commit(Exchange{Question: question, Answer: answer})
}

// Close ends the turn. Without a Commit the conversation stays as it was, and
// one that was new and not given out disappears. It may be called more than once.
func (t *Turn) Close() { t.lease.release() }

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
