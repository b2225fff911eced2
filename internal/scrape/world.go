package scrape

import (
	"encoding/json"
	"errors"

	"github.com/playwright-community/playwright-go"
)

// view is a frame of a page, the page itself or one in it, with a world of our own
// in it, where the page has not changed what the names of the language mean.
type view struct {
	session playwright.CDPSession
	frame   string // its id in the protocol
	context int
}

// frameTree is a frame with those in it that one session can see.
type frameTree struct {
	Frame       struct{ ID, ParentID string }
	ChildFrames []frameTree
}

func treeOf(session playwright.CDPSession) (frameTree, error) {
	var got struct{ FrameTree frameTree }
	err := send(session, "Page.getFrameTree", nil, &got)
	return got.FrameTree, err
}

func viewOf(session playwright.CDPSession, frame string) (view, error) {
	var made struct{ ExecutionContextID int }
	err := send(session, "Page.createIsolatedWorld", map[string]any{"frameId": frame, "worldName": "quotewire"}, &made)
	return view{session, frame, made.ExecutionContextID}, err
}

// main is the view of the page itself.
func (t *tab) main() (view, error) {
	tree, err := treeOf(t.session)
	if err != nil {
		return view{}, err
	}
	return viewOf(t.session, tree.Frame.ID)
}

// eval runs one of our scripts in v. Its result is JSON.
func (v view) eval(script string) (json.RawMessage, error) {
	return v.run("Runtime.evaluate", map[string]any{
		"expression": script, "contextId": v.context, "returnByValue": true, "timeout": evalTime.Milliseconds(),
	})
}

func (v view) evalString(script string) (text string, err error) {
	value, err := v.eval(script)
	if err == nil {
		err = json.Unmarshal(value, &text)
	}
	return text, err
}

// run has a script of ours run, by one of the methods that answer alike.
func (v view) run(method string, params map[string]any) (json.RawMessage, error) {
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	if err := send(v.session, method, params, &got); err != nil {
		return nil, err
	}
	if len(got.ExceptionDetails) > 0 {
		return nil, errors.New("script failed in the page")
	}
	return got.Result.Value, nil
}

// send calls a method of the protocol and fills a struct from what the protocol's
// client made of its answer.
func send(session playwright.CDPSession, method string, params map[string]any, into any) error {
	answer, err := session.Send(method, params)
	if err != nil {
		return err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
