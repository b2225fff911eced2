package agent

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// step runs one model step and passes its text on as it comes.
func (a *answering) step(ctx context.Context, last bool) (Step, error) {
	request := llm.Request{Model: a.turn.Model, Messages: a.messages, Tools: a.specs, ToolsOff: last && len(a.specs) > 0}
	if len(a.specs) < len(a.full) {
		request.Unlisted = a.full
	}
	return a.Step(ctx, a.model.Stream(ctx, request), a.notice)
}

// notice tells the reader what is waited for. A model that was asked in the place
// of one that failed is asked for the rest of the answer too.
func (a *answering) notice(n *llm.Notice) error {
	if n.Model != "" {
		a.turn.Model, a.stepped = n.Model, n.Model
		a.messages = llm.WithoutExtras(a.messages)
	}
	return a.Emit(WaitStatus(n))
}

// WaitStatus is what a reader is told of a model that does not begin to answer.
func WaitStatus(n *llm.Notice) answer.Status {
	if n.Model != "" {
		return answer.Status{Label: "Asking another model", Detail: n.Model}
	}
	server, detail := cmp.Or(n.Server, "the model server"), ""
	switch {
	case n.Pause > 0:
		detail = fmt.Sprintf("%s asks to be left alone for %s", server, n.Pause.Round(time.Second))
	case n.Loading && n.Waiting < time.Second:
		detail = fmt.Sprintf("%s is loading the model", server)
	case n.Loading:
		detail = fmt.Sprintf("%s is loading the model, for %s so far", server, n.Waiting.Round(time.Second))
	default:
		detail = fmt.Sprintf("%s has not begun to answer for %s; it may be loading the model", server, n.Waiting.Round(time.Second))
	}
	return answer.Status{Label: "Waiting for the model", Detail: detail}
}
