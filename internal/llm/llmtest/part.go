package llmtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"quotewire/internal/llm"
)

// Part is a piece of a stream. It says false when the stream is over.
type Part func(*play) bool

// Role is the chunk that opens a stream and carries nothing.
func Role() Part { return Delta(`{"role":"assistant","content":""}`) }

// Say is text in chunks of size bytes (0: in one), each flushed by itself.
func Say(text string, size int) Part {
	return each(split(text, size), func(p *play, s string) bool { return p.delta(object("content", s)) })
}

// Burst is text in chunks of size bytes, all in one write.
func Burst(text string, size int) Part {
	return func(p *play) bool {
		var all strings.Builder
		for _, s := range split(text, size) {
			all.WriteString(p.chunk(object("content", s), "null"))
		}
		return p.send(all.String())
	}
}

// SayOn is Say, each chunk sent when gate gives a value; all of them once it is closed.
func SayOn(gate <-chan struct{}, text string, size int) Part {
	return each(split(text, size), func(p *play, s string) bool {
		return p.linger(gate) && p.delta(object("content", s))
	})
}

// Think is reasoning in chunks of size bytes.
func Think(text string, size int) Part {
	return each(split(text, size), func(p *play, s string) bool { return p.delta(object("reasoning_content", s)) })
}

// Call is a tool call, its arguments in pieces of size bytes.
func Call(index int, call llm.ToolCall, size int) Part {
	return func(p *play) bool {
		head := fmt.Sprintf(`{"tool_calls":[{"index":%d,"id":%s,"type":"function","function":{"name":%s,"arguments":""}}]}`,
			index, quote(call.ID), quote(call.Name))
		return p.delta(head) && each(split(call.Arguments, size), func(p *play, s string) bool {
			return p.delta(fmt.Sprintf(`{"tool_calls":[{"index":%d,"function":{"arguments":%s}}]}`, index, quote(s)))
		})(p)
	}
}

// Delta is a chunk with this JSON as its delta.
func Delta(json string) Part { return func(p *play) bool { return p.delta(json) } }

// Finish is the chunk with the finish reason.
func Finish(reason llm.FinishReason) Part {
	return func(p *play) bool { return p.send(p.chunk(`{}`, quote(string(reason)))) }
}

// Tokens is the chunk with the usage.
func Tokens(prompt, completion int) Part {
	return Line(fmt.Sprintf(`{"object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}`,
		prompt, completion, prompt+completion))
}

// Done is the [DONE] that ends a stream.
func Done() Part { return Line("[DONE]") }

// Line is an event with this data.
func Line(data string) Part { return Bytes("data: " + data + "\n\n") }

// Bytes are sent as they are.
func Bytes(raw string) Part { return func(p *play) bool { return p.send(raw) } }

// Wait holds the stream until gate is closed or sent to.
func Wait(gate <-chan struct{}) Part { return func(p *play) bool { return p.linger(gate) } }

// Silence holds the stream until the client leaves.
func Silence() Part { return Wait(nil) }

// RST breaks the connection at once.
func RST() Part { return func(p *play) bool { p.reset(); return false } }

func each(pieces []string, send func(*play, string) bool) Part {
	return func(p *play) bool {
		for _, s := range pieces {
			if !send(p, s) {
				return false
			}
		}
		return true
	}
}

// split cuts text into pieces of about size bytes, never within a character.
func split(text string, size int) []string {
	if size <= 0 || len(text) <= size {
		return []string{text}
	}
	var all []string
	for text != "" {
		n := min(size, len(text))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n++
		}
		all = append(all, text[:n])
		text = text[n:]
	}
	return all
}

func pieces(text string, size int) int { return len(split(text, size)) }

func object(name, value string) string { return "{" + quote(name) + ":" + quote(value) + "}" }

func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(raw)
}
