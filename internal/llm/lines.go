package llm

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// lineBuffer is what an idle stream holds for its next line. It is as much as
// net/http's own read buffer, so that a burst is taken over in one read.
const lineBuffer = 4 << 10

var errLineTooLong = errors.New("line too long")

// lines splits a body into lines that end in LF, CRLF or, in a stream that has
// no LF, CR. It holds only what one Read returned and, while a line is not
// complete, that line.
type lines struct {
	pool       *sync.Pool // of *[lineBuffer]byte
	small      *[lineBuffer]byte
	buf        []byte
	start, end int // buf[start:end] is not yet consumed
	seen       int // next found no line feed before it
	feed       int // a line feed that more found, -1 for none
	max        int
}

func newLines(pool *sync.Pool, limit int) lines {
	small := pool.Get().(*[lineBuffer]byte)
	return lines{pool: pool, small: small, buf: small[:min(limit, lineBuffer)], feed: -1, max: limit}
}

func (l *lines) release() {
	l.pool.Put(l.small)
	*l = lines{feed: -1}
}

// next is the next complete line in memory, without its end. It is valid until fill.
func (l *lines) next() (line []byte, ok bool) {
	if n := l.blank(l.start); n > 0 {
		l.start += n
		return nil, true
	}
	i := l.feed
	if i < l.start {
		from := max(l.seen, l.start)
		i = bytes.IndexByte(l.buf[from:l.end], '\n')
		if i < 0 {
			l.seen = l.end
			return l.carriageLine(max(l.start, from-1))
		}
		i += from
	}
	line = l.buf[l.start:i]
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	l.start = i + 1
	return line, true
}

// carriageLine is the next line of a stream whose lines end in CR. The byte
// after the CR must be known, lest half of a CRLF be taken for an end.
func (l *lines) carriageLine(from int) ([]byte, bool) {
	i := bytes.IndexByte(l.buf[from:l.end], '\r')
	if i < 0 || from+i+1 == l.end {
		return nil, false
	}
	line := l.buf[l.start : from+i]
	l.start = from + i + 1
	l.seen = l.start
	return line, true
}

// blank is the length of the blank line at i, 0 when there is none.
func (l *lines) blank(i int) int {
	switch {
	case i < l.end && l.buf[i] == '\n':
		return 1
	case i+1 < l.end && l.buf[i] == '\r' && l.buf[i+1] == '\n':
		return 2
	}
	return 0
}

// more says whether a complete line that is not blank is in memory.
func (l *lines) more() bool {
	i := l.start
	for n := l.blank(i); n > 0; n = l.blank(i) {
		i += n
	}
	if n := bytes.IndexByte(l.buf[i:l.end], '\n'); n >= 0 {
		l.feed = i + n
		return true
	}
	return false
}

// rest is the last line of a stream that ended without ending it.
func (l *lines) rest() []byte {
	line := bytes.TrimRight(l.buf[l.start:l.end], "\r")
	l.start = l.end
	return line
}

// looksRight says whether what is in memory may begin an event stream or a JSON
// object.
func (l *lines) looksRight() bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(l.buf[l.start:l.end], []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(text) == 0 {
		return true // an empty answer says so itself
	}
	for _, field := range []string{"{", "[", ":", "data", "event", "id", "retry"} {
		if n := min(len(text), len(field)); string(text[:n]) == field[:n] {
			return true
		}
	}
	return false
}

// fill reads once. It fails with errLineTooLong when no room is left.
func (l *lines) fill(r io.Reader) (int, error) {
	if err := l.room(); err != nil {
		return 0, err
	}
	n, err := r.Read(l.buf[l.end:])
	l.end += n
	return n, err
}

func (l *lines) room() error {
	l.feed = -1
	if l.start > 0 {
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.seen = max(l.seen-l.start, 0)
		l.start = 0
	}
	if l.end == 0 && len(l.buf) > lineBuffer {
		l.buf = l.small[:] // one long line must not fatten the stream for the rest of its life
	}
	if l.end < len(l.buf) {
		return nil
	}
	if l.end >= l.max {
		return errLineTooLong
	}
	grown := make([]byte, min(2*len(l.buf), l.max))
	copy(grown, l.buf[:l.end])
	l.buf = grown
	return nil
}
