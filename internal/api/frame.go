package api

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// The names of the events of a stream.
const (
	eventSession = "session"
	eventStatus  = "status"
	eventTool    = "tool"
	eventSource  = "source"
	eventExhibit = "exhibit"
	eventDelta   = "delta"
	eventDone    = "done"
	eventError   = "error"
)

// keepAlive is a comment: it keeps proxies from taking a silent stream for a
// dead one, and no reader sees it.
const keepAlive = ": keep-alive\n\n"

// appendFrame writes one event with data as its JSON. encoding/json puts no raw
// line break into its output, so whatever data holds, it stays one frame.
func appendFrame(b []byte, name, run string, seq uint64, data any) ([]byte, error) {
	body, err := json.Marshal(data)
	if err != nil {
		return b, fmt.Errorf("encode %s event: %w", name, err)
	}
	b = appendFrameHead(b, name, run, seq)
	b = append(b, body...)
	return append(b, "\n\n"...), nil
}

// appendDelta writes the event that makes up nearly all of a stream, without
// reflection or allocation.
func appendDelta(b []byte, run string, seq uint64, text string) []byte {
	b = appendFrameHead(b, eventDelta, run, seq)
	b = append(b, `{"text":`...)
	b = appendString(b, text)
	return append(b, "}\n\n"...)
}

func appendFrameHead(b []byte, name, run string, seq uint64) []byte {
	b = append(b, "event: "...)
	b = append(b, name...)
	b = append(b, "\nid: "...)
	b = append(b, run...)
	b = append(b, '-')
	b = strconv.AppendUint(b, seq, 10)
	return append(b, "\ndata: "...)
}

// The bytes below 128 that a JSON string holds unescaped, as bit sets: all but
// controls, quote, backslash and what HTML would take for markup.
const (
	plainLow  uint64 = (1<<64 - 1<<' ') &^ (1<<'"' | 1<<'&' | 1<<'<' | 1<<'>')
	plainHigh uint64 = (1<<64 - 1) &^ (1 << ('\\' - 64))
)

func plain(c byte) bool {
	if c < 64 {
		return plainLow>>c&1 == 1
	}
	return c < utf8.RuneSelf && plainHigh>>(c-64)&1 == 1
}

// appendString writes s as a JSON string, byte for byte as encoding/json does.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		if plain(s[i]) {
			i++
			continue
		}
		if s[i] < utf8.RuneSelf {
			b = append(b, s[start:i]...)
			b = appendEscaped(b, s[i])
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(b, s[start:i]...)
			b = append(b, `\ufffd`...)
			start = i + size
		case r == '\u2028' || r == '\u2029': // line ends to old JavaScript
			b = append(b, s[start:i]...)
			b = append(b, `\u202`...)
			b = append(b, hexDigits[r&0xf])
			start = i + size
		}
		i += size
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

const hexDigits = "0123456789abcdef"

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
}
