package scrape

import (
	"slices"
	"strings"
	"sync"

	"github.com/playwright-community/playwright-go"
)

const (
	// maxFrames is how many frames of a page are read, maxDepth how deep in one
	// another, and maxAsked of how many is asked whether they show something.
	maxFrames = 8
	maxDepth  = 3
	maxAsked  = 64
)

// frames are those of a tab that the driver knows, in the order of their coming.
type frames struct {
	mu  sync.Mutex
	all []playwright.Frame
}

func (f *frames) attached(frame playwright.Frame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, frame)
}

func (f *frames) detached(frame playwright.Frame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = slices.DeleteFunc(f.all, func(one playwright.Frame) bool { return one == frame })
}

func (f *frames) list() []playwright.Frame {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all[:min(len(f.all), maxAsked)])
}

// part is a frame that a session knows.
type part struct {
	session    playwright.CDPSession
	id, parent string
}

// parts are all frames in the page. One that lives in a process of its own is known
// only to a session of its own, which it is asked for where frames are missing.
func (t *tab) parts() (all []part) {
	var add func(session playwright.CDPSession, tree frameTree, parent string)
	add = func(session playwright.CDPSession, tree frameTree, parent string) {
		all = append(all, part{session, tree.Frame.ID, parent})
		for _, child := range tree.ChildFrames {
			add(session, child, tree.Frame.ID)
		}
	}
	if tree, err := treeOf(t.session); err == nil {
		add(t.session, tree, "")
	}
	frames := t.frames.list()
	if len(frames) < len(all) { // all but the page itself
		return all
	}
	for _, frame := range frames {
		session, known := t.apart[frame]
		if !known {
			var err error
			if session, err = t.context.NewCDPSession(frame); err != nil {
				continue // it lives in the process of another
			}
			t.apart[frame] = session
		}
		tree, err := treeOf(session)
		if err != nil {
			delete(t.apart, frame) // it is gone, or has moved
			continue
		}
		add(session, tree, tree.Frame.ParentID)
	}
	return all
}

// readable are the frames that show something to read, each after the one that it
// is in. What cannot be asked is left out: it may be going to another page.
func (t *tab) readable(main view) (views []view) {
	parts := t.parts()
	around := []view{main}
	for range maxDepth {
		var next []view
		for _, p := range parts[:min(len(parts), maxAsked)] {
			at := slices.IndexFunc(around, func(v view) bool { return v.frame == p.parent })
			if at < 0 || len(views) == maxFrames || !around[at].ask(p.id, placeBody) {
				continue
			}
			if v, err := viewOf(p.session, p.id); err == nil {
				next = append(next, v)
				views = append(views, v)
			}
		}
		around = next
	}
	return views
}

// answer has what frames ask for consent answered, and says whether one was.
func (t *tab) answer(main view) bool {
	parts := t.parts()
	for _, p := range parts[:min(len(parts), maxAsked)] {
		if p.parent != main.frame || !main.ask(p.id, askingBody) {
			continue
		}
		v, err := viewOf(p.session, p.id)
		if err != nil {
			continue // it is going to another page
		}
		if answered, err := v.eval(consentScript(true)); err == nil && string(answered) == "true" {
			return true
		}
	}
	return false
}

// ask is what a function of ours says of the element that holds the frame of this
// id in v; false when it cannot be asked.
func (v view) ask(id, body string) bool {
	var owner struct{ BackendNodeID int }
	if err := send(v.session, "DOM.getFrameOwner", map[string]any{"frameId": id}, &owner); err != nil {
		return false
	}
	var node struct{ Object struct{ ObjectID string } }
	err := send(v.session, "DOM.resolveNode", map[string]any{"backendNodeId": owner.BackendNodeID, "executionContextId": v.context}, &node)
	if err != nil {
		return false
	}
	said, err := v.run("Runtime.callFunctionOn", map[string]any{
		"objectId": node.Object.ObjectID, "functionDeclaration": ofElement(body), "arguments": []any{map[string]any{"value": id}}, "returnByValue": true,
	})
	return err == nil && string(said) == "true"
}

// whole is what main shows, with what its frames show in their places where it is
// framed, about limit bytes of it at most.
func (t *tab) whole(main view, limit int64, framed bool) (string, error) {
	var views []view
	if framed {
		views = t.readable(main)
	}
	text, err := main.evalString(takeScript(false, limit))
	if err != nil {
		return "", err
	}
	for _, v := range views {
		// Its id is not known to the page, which could forge a mark otherwise.
		mark := `<i data-frame="` + v.frame + `"></i>`
		if !strings.Contains(text, mark) {
			continue
		}
		inner, err := v.evalString(takeScript(true, limit-int64(len(text))))
		if err == nil {
			text = strings.Replace(text, mark, inner, 1)
		}
	}
	return text, nil
}
