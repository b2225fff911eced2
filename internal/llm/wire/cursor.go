package wire

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"
)

// maxDepth is how deep a value that is skipped may be nested before the full
// decoder has to look at it.
const maxDepth = 16

// cursor walks one line of JSON, strictly. It understands less than
// encoding/json, but what it accepts encoding/json accepts too and reads alike.
type cursor struct {
	b []byte
	i int
}

func (c *cursor) peek() byte {
	if c.i < len(c.b) {
		return c.b[c.i]
	}
	return 0
}

func (c *cursor) eat(want byte) bool {
	if c.i < len(c.b) && c.b[c.i] == want {
		c.i++
		return true
	}
	return false
}

func (c *cursor) space() {
	for c.i < len(c.b) && (c.b[c.i] == ' ' || c.b[c.i] == '\t' || c.b[c.i] == '\n') {
		c.i++
	}
}

func (c *cursor) literal(want string) bool {
	if n := c.i + len(want); n <= len(c.b) && string(c.b[c.i:n]) == want {
		c.i = n
		return true
	}
	return false
}

// open begins a list, and the object that is its first entry.
func (c *cursor) open() bool {
	if !c.eat('[') {
		return false
	}
	c.space()
	return c.eat('{')
}

// close ends a list of one entry.
func (c *cursor) close() bool {
	c.space()
	return c.eat(']')
}

// member goes to the value of an object's next member and returns its name,
// nil at the object's end. Names that encoding/json could take for another one
// (escapes, capitals, letters beyond ASCII) are not understood.
func (c *cursor) member(first bool) (name []byte, ok bool) {
	c.space()
	if c.eat('}') {
		return nil, true
	}
	if !first {
		if !c.eat(',') {
			return nil, false
		}
		c.space()
	}
	if !c.eat('"') {
		return nil, false
	}
	start := c.i
	for c.i < len(c.b) && plainName(c.b[c.i]) {
		c.i++
	}
	name = c.b[start:c.i]
	if len(name) == 0 || !c.eat('"') {
		return nil, false
	}
	c.space()
	if !c.eat(':') {
		return nil, false
	}
	c.space()
	return name, true
}

func plainName(b byte) bool {
	return 'a' <= b && b <= 'z' || b == '_' || '0' <= b && b <= '9'
}

// skip passes over a value of any kind.
func (c *cursor) skip(depth int) bool {
	switch b := c.peek(); {
	case b == '"':
		return c.skipString()
	case b == 'n':
		return c.literal("null")
	case b == 't':
		return c.literal("true")
	case b == 'f':
		return c.literal("false")
	case b == '{' && depth > 0:
		c.i++
		return c.skipList('}', depth-1)
	case b == '[' && depth > 0:
		c.i++
		return c.skipList(']', depth-1)
	}
	return c.skipNumber()
}

func (c *cursor) skipList(end byte, depth int) bool {
	c.space()
	if c.eat(end) {
		return true
	}
	for {
		c.space()
		if end == '}' {
			if c.peek() != '"' || !c.skipString() {
				return false
			}
			c.space()
			if !c.eat(':') {
				return false
			}
			c.space()
		}
		if !c.skip(depth) {
			return false
		}
		c.space()
		if c.eat(end) {
			return true
		}
		if !c.eat(',') {
			return false
		}
	}
}

func (c *cursor) skipString() bool {
	c.i++
	for {
		c.i += plainRun(c.b[c.i:])
		switch c.peek() {
		case '"':
			c.i++
			return true
		case '\\':
			if _, ok := c.escape(); !ok {
				return false
			}
		default: // a control character, or the end
			return false
		}
	}
}

func (c *cursor) skipNumber() bool {
	c.eat('-')
	if !c.eat('0') && !c.digits() {
		return false
	}
	if c.eat('.') && !c.digits() {
		return false
	}
	if c.eat('e') || c.eat('E') {
		if !c.eat('+') {
			c.eat('-')
		}
		return c.digits()
	}
	return true
}

func (c *cursor) digits() bool {
	start := c.i
	for c.i < len(c.b) && '0' <= c.b[c.i] && c.b[c.i] <= '9' {
		c.i++
	}
	return c.i > start
}

// escape passes over one escape and returns the character it stands for. A half
// of a surrogate pair is returned as such.
func (c *cursor) escape() (rune, bool) {
	if c.i+1 >= len(c.b) {
		return 0, false
	}
	b := c.b[c.i+1]
	c.i += 2
	if at := strings.IndexByte(`"\/bfnrt`, b); at >= 0 {
		return rune("\"\\/\b\f\n\r\t"[at]), true
	}
	if b != 'u' || c.i+4 > len(c.b) {
		return 0, false
	}
	r, err := strconv.ParseUint(string(c.b[c.i:c.i+4]), 16, 16)
	c.i += 4
	return rune(r), err == nil
}

// plainRun counts the bytes at the head of b that stand for themselves within a
// JSON string: neither quote nor backslash nor control character. It looks at
// eight bytes at a time, for this is most of the work on a chunk.
func plainRun(b []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(b)-n >= 8; n += 8 {
		x := binary.LittleEndian.Uint64(b[n:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		// The lowest bit set is exact; above it a borrow may set others.
		special := ((x - ones*0x20) &^ x) | ((quote - ones) &^ quote) | ((slash - ones) &^ slash)
		if special &= highs; special != 0 {
			return n + bits.TrailingZeros64(special)/8
		}
	}
	for ; n < len(b); n++ {
		if b[n] == '"' || b[n] == '\\' || b[n] < 0x20 {
			break
		}
	}
	return n
}
