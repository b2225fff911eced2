package wire

import (
	"bytes"
	"unicode/utf8"
)

// maxMemory caps what the Extractor keeps of a line.
const maxMemory = 2 << 10

// Extractor takes the text out of the line that nearly all of a stream consists
// of: one choice, whose delta holds a content string and nothing else of
// interest. A line of any other shape is not understood, and is left to
// DecodeFrame; what is understood reads as DecodeFrame reads it. Decoding in
// full costs some fifty times as much.
//
// The lines of a stream differ in little but their content. What stood around
// the last one is kept: where the same bytes stand again, the same is true of
// them, and they need not be read.
type Extractor struct {
	head, tail []byte // of the last line understood: before its content's value, and after
	scratch    []byte // for strings with escapes

	text        string // the line's content so far
	start, stop int    // where its value stands, -1 for nowhere
}

// Content returns the text of a chunk, which may be empty. It allocates nothing else.
func (x *Extractor) Content(line []byte) (text string, ok bool) {
	c := cursor{b: line}
	resume := len(x.head) > 0 && bytes.HasPrefix(line, x.head)
	if resume {
		c.i = len(x.head)
		if n := len(line) - len(x.tail); n > c.i && string(line[n:]) == string(x.tail) {
			if text, ok := x.value(&c); ok && c.i == n {
				return text, true
			}
			c.i = len(x.head)
		}
	}
	x.text, x.start = "", -1
	if !x.chunk(&c, resume) {
		return "", false
	}
	if x.start >= 0 && len(line) < maxMemory {
		x.head = append(x.head[:0], line[:x.start]...)
		x.tail = append(x.tail[:0], line[x.stop:]...)
	}
	return x.text, true
}

// chunk reads the line's object, which holds a list of exactly one choice. To
// resume is to begin at the content's value, the objects around it being open and
// known.
func (x *Extractor) chunk(c *cursor, resume bool) bool {
	var ok bool
	if resume {
		ok = x.read(c) && x.members(c, inDelta, true) && x.members(c, inChoice, true) && c.close() && x.members(c, inChunk, true)
	} else {
		ok = c.eat('{') && x.members(c, inChunk, false)
	}
	c.space()
	return ok && c.i == len(c.b)
}

// level is an object of a chunk, and named after the member that the next one is.
type level string

const (
	inChunk  level = "choices"
	inChoice level = "delta"
	inDelta  level = "content"
)

// members reads an object to its end, or, to resume, from behind the member that
// the level is named after.
func (x *Extractor) members(c *cursor, l level, resume bool) bool {
	found := resume
	for first := !resume; ; first = false {
		name, ok := c.member(first)
		switch {
		case !ok:
			return false
		case name == nil:
			return found || l != inChunk
		case string(name) == string(l):
			ok = !found && x.inner(c, l)
			found = true
		default:
			ok = c.pass(l, name)
		}
		if !ok {
			return false
		}
	}
}

// inner reads the value of the member that a level is named after.
func (x *Extractor) inner(c *cursor, l level) bool {
	switch l {
	case inChunk:
		return c.open() && x.members(c, inChoice, false) && c.close()
	case inChoice:
		return c.eat('{') && x.members(c, inDelta, false)
	}
	return x.read(c)
}

// pass passes over the value of another member, when it says nothing of interest.
func (c *cursor) pass(l level, name []byte) bool {
	switch l {
	case inChunk:
		switch string(name) {
		case "object":
			return c.literal(`"chat.completion.chunk"`)
		case "error", "usage":
			return c.literal("null")
		}
	case inChoice:
		switch string(name) {
		case "index":
			return c.literal("0") && (c.peek() == ',' || c.peek() == '}')
		case "finish_reason", "message", "usage":
			return c.literal("null")
		}
	case inDelta:
		switch string(name) {
		case "role", "name", "annotations", "audio", "padding", "token_ids", "content_filter_results":
		case "tool_calls", "function_call", "usage":
			return c.literal("null")
		default: // reasoning, a refusal, and what the server may want to see again
			return c.literal("null") || c.literal(`""`)
		}
	}
	return c.skip(maxDepth)
}

// read takes the content's value.
func (x *Extractor) read(c *cursor) (ok bool) {
	x.start = c.i
	x.text, ok = x.value(c)
	x.stop = c.i
	return ok
}

// value reads a string or null.
func (x *Extractor) value(c *cursor) (text string, ok bool) {
	if c.literal("null") {
		return "", true
	}
	if !c.eat('"') {
		return "", false
	}
	start := c.i
	c.i += plainRun(c.b[c.i:])
	if c.peek() == '"' {
		raw := c.b[start:c.i]
		c.i++
		return string(raw), utf8.Valid(raw)
	}
	c.i = start
	if x.scratch, ok = c.text(x.scratch[:0], false); !ok {
		return "", false
	}
	return string(x.scratch), utf8.Valid(x.scratch)
}
