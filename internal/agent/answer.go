package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// answering is one question on its way. It belongs to the goroutine that ranges.
type answering struct {
	*Agent
	turn answer.Turn
	*Stream
	form
	fence Fence // around all that others wrote
	meter *llm.Meter

	messages []llm.Message
	seen     map[string]int  // calls made, by tool and canonical arguments
	ids      map[string]bool // call ids used
	calls    int             // tool calls taken from the model
	ran      int             // tool calls run
	exhibits int             // shown
	quiet    bool            // the model goes round in circles: tools off
	stepped  string          // the model that stepped in for one that failed
	retry    bool            // the one retry of an empty reply is spent
}

// run alternates model steps and tools until the model writes its answer.
func (a *answering) run(ctx context.Context) error {
	if err := a.Emit(answer.Status{Label: "Reading the question"}); err != nil {
		return err
	}
	if err := a.open(); err != nil {
		return err
	}
	for steps := 0; ; steps++ {
		last := a.last(steps)
		a.shrink()
		a.fit()
		s, err := a.step(ctx, last)
		if errors.Is(err, llm.ErrWindow) && a.narrower() {
			if err := a.refit(); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		switch {
		case s.FinishReason == llm.FinishContentFilter && a.Text() == "":
			return fmt.Errorf("answer question: %w", answer.ErrUnanswerable)
		case s.FinishReason == llm.FinishContentFilter || s.Cut:
			return a.finish(s)
		case len(s.ToolCalls) > 0 && !last:
			if err := a.use(ctx, s, steps); err != nil {
				return err
			}
		case s.Text != "":
			return a.finish(s)
		case a.retry:
			return fmt.Errorf("answer question: %w", answer.ErrEmpty)
		default:
			a.retry = true
			a.note(a.prompts.Write("empty.md", nil))
		}
	}
}

// last says whether the step after so many steps has to write.
func (a *answering) last(steps int) bool {
	return a.quiet || steps >= a.maxSteps || a.calls >= a.maxCalls || a.crowded()
}

// use runs the tools that a step asked for and puts both into the transcript.
func (a *answering) use(ctx context.Context, s Step, steps int) error {
	calls, notRun := slices.Clone(s.ToolCalls), 0
	if room := a.maxCalls - a.calls; len(calls) > room {
		calls, notRun = calls[:room], len(calls)-room
	}
	a.calls += len(calls)
	planned := make([]*call, len(calls))
	for i, c := range calls {
		planned[i] = a.plan(c)
		calls[i] = planned[i].asked()
	}
	a.messages = append(a.messages, llm.Message{Role: llm.RoleAssistant, Content: s.Text, ToolCalls: calls, Extra: s.Extra})
	a.portion(len(planned))
	if err := a.dispatch(withRoom(ctx, a.room()), planned); err != nil {
		return err
	}
	if err := a.record(planned); err != nil {
		return err
	}
	if a.last(steps + 1) {
		a.note(a.prompts.Write("spent.md", spentPrompt{notRun}))
	}
	return a.Emit(answer.Status{Label: "Reading the results"})
}

// finish closes the answer.
func (a *answering) finish(s Step) error {
	return a.Emit(answer.Finished{
		Reason:  s.Reason(),
		Usage:   answer.Usage(a.meter.Used()),
		Answer:  a.Text(),
		Sources: len(a.Sources),
		Tools:   a.ran,
		Model:   a.stepped,
	})
}
