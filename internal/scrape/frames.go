package scrape

import (
	_ "embed"
	"fmt"
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

//go:embed parts.js
var partsScript string

//go:embed take.js
var takeBody string

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

// placeBody remembers the element of a frame under the frame's id, if there is
// something to read in it.
const placeBody = `
	if (!holdsText(this)) return false;
	(globalThis.quotewireFrames ??= new Map()).set(this, id);
	return true;
`

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
			if at < 0 || len(views) == maxFrames || !around[at].places(p.id) {
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

// places says whether v shows the frame of this id in a place where it can be read,
// and remembers that place.
func (v view) places(id string) bool {
	var owner struct{ BackendNodeID int }
	if err := send(v.session, "DOM.getFrameOwner", map[string]any{"frameId": id}, &owner); err != nil {
		return false
	}
	var node struct{ Object struct{ ObjectID string } }
	err := send(v.session, "DOM.resolveNode", map[string]any{"backendNodeId": owner.BackendNodeID, "executionContextId": v.context}, &node)
	if err != nil {
		return false
	}
	shown, err := v.run("Runtime.callFunctionOn", map[string]any{
		"objectId": node.Object.ObjectID, "functionDeclaration": "function(id) {" + partsScript + placeBody + "}", "arguments": []any{map[string]any{"value": id}}, "returnByValue": true,
	})
	return err == nil && string(shown) == "true"
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

// takeScript is the script that takes the page of a view, or the body of one that
// is within another, at most limit letters of it.
func takeScript(within bool, limit int64) string {
	return fmt.Sprintf("(() => { const within = %v, limit = %d, frames = globalThis.quotewireFrames ?? new Map();\n%s\n%s\n})()",
		within, limit, partsScript, takeBody)
}
