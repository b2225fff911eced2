package agent

import (
	"context"
	"time"

	"quotewire/internal/llm"
)

// Turn is one question with all that is known around it. It is not changed
// while it is answered.
type Turn struct {
	Question      string
	History       []llm.Message  // earlier questions and answers, oldest first
	Model         string         // empty: the default
	Location      *time.Location // the reader's time zone; nil: UTC
	CurrentURL    string         // the page the reader is on; untrusted
	PageText      string         // its text; untrusted
	PreferredURLs []string
	SearchDomains []string
	// Finish is closed when the reader wants an answer of what is known by now;
	// nil: never. A chat answers at once and does not look at it.
	Finish <-chan struct{}
	// Meter counts what the answer uses up, and may refuse a step. nil: the answer
	// has one of its own.
	Meter *llm.Meter
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
