package wire

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
)

// Calls assembles the tool calls of a step from their pieces, by name, id and
// index as far as they are given: servers number all calls 0, or none, repeat
// ids or change them from piece to piece. What holds for all of them is that a
// call has a name and that its arguments are an object: a name after a complete
// object begins a new call, and a piece without a name goes on with an old one.
type Calls struct {
	open         []*openCall // in order of arrival
	offered      []ToolSpec
	maxCalls     int
	maxArguments int
}

type openCall struct {
	index    int
	id, name string
	pieces   []string // of the arguments
	size     int
	shape    shape
	call     Extras
	function Extras
}

// maxName caps a call's name and its id, in bytes: no tool has a longer one.
const maxName = 256

// Add takes one piece. It says false when a cap is reached, and nothing more
// should be read.
func (c *Calls) Add(p CallPiece) bool {
	call := c.find(p)
	if call == nil {
		if len(c.open) == c.maxCalls {
			return false
		}
		call = &openCall{index: c.index(p)}
		c.open = append(c.open, call)
	}
	if len(p.ID) <= maxName {
		call.id = cmp.Or(call.id, string(p.ID))
	}
	// The name may come in pieces, or anew with each piece of the arguments.
	if name := string(p.Function.Name); name != call.name && call.size == 0 && len(call.name)+len(name) <= maxName {
		call.name += name
	}
	call.call.Add(p.Extra)
	call.function.Add(p.Function.Extra)
	return call.write(string(p.Function.Arguments), c.maxArguments)
}

func (o *openCall) write(piece string, limit int) bool {
	if piece == "" {
		return true
	}
	kept := piece[:min(len(piece), limit-o.size)]
	o.pieces = append(o.pieces, kept)
	o.size += len(kept)
	o.shape.scan(kept)
	return len(kept) == len(piece)
}

// find is the call that a piece goes on with, nil when it opens a new one.
func (c *Calls) find(p CallPiece) *openCall {
	var last *openCall // of those that have the piece's index, if it has one
	for _, call := range c.open {
		if p.Index != nil && *p.Index != call.index {
			continue
		}
		last = call
		if p.ID != "" && string(p.ID) == call.id {
			break
		}
	}
	if p.Function.Name == "" {
		if last == nil && len(c.open) > 0 {
			last = c.open[len(c.open)-1] // a new number, but nothing that says what would be called
		}
		return last
	}
	if last == nil || last.closedBy(p, c.offered) {
		return nil
	}
	return last
}

// closedBy says whether a piece with a name opens a new call although it has
// this one's index, or none.
func (o *openCall) closedBy(p CallPiece, offered []ToolSpec) bool {
	name, sameID := string(p.Function.Name), p.ID == "" || o.id == "" || string(p.ID) == o.id
	switch {
	case o.shape.complete():
		had, more := compact(strings.Join(o.pieces, "")), compact(string(p.Function.Arguments))
		switch {
		case name != o.name || !sameID:
			return true
		case more == "" && p.ID != "":
			return false // the call is only named once more
		}
		return had != "{}" && had != more
	case o.size > 0:
		return false // the name is sent anew with each piece
	}
	// Its arguments are yet to come: the piece is more of its name, or another call.
	return !sameID || name != o.name && isOffered(o.name, offered) && isOffered(name, offered)
}

func isOffered(name string, offered []ToolSpec) bool {
	return slices.ContainsFunc(offered, func(t ToolSpec) bool { return t.Name == name })
}

func (c *Calls) index(p CallPiece) int {
	if p.Index != nil {
		return *p.Index
	}
	if len(c.open) == 0 {
		return 0
	}
	return c.open[len(c.open)-1].index + 1
}

// Finish is the calls by index. A call without an id, or with one that another
// has, gets one of its own: the answer to a call is found by it.
func (c *Calls) Finish() []ToolCall {
	slices.SortStableFunc(c.open, func(a, b *openCall) int { return cmp.Compare(a.index, b.index) })
	var done []ToolCall
	taken := map[string]bool{"": true}
	for _, o := range c.open {
		if o.name == "" && o.size == 0 {
			continue
		}
		name := toolName(JoinHalves(o.name), c.offered)
		for i, arguments := range readArguments(o.pieces) {
			call := ToolCall{ID: JoinHalves(o.id), Name: name, Arguments: unwrapped(name, arguments)}
			if i == 0 {
				call.Extra, call.FunctionExtra = o.call.Object(), o.function.Object()
			}
			if taken[call.ID] {
				call.ID = newCallID()
			}
			taken[call.ID] = true
			done = append(done, call)
		}
	}
	return done[:min(len(done), c.maxCalls)]
}

// newCallID is nine letters and digits: Mistral refuses anything else.
func newCallID() string { return rand.Text()[:9] }

// NewCalls assembles calls of the tools that are offered, at most maxCalls, each
// with at most maxArguments bytes of arguments.
func NewCalls(offered []ToolSpec, maxCalls, maxArguments int) Calls {
	return Calls{offered: offered, maxCalls: maxCalls, maxArguments: maxArguments}
}

// Size is how many bytes of names and arguments have come.
func (c *Calls) Size() (n int) {
	for _, call := range c.open {
		n += len(call.name) + call.size
	}
	return n
}

// Empty says whether no call has come.
func (c *Calls) Empty() bool { return len(c.open) == 0 }
