package llm

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
)

// calls assembles the tool calls of a step from their pieces.
type calls struct {
	open         []*openCall // in order of arrival
	maxCalls     int
	maxArguments int
}

type openCall struct {
	index     int
	id, name  string
	arguments strings.Builder
}

// add takes one piece. It says false when a cap is reached, and nothing more
// should be read.
func (c *calls) add(p callPiece) bool {
	call := c.find(p)
	if call == nil {
		if len(c.open) == c.maxCalls {
			return false
		}
		call = &openCall{index: c.index(p)}
		c.open = append(c.open, call)
	}
	call.id = cmp.Or(call.id, string(p.ID))
	// The name may come in pieces, or anew with each piece of the arguments.
	if name := string(p.Function.Name); name != call.name && call.arguments.Len() == 0 {
		call.name += name
	}
	return call.write(string(p.Function.Arguments), c.maxArguments)
}

func (o *openCall) write(piece string, limit int) bool {
	room := limit - o.arguments.Len()
	o.arguments.WriteString(piece[:min(len(piece), room)])
	return len(piece) <= room
}

// find is the call that a piece goes on with, nil when it opens a new one.
func (c *calls) find(p callPiece) *openCall {
	var last *openCall // of those that have the piece's index, if it has one
	for _, call := range c.open {
		if p.Index != nil && *p.Index != call.index {
			continue
		}
		if p.ID != "" && string(p.ID) == call.id {
			return call
		}
		last = call
	}
	if last == nil || last.closedBy(p) {
		return nil
	}
	return last
}

// closedBy says whether a piece opens a new call although it has this one's
// index, or none: several servers number all calls 0, or not at all.
func (o *openCall) closedBy(p callPiece) bool {
	if p.ID != "" && o.id != "" {
		return true
	}
	if p.Function.Name == "" || p.Function.Arguments == "" {
		return false
	}
	arguments := o.arguments.String()
	return strings.HasSuffix(arguments, "}") && json.Valid([]byte(arguments))
}

func (c *calls) index(p callPiece) int {
	if p.Index != nil {
		return *p.Index
	}
	if len(c.open) == 0 {
		return 0
	}
	return c.open[len(c.open)-1].index + 1
}

// complete is the calls by index. A call without an id, or with one that another
// has, gets one of its own: the answer to a call is found by it.
func (c *calls) complete() []ToolCall {
	slices.SortStableFunc(c.open, func(a, b *openCall) int { return cmp.Compare(a.index, b.index) })
	var done []ToolCall
	taken := map[string]bool{"": true}
	for _, o := range c.open {
		if o.name == "" && o.arguments.Len() == 0 {
			continue
		}
		if taken[o.id] {
			o.id = "call_" + rand.Text()
		}
		taken[o.id] = true
		done = append(done, ToolCall{ID: o.id, Name: o.name, Arguments: o.arguments.String()})
	}
	return done
}
