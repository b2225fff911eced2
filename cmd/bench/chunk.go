package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	// mark ends the text of each content chunk and occurs nowhere else, so that a client counts chunks without
	// parsing, whatever frames a server puts around the text and however it joins them.
	mark = '~'
	// stampDigits is the width of a time in nanoseconds since 1970.
	stampDigits = 19

	chunkHead = `data: {"id":"chatcmpl-9f3b2c61d7e84a50","object":"chat.completion.chunk","created":1750000000,` +
		`"model":"bench-model","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":`
	chunkTail = `,"logprobs":null,"finish_reason":null}]}` + "\n\n"
)

// httpChunk wraps one event in the chunked transfer coding, one HTTP chunk an event, as model servers send it.
func httpChunk(event string) []byte {
	return fmt.Appendf(nil, "%x\r\n%s\r\n", len(event), event)
}

func contentEvent(text string) string { return chunkHead + `{"content":"` + text + `"}` + chunkTail }

func contentChunk(text string) []byte { return httpChunk(contentEvent(text)) }

// openingChunk names the role and has no text.
func openingChunk() []byte {
	return httpChunk(chunkHead + `{"role":"assistant","content":""}` + chunkTail)
}

// endingChunks are the reason, the usage and the sentinel, and the end of the body.
func endingChunks(count int) []byte {
	const head = `data: {"id":"chatcmpl-9f3b2c61d7e84a50","object":"chat.completion.chunk","created":1750000000,"model":"bench-model",`
	var b bytes.Buffer
	b.Write(httpChunk(head + `"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}` + "\n\n"))
	b.Write(httpChunk(head + fmt.Sprintf(`"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":%d,"total_tokens":%d}}`,
		count, count+10) + "\n\n"))
	b.Write(httpChunk("data: [DONE]\n\n"))
	b.WriteString("0\r\n\r\n")
	return b.Bytes()
}

// stamped is a content chunk whose text is overwritten with the time of sending, without building it again.
type stamped struct {
	bytes []byte
	at    int
}

func newStamped() *stamped {
	zeros := strings.Repeat("0", stampDigits)
	b := contentChunk(stampedText(zeros))
	return &stamped{bytes: b, at: bytes.Index(b, []byte(zeros))}
}

func stampedText(digits string) string { return " w" + digits + string(rune(mark)) }

func (s *stamped) now() []byte {
	strconv.AppendInt(s.bytes[s.at:s.at], time.Now().UnixNano(), 10)
	return s.bytes
}

// stampBefore reads the time in the digits that end at position end.
func stampBefore(data []byte, end int) (int64, bool) {
	if end < stampDigits {
		return 0, false
	}
	var n int64
	for _, c := range data[end-stampDigits : end] {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
