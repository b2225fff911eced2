package wire

import (
	"bytes"
	"unicode/utf16"
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

// chunk reads the line's object. To resume is to begin at the content's value,
// the objects around it being open and known.
func (x *Extractor) chunk(c *cursor, resume bool) bool {
	if resume {
		if !x.choices(c, true) {
			return false
		}
	} else if !c.eat('{') {
		return false
	}
	found := resume
	for first := !resume; ; first = false {
		name, ok := c.member(first)
		if !ok {
			return false
		}
		if name == nil {
			break
		}
		switch string(name) {
		case "choices":
			ok = !found && x.choices(c, false)
			found = true
		case "object":
			ok = c.literal(`"chat.completion.chunk"`)
		case "error", "usage":
			ok = c.literal("null")
		default:
			ok = c.skip(maxDepth)
		}
		if !ok {
			return false
		}
	}
	c.space()
	return found && c.i == len(c.b)
}

// choices reads a list of exactly one choice.
func (x *Extractor) choices(c *cursor, resume bool) bool {
	if resume {
		if !x.delta(c, true) {
			return false
		}
	} else if !c.open() {
		return false
	}
	found := resume
	for first := !resume; ; first = false {
		name, ok := c.member(first)
		if !ok {
			return false
		}
		if name == nil {
			break
		}
		switch string(name) {
		case "delta":
			ok = !found && x.delta(c, false)
			found = true
		case "index":
			ok = c.literal("0") && (c.peek() == ',' || c.peek() == '}')
		case "finish_reason", "message", "usage":
			ok = c.literal("null")
		default:
			ok = c.skip(maxDepth)
		}
		if !ok {
			return false
		}
	}
	c.space()
	return c.eat(']')
}

func (x *Extractor) delta(c *cursor, resume bool) bool {
	if resume {
		if !x.read(c) {
			return false
		}
	} else if !c.eat('{') {
		return false
	}
	found := resume
	for first := !resume; ; first = false {
		name, ok := c.member(first)
		if !ok || name == nil {
			return ok
		}
		switch string(name) {
		case "content":
			ok = !found && x.read(c)
			found = true
		case "reasoning_content", "reasoning", "refusal":
			ok = c.literal("null") || c.literal(`""`)
		case "tool_calls", "function_call", "usage":
			ok = c.literal("null")
		case "role", "name", "annotations", "audio", "padding", "token_ids", "content_filter_results":
			ok = c.skip(maxDepth)
		default: // what the server may want to see again
			ok = c.literal("null") || c.literal(`""`)
		}
		if !ok {
			return false
		}
	}
}

// read takes the content's value.
func (x *Extractor) read(c *cursor) (ok bool) {
	x.start = c.i
	x.text, ok = x.value(c)
	x.stop = c.i
	return ok
}

// value reads a string or null.
func (x *Extractor) value(c *cursor) (string, bool) {
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
	return x.escaped(c)
}

// escaped reads a string that holds escapes.
func (x *Extractor) escaped(c *cursor) (string, bool) {
	x.scratch = x.scratch[:0]
	for {
		n := plainRun(c.b[c.i:])
		x.scratch = append(x.scratch, c.b[c.i:c.i+n]...)
		c.i += n
		switch c.peek() {
		case '"':
			c.i++
			return string(x.scratch), utf8.Valid(x.scratch)
		case '\\':
			r, ok := c.escape()
			if !ok {
				return "", false
			}
			if utf16.IsSurrogate(r) {
				if c.peek() != '\\' {
					return "", false
				}
				low, ok := c.escape()
				if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
					return "", false
				}
			}
			x.scratch = utf8.AppendRune(x.scratch, r)
		default:
			return "", false
		}
	}
}
