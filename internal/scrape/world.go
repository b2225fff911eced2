package scrape

import (
	"encoding/json"
	"errors"
)

// eval runs one of our scripts in a world of its own, where the page has not
// changed what the names of the language mean. Its result is JSON.
func (t *tab) eval(script string) (json.RawMessage, error) {
	tree, err := t.session.Send("Page.getFrameTree", nil)
	if err != nil {
		return nil, err
	}
	var frames struct {
		FrameTree struct{ Frame struct{ ID string } }
	}
	if err := convert(tree, &frames); err != nil {
		return nil, err
	}
	world, err := t.session.Send("Page.createIsolatedWorld", map[string]any{"frameId": frames.FrameTree.Frame.ID, "worldName": "quotewire"})
	if err != nil {
		return nil, err
	}
	var made struct{ ExecutionContextID int }
	if err := convert(world, &made); err != nil {
		return nil, err
	}
	answer, err := t.session.Send("Runtime.evaluate", map[string]any{
		"expression": script, "contextId": made.ExecutionContextID, "returnByValue": true, "timeout": evalTime.Milliseconds(),
	})
	if err != nil {
		return nil, err
	}
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	if err := convert(answer, &got); err != nil {
		return nil, err
	}
	if len(got.ExceptionDetails) > 0 {
		return nil, errors.New("script failed in the page")
	}
	return got.Result.Value, nil
}

func (t *tab) evalString(script string) (text string, err error) {
	value, err := t.eval(script)
	if err == nil {
		err = json.Unmarshal(value, &text)
	}
	return text, err
}

// convert fills a struct from what the protocol's client made of an answer.
func convert(answer any, into any) error {
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
