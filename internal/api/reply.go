package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"quotewire/internal/answer"
	"quotewire/internal/api/fault"
	"quotewire/internal/session"
)

// replyData is an answer in one piece: what the events of a stream say.
type replyData struct {
	SessionID string            `json:"session_id"`
	RunID     string            `json:"run_id"`
	Model     string            `json:"model"`
	Mode      string            `json:"mode"`
	Demo      bool              `json:"demo"`
	Answer    string            `json:"answer"`
	Sources   []sourceData      `json:"sources"`
	Exhibits  []json.RawMessage `json:"exhibits"`
	// ExhibitsLeftOut are those that found no room.
	ExhibitsLeftOut int                 `json:"exhibits_left_out,omitempty"`
	Tools           []toolData          `json:"tools"`
	ToolsFailed     int                 `json:"tools_failed"`
	FinishReason    answer.FinishReason `json:"finish_reason"`
	Usage           usageData           `json:"usage"`
	MS              int64               `json:"ms"`

	exhibited int // bytes of Exhibits
}

// take keeps what a reply tells: the text is Finished's. A tool call that the answer did not wait for
// stays "started".
func (d *replyData) take(ev answer.Event) error {
	switch ev := ev.(type) {
	case answer.SourceFound:
		d.Sources = append(d.Sources, sourceOf(ev.Source))
	case answer.ToolStarted:
		_, data := eventData(ev)
		d.Tools = append(d.Tools, data.(toolData))
	case answer.ToolFinished:
		for i := range d.Tools {
			if d.Tools[i].ID == ev.ID && d.Tools[i].State == toolStarted {
				args := d.Tools[i].Args
				d.Tools[i] = finishedTool(ev)
				d.Tools[i].Args = args
				break
			}
		}
	case answer.Exhibited:
		return d.show(ev)
	case answer.Status, answer.Delta, answer.Finished:
	}
	return nil
}

// reply answers in one JSON body.
func (s *Server) reply(x *exchange, r *http.Request, q *question, turn *session.Turn) error {
	ctx, cancel := context.WithTimeoutCause(r.Context(), s.opts.MaxAnswer, fault.ErrAnswerTimeout)
	defer cancel()
	a := x.answer
	d := &replyData{
		SessionID: a.session, RunID: a.run, Model: a.model, Mode: a.mode, Demo: s.opts.Demo,
		Sources: []sourceData{}, Exhibits: []json.RawMessage{}, Tools: []toolData{},
	}
	fin, err := a.consume(ctx, q.answer(ctx, a.answers), d)
	if err = ending(ctx, fin, err); err != nil {
		a.end(err)
		return err
	}
	d.Model, d.Answer, d.FinishReason, d.Usage, d.ToolsFailed = a.model, fin.Answer, fin.Reason, usageOf(fin.Usage), a.toolsFailed
	d.MS = s.now().Sub(a.started).Milliseconds()
	turn.Ending()
	err = x.json(http.StatusOK, d)
	if err == nil {
		if err = http.NewResponseController(x).Flush(); err != nil {
			err = &writeError{err: fmt.Errorf("flush: %w", err)}
		}
	}
	return s.conclude(ctx, a, turn, session.Exchange{Question: q.turn.Question, Answer: fin.Answer}, err)
}
