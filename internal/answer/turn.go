// Package answer has the words in which all who give answers, pass them on and
// remember them speak of one: the question with what is known around it, the
// events of its answer, sources, usage. It knows of no model, no market and no
// wire, and does nothing.
package answer

import (
	"context"
	"time"
)

// Turn is one question with all that is known around it. It is not changed
// while it is answered.
type Turn struct {
	Question      string
	History       []Exchange     // earlier questions and answers, oldest first
	Model         string         // empty: the default
	Location      *time.Location // the reader's time zone; nil: UTC
	CurrentURL    string         // the page the reader is on; untrusted
	PageText      string         // its text; untrusted
	PreferredURLs []string
	SearchDomains []string
	// Finish is closed when the reader wants an answer of what is known by now;
	// nil: never. A chat answers at once and does not look at it.
	Finish <-chan struct{}
}

// Exchange is an earlier question with its answer. Neither is empty: model servers
// refuse an empty message.
type Exchange struct {
	Question string
	Answer   string
}

type turnKey struct{}

// WithTurn gives tools the turn they work for.
func WithTurn(ctx context.Context, t Turn) context.Context {
	return context.WithValue(ctx, turnKey{}, t)
}

// TurnFrom is the turn that ctx works for; the zero Turn outside of one.
func TurnFrom(ctx context.Context) Turn {
	t, _ := ctx.Value(turnKey{}).(Turn)
	return t
}
