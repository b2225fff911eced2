package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// inquiry is one question on its way. It belongs to the goroutine that ranges;
// what runs beside it tells it through an inbox.
type inquiry struct {
	*Research
	*agent.Stream
	turn  answer.Turn
	fence agent.Fence
	fit   fit

	findings  []finding
	failures  []string        // what could not be had, for the reader
	gathered  *llm.Meter      // what steps have used up until the answer is written, within the budget
	written   *llm.Meter      // and from then on
	tools     int             // searches, pages and market tools used
	consulted int             // questions to the finder
	read      int             // pages that we chose, begun
	pages     map[string]bool // addresses that were begun
	dropped   map[string]bool // models of steps that have failed
	readers   map[string]bool // addresses that the reader names
	asked     map[string]bool // questions, as they were written
	order     []string        // of asked
	stepped   string          // the model that stepped in for one that failed
	unplanned bool            // the plan could not be read
	foreign   bool            // the questions are of a model that has read what others wrote
	stopped   error           // why gathering ends before it is done
}

// finding is what became of one question.
type finding struct {
	question string
	parts    []part
}

// part is what one source says, or what market data answered from several.
type part struct {
	head string // numbers the source, or the sources: in our words alone
	text string // untrusted: what the source is called, and what it says
	// figures are what a tool gave, of which another part tells in words.
	figures bool
}

func (w *inquiry) run(ctx context.Context) error {
	if err := w.Emit(answer.Status{Label: "Planning the research"}); err != nil {
		return err
	}
	if err := w.gather(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return agent.Ended(ctx)
	}
	return w.write(ctx)
}

// gather finds things out until that is done, a budget is spent or the reader
// asks for the answer. Nothing of it goes on when it returns.
func (w *inquiry) gather(ctx context.Context) error {
	gathering, stop := context.WithCancelCause(llm.WithMeter(ctx, w.gathered))
	var watching sync.WaitGroup
	defer watching.Wait()
	defer stop(nil)
	timer := time.AfterFunc(w.o.Budget.Time, func() { stop(errTime) })
	defer timer.Stop()
	watching.Go(func() {
		select {
		case <-w.turn.Finish:
			stop(errFinish)
		case <-gathering.Done():
		}
	})
	err := w.rounds(gathering)
	defer func() { w.metrics.stopped(w.stopped) }()
	switch cause := context.Cause(gathering); {
	case ctx.Err() != nil:
		return agent.Ended(ctx)
	case errors.Is(cause, errTime), errors.Is(cause, errFinish):
		w.stopped = cause
		return nil
	case overBudget(err) != nil:
		w.stopped = overBudget(err)
		return nil
	}
	return err
}

// rounds plans, asks, and checks for gaps.
func (w *inquiry) rounds(ctx context.Context) error {
	questions, err := w.plan(ctx)
	if err != nil {
		return err
	}
	single := len(questions) == 1 && questions[0].Kind == numerical
	for round := 1; ; round++ {
		w.metrics.round()
		if err := w.ask(ctx, questions, round == 1); err != nil {
			return err
		}
		if w.stopped != nil {
			return w.stopped
		}
		left := w.fit.questions - len(w.order)
		if single && len(w.failures) == 0 || round >= w.o.Budget.Rounds || left <= 0 {
			return nil
		}
		if err := w.Emit(answer.Status{Label: "Checking what is missing"}); err != nil {
			return err
		}
		if questions, err = w.check(ctx, left); err != nil || len(questions) == 0 {
			return err
		}
	}
}

// failed notes what could not be had, once.
func (w *inquiry) failed(what string) {
	if !slices.Contains(w.failures, what) {
		w.failures = append(w.failures, what)
	}
}

// think asks the model for something that the reader does not see.
func (w *inquiry) think(ctx context.Context, rules string, most int, known findingsPrompt) (reply string, err error) {
	for again := true; again; {
		fit := w.fitOf(w.model(w.o.PlanModel))
		reply, err = w.reply(ctx, w.messages(rules, w.o.PlanModel, most, known))
		again = errors.Is(err, llm.ErrWindow) && w.fitOf(w.model(w.o.PlanModel)).tokens < fit.tokens || w.drops(ctx, w.o.PlanModel, err)
	}
	return reply, err
}

// reply is what the model says to messages.
func (w *inquiry) reply(ctx context.Context, messages []llm.Message) (string, error) {
	const most = 64 << 10
	var text strings.Builder
	thought := 0
	for c, err := range w.o.Model.Stream(ctx, llm.Request{Model: w.model(w.o.PlanModel), Messages: messages}) {
		if err != nil {
			if ctx.Err() != nil {
				return "", agent.Ended(ctx)
			}
			return "", fmt.Errorf("ask model: %w", err)
		}
		if err := w.notice(c.Notice); err != nil {
			return "", err
		}
		if c.End != nil {
			thought = c.End.Thought
		}
		if text.WriteString(c.Text); text.Len() > most {
			break
		}
	}
	if ctx.Err() != nil {
		return "", agent.Ended(ctx)
	}
	return text.String()[min(thought, text.Len()):], nil
}

// model is whom a step asks: the model that the reader wants, else that of the
// step unless it has failed; empty: the default.
func (w *inquiry) model(ofStep string) string {
	if w.dropped[ofStep] {
		ofStep = ""
	}
	return cmp.Or(w.turn.Model, ofStep)
}

// drops says whether a step is to be asked again of the default model, because its
// own has failed.
func (w *inquiry) drops(ctx context.Context, ofStep string, err error) bool {
	_, failed := errors.AsType[*llm.Error](err)
	if !failed || ofStep == "" || w.turn.Model != "" || w.dropped[ofStep] {
		return false
	}
	w.dropped[ofStep] = true
	w.o.Logger.WarnContext(ctx, "model of a step failed, ask the default", slog.String("model", ofStep), slog.Any("error", err))
	return true
}

// notice tells the reader what a step waits for.
func (w *inquiry) notice(n *llm.Notice) error {
	if n == nil {
		return nil
	}
	if n.Model != "" {
		w.stepped = n.Model
	}
	return w.Emit(agent.WaitStatus(n))
}
